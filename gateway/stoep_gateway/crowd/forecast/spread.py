"""How far off forecasts are: learnt at each place from its own errors, so that intervals keep what they promise.

An error is measured against (forecast + FEW) ** POWER and the mean size of such errors at that place, kind of day and
hour. What remains is alike from hour to hour; its quantiles are followed one by one: a quantile moves up where a count
passes it and down where none does, in the proportion that it promises (Gibbs and Candès 2021: adaptive conformal
inference). So each keeps its promise over time, whatever the errors look like.
"""

from dataclasses import dataclass

import numpy as np

from stoep_gateway.crowd.forecast.distribution import PROBES
from stoep_gateway.crowd.forecast.history import Floats
from stoep_gateway.crowd.forecast.slots import Ints, SlotGrid

GROUP_HOURS = (
    0.25,
    0.5,
    1.0,
    2.0,
    3.0,
    6.0,
    12.0,
    24.0,
)  # errors are learnt so many hours ahead, between is in between
BINS = 48  # hour of the day, on weekdays and at weekends
POWER = 0.7
_FEW = 5.0  # people an hour
_FOLLOW = 0.02  # share of a new error in the mean size of its hour
_STEP = 0.03  # of a quantile, in mean errors; six weeks of hours settle it
_SATURDAY = 5
_PROMISED = np.asarray(PROBES, dtype=np.float32)
_START = (-4.2, -2.6, -2.0, -1.5, -0.95, -0.58, -0.27, 0.0, 0.28, 0.6, 1.0, 1.65, 2.3, 3.1, 5.5)  # before own errors


@dataclass(slots=True, kw_only=True)
class Spread:
    """Changes as it learns. size: (places, groups, BINS), mean size of errors. quantile: (places, groups, PROBES), of
    errors in mean sizes. learnt: (places, groups), how many errors.
    """

    size: Floats
    quantile: Floats
    learnt: Ints

    def learn(self, place: Ints, *, group: Ints, forecast: Floats, counted: Floats, bin_: int) -> Floats:
        """One slot, (n,) each, no place twice in a group. -> (n, PROBES): what was said before, as `curve` has it."""
        at, each = (place, group, bin_), (place, group)
        size, quantile = self.size[at], self.quantile[each]
        scale = (np.maximum(forecast, 0) + _FEW) ** POWER
        error = (counted - forecast) / scale
        said = forecast[:, None] + (size * scale)[:, None] * quantile
        self.quantile[each] = quantile + _STEP * (_PROMISED - ((error / size)[:, None] <= quantile))
        self.size[at] = size + _FOLLOW * (np.abs(error) - size)
        self.learnt[each] += 1
        said.sort(axis=-1)
        return np.asarray(np.maximum(said, 0), dtype=np.float32)

    def curve(self, forecast: Floats, *, hours: Floats, bins: Ints) -> Floats:
        """forecast: (places, targets); hours, bins: (targets,) -> (places, targets, PROBES), people, rising, >= 0."""
        logs = np.log(np.asarray(GROUP_HOURS))
        at = np.interp(np.log(hours), logs, np.arange(len(logs)))
        low = np.floor(at).astype(np.int64)
        high, share = np.minimum(low + 1, len(logs) - 1), (at - low).astype(np.float32)
        size = self.size[:, low, bins] * (1 - share) + self.size[:, high, bins] * share
        quantile = self.quantile[:, low] * (1 - share)[:, None] + self.quantile[:, high] * share[:, None]
        wide = size * (np.maximum(forecast, 0) + _FEW) ** POWER
        curve = forecast[..., None] + wide[..., None] * quantile
        return np.maximum(np.sort(curve, axis=-1), 0).astype(np.float32)


def start(places: int, *, like: Spread | None = None) -> Spread:
    """Before anything was learnt: as wide as others were, in the middle, or as START says."""
    groups = len(GROUP_HOURS)
    size, quantile = np.full((groups, BINS), 0.6), np.broadcast_to(np.asarray(_START), (groups, len(PROBES)))
    if like is not None and len(like.size):
        size, quantile = np.median(like.size, axis=0), np.median(like.quantile, axis=0)
    return Spread(
        size=np.repeat(size[None], places, axis=0).astype(np.float32),
        quantile=np.repeat(quantile[None], places, axis=0).astype(np.float32),
        learnt=np.zeros((places, groups), dtype=np.int64),
    )


def bins_of(grid: SlotGrid, *, index: Ints) -> Ints:
    """(len(index),), 0 .. BINS - 1: the hour of the local day, weekends after weekdays."""
    hour = grid.of_day[index] // (grid.per_day // 24)
    return hour + 24 * (grid.weekday[index] >= _SATURDAY)
