"""Learn from places with years behind them what holds for places with days: each is looked at as if it were new."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from stoep_gateway.crowd.forecast.history import Flags, Floats, History
from stoep_gateway.crowd.forecast.least import least_distance
from stoep_gateway.crowd.forecast.slots import Ints, grid_of
from stoep_gateway.crowd.forecast.tracks import FEW, Sums, log_ratio
from stoep_gateway.crowd.forecast.weekly import WEEK_H, hour_of_week, hourly_weeks, weekly
from stoep_gateway.crowd.forecast.young import AGES_DAYS, LEADS_H, Case, Young

_EVERY_DAYS = 3
_SEEN = 0.8  # of an age's days that must have been counted
_NEIGHBOUR = 0.3  # weight of the hours before and after the one that is fitted
_RIDGE = 20.0


def train_young(
    history: History,
    *,
    ages_days: Sequence[int] = AGES_DAYS,
    leads_h: Sequence[int] = LEADS_H,
    on_progress: Callable[[float], None],
) -> Young:
    """history: of many places over many months. Deterministic."""
    weeks = known_weeks(history)
    weights = []
    for number, age in enumerate(ages_days):
        on_progress(number / len(ages_days))
        weights.append([_fit(case) for case in _cases(history, weeks, age_days=age, leads_h=leads_h)])
    on_progress(1.0)
    return Young(
        known_weeks=weeks, ages_days=np.array(ages_days, dtype=np.float32), leads_h=np.array(leads_h, dtype=np.float32),
        weights=np.array(weights, dtype=np.float32),
    )  # fmt: skip


def known_weeks(history: History) -> Floats:
    """(places, 168): each place's median week, of mean 1."""
    grid = grid_of(history, ahead=0)
    hour = hour_of_week(grid, index=np.arange(history.slots))
    made = np.stack([np.nanmedian(history.counts[hour == one], axis=0) for one in range(WEEK_H)], axis=1) + 0.5
    return np.asarray(made / made.mean(axis=1, keepdims=True), dtype=np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """Of one age and lead: features, usual and counted people an hour, the hour of day of the slot to come."""

    rows: Floats
    usual: Floats
    counted: Floats
    hour: Ints


def _cases(history: History, weeks: Floats, *, age_days: int, leads_h: Sequence[int]) -> list[_Rows]:
    grid, per_hour = grid_of(history, ahead=0), history.per_hour
    midnights = np.flatnonzero(grid.of_day == 0)
    others: Flags = ~np.eye(len(weeks), dtype=bool)  # a place must not find its own week among those that are known
    found: list[list[tuple[Floats | Ints, ...]]] = [[] for _ in leads_h]
    for number in range(age_days, len(midnights) - 2, _EVERY_DAYS):
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
            into.append((rows[use], usual[use] * per_hour, counted[use] * per_hour, hour[use]))
    return [
        _Rows(rows=rows, usual=usual, counted=counted, hour=hour)
        for rows, usual, counted, hour in (map(np.concatenate, zip(*one, strict=True)) for one in found)
    ]


def _fit(case: _Rows) -> Sums:
    """(24, 1 + FEATURES)."""
    wanted = log_ratio(case.counted, case.usual, few=FEW).astype(np.float64)
    weights = np.zeros((24, 1 + case.rows.shape[1]))
    for hour in range(24):
        own = np.flatnonzero(case.hour == hour)
        near = np.flatnonzero((case.hour == (hour - 1) % 24) | (case.hour == (hour + 1) % 24))
        both = np.concatenate([own, near])
        cost = (case.usual[both].astype(np.float64) + FEW) * np.where(np.arange(len(both)) < len(own), 1, _NEIGHBOUR)
        table = np.concatenate([np.ones((len(both), 1)), case.rows[both]], axis=1)
        weights[hour] = least_distance(table, wanted[both], cost=cost / cost.mean(), ridge=_RIDGE)
    return weights
