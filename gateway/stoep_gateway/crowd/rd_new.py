"""From WGS 84 degrees to RD New metres, for drawings that come in degrees. Off by less than a metre."""

# F.H. Schreutelkamp and G.L. Strang van Hees, "Benaderingsformules voor de transformatie tussen RD- en
# WGS84-kaartcoördinaten", Geodesia 43 (2001), 64-69: {(power of dφ, power of dλ): coefficient}, in metres.
_ORIGIN_X_M, _ORIGIN_Y_M = 155_000, 463_000
_ORIGIN_LATITUDE, _ORIGIN_LONGITUDE = 52.15517440, 5.38720621
_X_M = {
    (0, 1): 190094.945,
    (1, 1): -11832.228,
    (2, 1): -114.221,
    (0, 3): -32.391,
    (1, 0): -0.705,
    (3, 1): -2.340,
    (1, 3): -0.608,
    (0, 2): -0.008,
    (2, 3): 0.148,
}
_Y_M = {
    (1, 0): 309056.544,
    (0, 2): 3638.893,
    (2, 0): 73.077,
    (1, 2): -157.984,
    (3, 0): 59.788,
    (0, 1): 0.433,
    (2, 2): -6.439,
    (1, 1): -0.032,
    (0, 4): 0.092,
    (1, 4): -0.054,
}


def wgs84_to_rd(latitude: float, longitude: float) -> tuple[float, float]:
    """(x, y) in metres of a point in or near the Netherlands."""
    north, east = 0.36 * (latitude - _ORIGIN_LATITUDE), 0.36 * (longitude - _ORIGIN_LONGITUDE)  # units of 10,000″
    return (
        _ORIGIN_X_M + _sum(_X_M, north=north, east=east),
        _ORIGIN_Y_M + _sum(_Y_M, north=north, east=east),
    )


def _sum(coefficients: dict[tuple[int, int], float], *, north: float, east: float) -> float:
    return sum(coefficient * north**p * east**q for (p, q), coefficient in coefficients.items())
