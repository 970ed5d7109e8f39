"""Staring series 2018: how tightly Dutch soils hold water, how fast they let it through.

Heinen, Bakker and Wösten, Waterretentie- en doorlatendheidskarakteristieken van boven- en ondergronden in Nederland: de
Staringreeks, update 2018 (Wageningen Environmental Research, report 2978); read from pedon 0.1.0 (MIT licence).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

WILTING_CM, CAPACITY_CM = 10**4.2, 100.0  # suction at pF 4.2 and pF 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Van Genuchten's retention and Mualem's conductivity. Water by volume, m3/m3; alpha per cm; saturated cm a day."""

    code: str
    residual: float
    saturated: float
    alpha: float
    n: float
    bend: float
    saturated_cm_day: float

    def content(self, suction_cm: float) -> float:
        """Water by volume at a suction of 0 cm and more."""
        m = 1.0 - 1.0 / self.n
        share: float = (1.0 + (self.alpha * suction_cm) ** self.n) ** -m
        return self.residual + (self.saturated - self.residual) * share


# B: topsoils, O: subsoils. Columns: code, residual, saturated, alpha, n, bend (the series' l), saturated cm a day.
_TABLE = """
B01 0.02 0.427 0.0217 1.735 0.981 31.23
B02 0.02 0.434 0.0216 1.35 7.202 83.24
B03 0.02 0.443 0.015 1.51 0.139 19.08
B04 0.02 0.462 0.0149 1.40 0.295 34.88
B05 0.01 0.381 0.0428 1.81 0.024 63.65
B06 0.01 0.385 0.0209 1.24 -1.2 104.1
B07 0 0.401 0.0183 1.25 0.952 14.58
B08 0.01 0.433 0.0105 1.28 -1.919 3
B09 0 0.43 0.007 1.27 -2.387 1.75
B10 0.01 0.448 0.0128 1.14 4.581 3.83
B11 0.01 0.591 0.0216 1.11 -5.549 6.31
B12 0.01 0.53 0.0166 1.09 -4.494 2.25
B13 0.01 0.416 0.0084 1.44 -1.357 29.83
B14 0.01 0.417 0.0054 1.30 -0.335 0.9
B15 0.01 0.528 0.0237 1.28 -1.478 87.45
B16 0.01 0.786 0.0211 1.28 -1.221 12.36
B17 0 0.719 0.0191 1.14 0 4.48
B18 0 0.765 0.0205 1.15 0 13.14
O01 0.01 0.366 0.016 2.16 2.868 22.32
O02 0.02 0.387 0.0161 1.52 2.44 22.76
O03 0.01 0.34 0.0172 1.70 0 12.37
O04 0.01 0.364 0.0136 1.49 2.179 25.81
O05 0.01 0.337 0.0303 2.89 0.074 17.42
O06 0.01 0.333 0.016 1.29 -1.01 32.83
O07 0.01 0.513 0.012 1.15 -2.013 37.55
O08 0 0.454 0.0113 1.35 -0.904 8.64
O09 0 0.458 0.0097 1.38 -1.013 3.77
O10 0.01 0.472 0.01 1.25 -0.793 2.3
O11 0 0.444 0.0143 1.13 2.357 2.12
O12 0.01 0.561 0.0088 1.16 -3.172 1.08
O13 0.01 0.573 0.0279 1.08 -6.091 9.69
O14 0.01 0.394 0.0033 1.62 0.514 2.5
O15 0.01 0.41 0.0078 1.29 0 2.79
O16 0 0.889 0.0097 1.36 -0.665 1.46
O17 0.01 0.849 0.0119 1.27 -1.249 3.4
O18 0.01 0.58 0.0127 1.32 -0.786 35.95
"""


def _read(line: str) -> Curve:
    code, *numbers = line.split()
    residual, saturated, alpha, n, bend, speed = map(float, numbers)
    return Curve(code=code, residual=residual, saturated=saturated, alpha=alpha, n=n, bend=bend, saturated_cm_day=speed)


CURVES: Mapping[str, Curve] = MappingProxyType({curve.code: curve for curve in map(_read, _TABLE.strip().splitlines())})
