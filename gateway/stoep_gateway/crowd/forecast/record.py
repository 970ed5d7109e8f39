"""What a forecaster learnt of its own errors: how wide to be, and how well it did in the last month."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stoep_gateway.crowd.forecast.distribution import PROBES
from stoep_gateway.crowd.forecast.history import HOUR_S, Floats
from stoep_gateway.crowd.forecast.slots import Ints
from stoep_gateway.crowd.forecast.spread import GROUP_HOURS, Spread, start

_LOW, _HIGH = PROBES.index(0.1), PROBES.index(0.9)
_HOUR = GROUP_HOURS.index(1.0)
_ENOUGH = 7 * 24  # hours that a place has been scored before a coverage is told
_MONTH_SLOTS = 30 * 24 * 4
_SIZES = ("errors", "people", "inside", "scored")


@dataclass(slots=True, kw_only=True)
class Record:
    """Changes as it learns. sums: (groups, 4), of |error|, people, counts inside of the 80 % interval, and counts; old
    ones fade with a month. learnt_s: Unix, end of the last slot learnt, 0 before the first.
    """

    places: tuple[str, ...]
    spread: Spread
    sums: NDArray[np.float64]
    learnt_s: int = 0

    def learn(self, groups: Ints, *, forecast: Floats, counted: Floats, bin_: int) -> None:
        """One slot. groups: rising; forecast: (groups, places); counted: (places,). A count of NaN teaches nothing."""
        at, place = np.nonzero(~np.isnan(forecast - counted))
        if not len(at):
            return
        said, actual, group = forecast[at, place], counted[place], groups[at]
        curve = self.spread.learn(place, group=group, forecast=said, counted=actual, bin_=bin_)
        inside = (actual >= curve[:, _LOW]) & (actual <= curve[:, _HIGH])
        new = np.stack((np.abs(said - actual), actual, inside, np.ones_like(actual)), axis=-1)
        starts = np.flatnonzero(np.diff(at, prepend=-1))
        known = group[starts]
        self.sums[known] = self.sums[known] * (1 - 1 / _MONTH_SLOTS) + np.add.reduceat(new, starts)

    def coverage80(self) -> float | None:
        """Share inside the 80 % interval an hour ahead; None before a week is scored."""
        if self.spread.learnt[:, _HOUR].max(initial=0) < _ENOUGH:
            return None
        return float(self.sums[_HOUR, 2] / self.sums[_HOUR, 3])

    def errors(self) -> tuple[tuple[int, float], ...]:
        """(horizon_s, sum of errors / sum of people), of what was scored."""
        return tuple(
            (round(hours * HOUR_S), float(sums[0] / sums[1]))
            for hours, sums in zip(GROUP_HOURS, self.sums, strict=True)
            if sums[1] > 0
        )


def for_places(places: tuple[str, ...], *, before: Record | None = None) -> Record:
    """A record of these places, that keeps what is known of those it knew; new ones start as the others are."""
    if before is not None and before.places == places:
        return before
    fresh = start(len(places), like=None if before is None else before.spread)
    if before is None:
        return Record(places=places, spread=fresh, sums=np.zeros((len(GROUP_HOURS), len(_SIZES))))
    for new, place in enumerate(places):
        if place in before.places:
            old = before.places.index(place)
            fresh.size[new], fresh.quantile[new] = before.spread.size[old], before.spread.quantile[old]
            fresh.learnt[new] = before.spread.learnt[old]
    return Record(places=places, spread=fresh, sums=before.sums, learnt_s=before.learnt_s)
