"""Forecasts from a place's own last weeks and days, by what all known places have in common: for places of any age."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from stoep_gateway.crowd.forecast.history import Floats, History
from stoep_gateway.crowd.forecast.slots import Ints, SlotGrid, grid_of
from stoep_gateway.crowd.forecast.tracks import FEW, MOST, Sums, tracks
from stoep_gateway.crowd.forecast.weekly import MOST_WEEKS, WEEK_H, Weekly, hourly_weeks, weekly
from stoep_gateway.crowd.forecast.young_rows import FEATURES, REACH_DAYS, young_rows

AGES_DAYS = (1, 3, 7, 14, 28)
LEADS_H = (1, 2, 3, 6, 12, 24)
_WEEKS_KEPT = 12  # a week of slots is learnt at once, for each of the hours ahead
_NAMES = ("known_weeks", "ages_days", "leads_h", "weights")


@dataclass(frozen=True, slots=True, kw_only=True)
class Young:
    """known_weeks: (kinds, 168), of mean 1. weights: (ages, leads, 24, 1 + FEATURES), by the hour of day of the slot to
    come, constant first; of logarithms of the ratio to the place's week.
    """

    known_weeks: Floats
    ages_days: Floats
    leads_h: Floats
    weights: Floats

    def people(
        self, history: History, *, origins: Ints, ahead: Sequence[int], kept: "KeptWeek | None" = None
    ) -> Floats:
        """(len(origins), places, len(ahead)): forecasts at the ends of these slots, rising; nothing later is looked at.

        NaN for a place that was not counted in the four weeks before. kept: from earlier calls.
        """
        grid = grid_of(history, ahead=max(ahead) + history.per_hour)
        day = grid.day[origins + 1]
        made = [
            self._of_a_day(history, grid=grid, origins=origins[day == one], ahead=np.asarray(ahead), kept=kept)
            for one in np.unique(day)
        ]
        return np.concatenate(made) if made else np.empty((0, len(history.places), len(ahead)), dtype=np.float32)

    def arrays(self) -> dict[str, Floats]:
        """All of it, by name."""
        return {name: getattr(self, name) for name in _NAMES}

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, Floats]) -> "Young":
        """KeyError, ValueError: not what `arrays` gave."""
        made = cls(**{name: np.asarray(arrays[name], dtype=np.float32) for name in _NAMES})
        fits = made.weights.shape == (len(made.ages_days), len(made.leads_h), 24, 1 + FEATURES)
        if not fits or made.known_weeks.ndim != 2 or made.known_weeks.shape[1] != WEEK_H or not len(made.known_weeks):
            raise ValueError("arrays of a young model that do not fit each other")
        if not all(np.isfinite(array).all() for array in made.arrays().values()):
            raise ValueError("arrays of a young model with a number missing")
        return made

    def _of_a_day(
        self, history: History, *, grid: SlotGrid, origins: Ints, ahead: Ints, kept: "KeptWeek | None"
    ) -> Floats:
        """origins: whose next slots lie in one local day."""
        case = case_of(history, grid=grid, origins=origins, known_weeks=self.known_weeks, kept=kept)
        origin, step = (both.ravel() for both in np.meshgrid(case.origins, ahead, indexing="ij"))
        rows, usual = case.rows(origin=origin, target=origin + step)
        age = np.maximum(np.searchsorted(self.ages_days, case.week.days + 0.5, side="right") - 1, 0)[None]
        low, part = self._lead(step / history.per_hour, half_h=0.5 / history.per_hour)
        hour = (case.grid.of_day[origin + step] * 24 // case.grid.per_day)[:, None]
        shift = np.zeros(usual.shape, dtype=np.float32)
        for lead, share in ((low, 1 - part), (np.minimum(low + 1, len(self.leads_h) - 1), part)):
            weights = self.weights[age, lead[:, None], hour]
            shift += share[:, None] * (weights[..., 0] + np.einsum("npf,npf->np", rows, weights[..., 1:]))
        people = moved(usual, shift, few=FEW / history.per_hour)
        return people.reshape(len(origins), len(ahead), -1).transpose(0, 2, 1)

    def _lead(self, end_h: Sums, *, half_h: float) -> tuple[Ints, Floats]:
        """Which two of leads_h the middle of a slot lies between: index of the first, share of the second."""
        middles = np.asarray(self.leads_h, dtype=np.float64) - 0.5
        at = np.interp(end_h - half_h, middles, np.arange(len(middles)))
        low = np.floor(at).astype(np.int64)
        return low, (at - low).astype(np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The last four weeks before a local midnight and the day after it. origins: slots of `part`."""

    part: History
    grid: SlotGrid
    week: Weekly
    origins: Ints

    def rows(self, *, origin: Ints, target: Ints) -> tuple[Floats, Floats]:
        """(n, places, FEATURES) and what is usual in the slots to come, (n, places)."""
        first = max(0, int(self.origins[0]) + 1 - REACH_DAYS * self.grid.per_day)
        beside = tracks(
            self.part,
            usual=self.week.at(self.grid, index=np.arange(first, self.part.slots)),
            first=first,
            origin=int(self.origins[0]) - first,
        )
        rows = young_rows(
            self.part, grid=self.grid, week=self.week, tracks=beside, first=first, origin=origin, target=target
        )
        return rows, self.week.at(self.grid, index=target)


def case_of(
    history: History, *, grid: SlotGrid, origins: Ints, known_weeks: Floats, kept: "KeptWeek | None" = None
) -> Case:
    """origins: rising, their next slots in one local day. The week is that of the counts before this day; of all counts
    while there is no whole day.
    """
    end = int(origins[-1]) + 1
    midnight = int(origins[0]) + 1 - int(grid.of_day[origins[0] + 1])
    begin = max(0, midnight - MOST_WEEKS * WEEK_H * history.per_hour)
    part = history.until(end).since(begin)
    whole = midnight - begin if midnight - begin >= grid.per_day else end - begin
    inner = grid_of(part, ahead=grid.count - end)
    week = (kept or KeptWeek()).of(part.counts[:whole], grid=inner, known_weeks=known_weeks)
    return Case(part=part, grid=inner, week=week, origins=origins - begin)


class KeptWeek:
    """The weeks of the last calls, each for as long as the counts behind it are the same: that is until midnight."""

    def __init__(self) -> None:
        self._weeks: dict[tuple[int, int, bytes], Weekly] = {}  # the newest last

    def of(self, counts: Floats, *, grid: SlotGrid, known_weeks: Floats) -> Weekly:
        """Of these counts and known weeks; the known weeks are always the same ones."""
        key = grid.slot_s, int(grid.local[0]), counts.tobytes()
        week = self._weeks.pop(key, None) or weekly(hourly_weeks(counts, grid=grid), known_weeks=known_weeks)
        self._weeks[key] = week
        if len(self._weeks) > _WEEKS_KEPT:
            del self._weeks[next(iter(self._weeks))]
        return week


def moved(usual: Floats, shift: Floats, *, few: float) -> Floats:
    """What is usual times e to the shift, damped by few."""
    made: Floats = np.maximum((usual + few) * np.exp(np.clip(shift, -MOST, MOST)) - few, 0).astype(np.float32)
    return made
