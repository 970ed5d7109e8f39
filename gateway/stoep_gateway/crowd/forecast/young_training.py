"""Learn from places with years behind them what holds for places with days: each is looked at as if it were new."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from stoep_gateway.crowd.forecast.history import Floats, History
from stoep_gateway.crowd.forecast.least import least_distance
from stoep_gateway.crowd.forecast.slots import Ints, grid_of
from stoep_gateway.crowd.forecast.tracks import FEW, Sums, log_ratio
from stoep_gateway.crowd.forecast.weekly import WEEK_H, hour_of_week, hourly_weeks, weekly
from stoep_gateway.crowd.forecast.young import AGES_DAYS, LEADS_H, Case, Young

_EVERY_DAYS, _ROWS_MAX = 3, 200_000  # the rows of an age and a lead: 20 MB
_SEEN = 0.8  # of an age's days that must have been counted
_NEIGHBOUR = 0.3  # weight of the hours before and after the one that is fitted
_RIDGE = 20.0


def train_young(
    history: History,
    *,
    previous: Young | None = None,
    ages_days: Sequence[int] = AGES_DAYS,
    leads_h: Sequence[int] = LEADS_H,
    on_progress: Callable[[float], None],
) -> Young:
    """history: of many places over many months. Deterministic.

    previous: its known weeks stay, and its coefficients of all ages but the oldest, which alone is learnt anew.
    """
    weeks = known_weeks(history) if previous is None else previous.known_weeks
    is_own = previous is None
    weights = []
    learnt = tuple(ages_days) if previous is None else tuple(int(age) for age in previous.ages_days[-1:])
    leads = tuple(leads_h) if previous is None else tuple(int(lead) for lead in previous.leads_h)
    for number, age in enumerate(learnt):
        on_progress(number / len(learnt))
        weights.append([_fit(case) for case in _cases(history, weeks, is_own=is_own, age_days=age, leads_h=leads)])
    on_progress(1.0)
    made = np.array(weights, dtype=np.float32)
    if previous is not None:
        return replace(previous, weights=np.concatenate([previous.weights[:-1], made]))
    ages = np.array(learnt, dtype=np.float32)
    return Young(known_weeks=weeks, ages_days=ages, leads_h=np.array(leads, dtype=np.float32), weights=made)


def known_weeks(history: History) -> Floats:
    """(places, 168): each place's median week, of mean 1."""
    grid = grid_of(history, ahead=0)
    hour = hour_of_week(grid, index=np.arange(history.slots))
    made = np.stack([np.nanmedian(history.counts[hour == one], axis=0) for one in range(WEEK_H)], axis=1) + 0.5
    return np.asarray(made / made.mean(axis=1, keepdims=True), dtype=np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """Of one age and lead: features, usual and counted people an hour, the hour of day of the slot to come."""

    rows: Floats | NDArray[np.float16]
    usual: Floats
    counted: Floats
    hour: Ints


def _cases(history: History, weeks: Floats, *, is_own: bool, age_days: int, leads_h: Sequence[int]) -> Iterator[_Rows]:
    grid, per_hour = grid_of(history, ahead=0), history.per_hour
    midnights = np.flatnonzero(grid.of_day == 0)
    # A place must not find its own week among those that are known.
    others = np.logical_not(np.eye(len(weeks), dtype=np.bool_)) if is_own else None
    every = max(_EVERY_DAYS, round(len(midnights) * 24 * len(history.places) / _ROWS_MAX))
    found: list[list[tuple[Floats | Ints, ...]]] = [[] for _ in leads_h]
    for number in range(age_days, len(midnights) - 2, every):
        begin, middle, end = midnights[number - age_days], midnights[number], midnights[number + 2]
        part = history.until(int(end)).since(int(begin))
        inner = grid_of(part, ahead=per_hour * 2)
        week = weekly(hourly_weeks(part.counts[: middle - begin], grid=inner), known_weeks=weeks, allowed=others)
        origin = np.arange(middle - begin - 1 + number % per_hour, midnights[number + 1] - begin - 1, per_hour)
        case, is_seen = Case(part=part, grid=inner, week=week, origins=origin), week.days > _SEEN * age_days
        for lead, into in zip(leads_h, found, strict=True):
            target = np.minimum(origin + lead * per_hour - (per_hour - 1) // 2, part.slots - 1)
            rows, usual = case.rows(origin=origin, target=target)
            counted = part.counts[target]
            use = ~np.isnan(counted) & is_seen[None]
            hour = np.broadcast_to((inner.of_day[target] * 24 // inner.per_day)[:, None], use.shape)
            into.append((rows[use].astype(np.float16), usual[use] * per_hour, counted[use] * per_hour, hour[use]))
    for parts in found:
        rows, usual, counted, hour = map(np.concatenate, zip(*parts, strict=True))
        parts.clear()
        yield _Rows(rows=rows, usual=usual, counted=counted, hour=hour)


def _fit(case: _Rows) -> Sums:
    """(24, 1 + FEATURES)."""
    wanted = log_ratio(case.counted, case.usual, few=FEW)
    weights = np.zeros((24, 1 + case.rows.shape[1]))
    for hour in range(24):
        own = np.flatnonzero(case.hour == hour)
        near = np.flatnonzero((case.hour == (hour - 1) % 24) | (case.hour == (hour + 1) % 24))
        both = np.concatenate([own, near])
        cost = (case.usual[both] + FEW) * np.where(np.arange(len(both)) < len(own), 1, _NEIGHBOUR).astype(np.float32)
        table = np.ones((len(both), 1 + case.rows.shape[1]), dtype=np.float32)
        table[:, 1:] = case.rows[both]
        weights[hour] = least_distance(table, wanted[both], cost=cost / cost.mean(), ridge=_RIDGE)
    return weights
