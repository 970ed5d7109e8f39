"""From the centre of a cell in RD New to WGS 84, for back-ends that want degrees. Nothing finer exists here."""

# F.H. Schreutelkamp and G.L. Strang van Hees, "Benaderingsformules voor de transformatie tussen RD- en
# WGS84-kaartcoördinaten", Geodesia 43 (2001), 64-69: {(power of dX, power of dY): coefficient}, in seconds of arc.
_ORIGIN_X_M, _ORIGIN_Y_M = 155_000, 463_000
_ORIGIN_LATITUDE, _ORIGIN_LONGITUDE = 52.15517440, 5.38720621
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


def rd_to_wgs84(x_m: float, y_m: float) -> tuple[float, float]:
    """(latitude, longitude) in degrees of a cell's centre, rounded to seven decimals."""
    x, y = (x_m - _ORIGIN_X_M) / 100_000, (y_m - _ORIGIN_Y_M) / 100_000
    latitude = _ORIGIN_LATITUDE + _sum(_LATITUDE, x=x, y=y) / 3600
    longitude = _ORIGIN_LONGITUDE + _sum(_LONGITUDE, x=x, y=y) / 3600
    return round(latitude, 7), round(longitude, 7)


def _sum(coefficients: dict[tuple[int, int], float], *, x: float, y: float) -> float:
    return sum(coefficient * x**p * y**q for (p, q), coefficient in coefficients.items())
