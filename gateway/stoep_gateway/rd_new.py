"""Between RD New metres and WGS 84 degrees, in and near the Netherlands. Off by less than a metre."""

# F.H. Schreutelkamp and G.L. Strang van Hees, "Benaderingsformules voor de transformatie tussen RD- en
# WGS84-kaartcoördinaten", Geodesia 43 (2001), 64-69: {(power of the first, power of the second): coefficient}.
_ORIGIN_X_M, _ORIGIN_Y_M = 155_000, 463_000
_ORIGIN_LATITUDE, _ORIGIN_LONGITUDE = 52.15517440, 5.38720621
# dX, dY in units of 100 km; seconds of arc.
_LATITUDE = {
    (0, 1): 3235.65389,
    (2, 0): -32.58297,
    (0, 2): -0.24750,
    (2, 1): -0.84978,
    (0, 3): -0.06550,
    (2, 2): -0.01709,
    (1, 0): -0.00738,
    (4, 0): 0.00530,
    (2, 3): -0.00039,
    (4, 1): 0.00033,
    (1, 1): -0.00012,
}
_LONGITUDE = {
    (1, 0): 5260.52916,
    (1, 1): 105.94684,
    (1, 2): 2.45656,
    (3, 0): -0.81885,
    (1, 3): 0.05594,
    (3, 1): -0.05607,
    (0, 1): 0.01199,
    (3, 2): -0.00256,
    (1, 4): 0.00128,
    (0, 2): 0.00022,
    (2, 0): -0.00022,
    (5, 0): 0.00026,
}
# dφ, dλ in units of 10,000 seconds of arc; metres.
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


def rd_to_wgs84(x_m: float, y_m: float) -> tuple[float, float]:
    """(latitude, longitude) in degrees, rounded to seven decimals."""
    x, y = (x_m - _ORIGIN_X_M) / 100_000, (y_m - _ORIGIN_Y_M) / 100_000
    latitude = _ORIGIN_LATITUDE + _sum(_LATITUDE, x, y) / 3600
    longitude = _ORIGIN_LONGITUDE + _sum(_LONGITUDE, x, y) / 3600
    return round(latitude, 7), round(longitude, 7)


def wgs84_to_rd(latitude: float, longitude: float) -> tuple[float, float]:
    """(x, y) in metres."""
    north, east = 0.36 * (latitude - _ORIGIN_LATITUDE), 0.36 * (longitude - _ORIGIN_LONGITUDE)
    return _ORIGIN_X_M + _sum(_X_M, north, east), _ORIGIN_Y_M + _sum(_Y_M, north, east)


def _sum(coefficients: dict[tuple[int, int], float], first: float, second: float) -> float:
    return sum(coefficient * first**p * second**q for (p, q), coefficient in coefficients.items())
