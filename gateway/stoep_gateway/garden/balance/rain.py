"""Rain of days that nobody measured: as it falls in De Bilt, another shower for each member."""

from math import gamma

import numpy as np

from stoep_gateway.garden.balance.members import MEMBERS, Floats

# De Bilt, 1990 to 2019 (KNMI), January to December: chance of a wet day (0.3 mm or more) after a dry one and after a
# wet one, mm on a wet day.
_AFTER_DRY = (0.32, 0.32, 0.26, 0.24, 0.24, 0.29, 0.31, 0.28, 0.27, 0.29, 0.37, 0.33)
_AFTER_WET = (0.68, 0.68, 0.63, 0.58, 0.61, 0.56, 0.57, 0.62, 0.65, 0.65, 0.71, 0.72)
_MM = (4.5, 4.4, 4.4, 3.9, 5.1, 5.8, 6.4, 6.3, 6.0, 5.6, 4.8, 5.0)
_SHAPE = 0.85  # Weibull, near enough to the gamma of shape .8 that fits, and drawn by one uniform number
_MEAN = gamma(1.0 + 1.0 / _SHAPE)
_WET_MM = 0.3


def as_measured(rain_mm: float) -> Floats:
    """The same for all members."""
    return np.full(MEMBERS, rain_mm)


def as_it_may(month: int, *, before_mm: Floats, even: Floats) -> Floats:
    """mm by member. month: 1 to 12; before_mm: of the day before; even: 2 × members, evenly drawn from 0 to 1."""
    chance = np.where(before_mm >= _WET_MM, _AFTER_WET[month - 1], _AFTER_DRY[month - 1])
    mm = _MM[month - 1] / _MEAN * (-np.log(np.maximum(even[1], 1e-12))) ** (1.0 / _SHAPE)
    return np.where(even[0] < chance, mm, 0.0)
