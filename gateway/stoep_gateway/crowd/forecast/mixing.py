"""Two ways to forecast a place, weighed by how long it has been counted."""

import numpy as np
from numpy.typing import NDArray

from stoep_gateway.crowd.forecast.history import Floats, History
from stoep_gateway.crowd.forecast.slots import Ints

OLD_WEEKS = 8
# Share of what a place's own last weeks say, by the days counted in eight weeks; chosen on Auckland's counts of 2024.
_DAYS, _OWN = (28.0, 56.0), (1.0, 0.5)
_FEW = 5.0  # people an hour


def days_counted(history: History, *, origins: Ints) -> Floats:
    """(len(origins), places): days' worth of counts in the eight weeks up to each of these slots."""
    span = OLD_WEEKS * 7 * 24 * history.per_hour
    first = max(0, int(origins.min()) + 1 - span)
    known = ~np.isnan(history.counts[first : int(origins.max()) + 1])
    if len(origins) == 1:
        number = np.ones(len(known), dtype=np.float32) @ known.astype(np.float32)  # a third of what a sum takes
        return np.asarray(number[None] / (24 * history.per_hour), dtype=np.float32)
    sums = np.zeros((len(known) + 1, len(history.places)), dtype=np.int32)
    np.cumsum(known, axis=0, out=sums[1:])
    ends = origins + 1 - first
    return ((sums[ends] - sums[np.maximum(ends - span, 0)]) / (24 * history.per_hour)).astype(np.float32)


def mixed(trained: Floats, own: Floats, *, days: Floats, per_hour: int) -> Floats:
    """(origins, places, ahead) each, people; days: (origins, places). One alone where the other is NaN."""
    share: NDArray[np.float64] = np.interp(days, _DAYS, _OWN)[..., None]
    few = _FEW / per_hour
    both = np.exp((1 - share) * np.log(trained + few) + share * np.log(own + few)) - few
    made = np.where(np.isnan(own), trained, np.where(np.isnan(trained), own, both))
    return np.maximum(made, 0).astype(np.float32)
