"""What a young place's week looks like: a mixture of known weeks, bent to its own few days as far as they prove it."""

from dataclasses import dataclass

import numpy as np

from stoep_gateway.crowd.forecast.history import Flags, Floats
from stoep_gateway.crowd.forecast.slots import Ints, SlotGrid
from stoep_gateway.crowd.forecast.tracks import FEW
from stoep_gateway.crowd.forecast.usual import middle

WEEK_H = 168
MOST_WEEKS = 4

# Shrinkage, chosen on Auckland's counts up to 2024: how much evidence a deviation needs before half of it is believed.
_DAY_KINDS = ((0, 1, 2, 3, 4), (5,), (6,))  # deviations of a time of day are shared by weekdays
_PROOF_TIME, _PROOF_HOUR = 30.0, 150.0
_UNREST = 0.06  # variance of an hour's count that is no chance: days differ
_ROUNDS_PER_DAY, _MOST_ROUNDS = 4, 60  # fewer while there are few days: the mixture stays near the mean of all weeks


@dataclass(frozen=True, slots=True, kw_only=True)
class Weekly:
    """people, mixture: (places, 168) people an hour, from Monday 0:00 local; NaN for a place never counted.

    days: (places,), how many days' worth of hours were counted.
    """

    people: Floats
    mixture: Floats
    days: Floats

    def at(self, grid: SlotGrid, *, index: Ints) -> Floats:
        """(len(index), places): people in these slots, between the middles of two hours in proportion."""
        return _between(self.people, grid=grid, index=index)

    def mixture_at(self, grid: SlotGrid, *, index: Ints) -> Floats:
        """The same of the mixture alone."""
        return _between(self.mixture, grid=grid, index=index)


def hour_of_week(grid: SlotGrid, *, index: Ints) -> Ints:
    """0 to 167, from Monday 0:00 on the local clock."""
    return grid.weekday[index] * 24 + grid.of_day[index] * 24 // grid.per_day


def hourly_weeks(counts: Floats, *, grid: SlotGrid) -> Floats:
    """(MOST_WEEKS, 168, places): people an hour in the newest weeks, NaN where nothing was counted. Weeks end where
    the counts end; an hour of which a part was counted stands for all of it.
    """
    slots, places = counts.shape
    newest = np.arange(max(0, slots - MOST_WEEKS * 7 * grid.per_day), slots)
    weeks = np.full((MOST_WEEKS, WEEK_H, places), np.nan, dtype=np.float32)
    if not len(newest):
        return weeks
    hour = hour_of_week(grid, index=newest)
    first = np.flatnonzero(np.diff(hour, prepend=-1))  # of each hour: what follows are its other slots
    known = ~np.isnan(counts[newest])
    total = np.add.reduceat(np.where(known, counts[newest], 0), first, axis=0)
    number = np.add.reduceat(known, first, axis=0, dtype=np.int64)
    ago = np.minimum((grid.local[slots - 1] - grid.local[newest[first]]) // (7 * grid.per_day), MOST_WEEKS - 1)
    mean = np.where(number > 0, total / np.maximum(number, 1), np.nan) * (grid.per_day // 24)
    weeks[ago, hour[first]] = mean  # of an hour that summer's end brings twice the second
    return weeks


def weekly(weeks: Floats, *, known_weeks: Floats, allowed: Flags | None = None) -> Weekly:
    """weeks: as hourly_weeks gives them. known_weeks: (kinds, 168), of mean 1. allowed: (places, kinds), or all."""
    number = (~np.isnan(weeks)).sum(axis=0).T
    own = middle(weeks).T
    is_known = number > 0
    days = number.sum(axis=1) / 24
    mixture = _mixture(np.where(is_known, own, 0), is_known, known_weeks, days=days, allowed=allowed)
    proof = np.where(is_known, number / (2 / (mixture + FEW) + _UNREST), 0)
    off = np.where(is_known, np.log((np.maximum(own, 0) + FEW) / (mixture + FEW)), 0)
    by_time = np.zeros_like(off).reshape(-1, 7, 24)
    off_days, proof_days = off.reshape(-1, 7, 24), proof.reshape(-1, 7, 24)
    for kind in _DAY_KINDS:
        chosen = list(kind)
        proven = proof_days[:, chosen].sum(axis=1)
        by_time[:, chosen] = ((off_days * proof_days)[:, chosen].sum(axis=1) / (proven + _PROOF_TIME))[:, None]
    by_hour = (off_days - by_time) * proof_days / (proof_days + _PROOF_HOUR)
    bent = np.exp(by_time + by_hour).reshape(off.shape)
    people = np.maximum((mixture + FEW) * bent - FEW, 0.3)
    blank = (days == 0)[:, None]
    return Weekly(
        people=np.where(blank, np.nan, people).astype(np.float32),
        mixture=np.where(blank, np.nan, mixture).astype(np.float32), days=days.astype(np.float32),
    )  # fmt: skip


def _mixture(own: Floats, is_known: Flags, known_weeks: Floats, *, days: Floats, allowed: Flags | None) -> Floats:
    """Shares of the known weeks, not below 0, that make the counts likeliest, were they Poisson."""
    level = own.sum(axis=1) / np.maximum((is_known * known_weeks.mean(axis=0)).sum(axis=1), 1e-6)
    shares = np.repeat(level[:, None] / len(known_weeks), len(known_weeks), axis=1).astype(np.float64) + 1e-6
    if allowed is not None:
        shares = (
            shares * allowed * (len(known_weeks) / np.maximum(allowed.sum(axis=1, keepdims=True), 1)).astype(np.float32)
        )
    weight = is_known @ known_weeks.T + 1e-6
    rounds = np.clip(_ROUNDS_PER_DAY * days, 2, _MOST_ROUNDS)
    for step in range(int(np.ceil(rounds.max(initial=0)))):
        made = np.maximum(shares @ known_weeks, 1e-6)
        stepped = shares * ((own / made) @ known_weeks.T) / weight
        shares = np.where((step < rounds)[:, None], stepped, shares)
    return np.asarray(shares @ known_weeks + 0.1, dtype=np.float32)


def _between(week: Floats, *, grid: SlotGrid, index: Ints) -> Floats:
    per_hour = grid.per_day // 24
    middle_h = hour_of_week(grid, index=index) + (grid.of_day[index] % per_hour + 0.5) / per_hour - 0.5
    low = np.floor(middle_h).astype(np.int64)
    part = (middle_h - low).astype(np.float32)[:, None]
    made: Floats = week[:, low % WEEK_H].T * (1 - part) + week[:, (low + 1) % WEEK_H].T * part
    return made / np.float32(per_hour)
