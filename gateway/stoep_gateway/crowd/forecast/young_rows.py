"""What a forecast of a young place is made from: its last hours and days beside its week. No other place's data."""

import numpy as np

from stoep_gateway.crowd.forecast.history import Floats, History
from stoep_gateway.crowd.forecast.slots import Ints, SlotGrid, day_number
from stoep_gateway.crowd.forecast.tracks import FEW, Sums, Tracks, log_ratio
from stoep_gateway.crowd.forecast.weekly import Weekly, hour_of_week

_LAGS_H = (0, 1, 2, 3, 5)
_BACK_DAYS = (1, 2, 3, 7, 14)
_SPANS_H = (3, 6, 24, 72, 168)
_CALM = 0.02
FEATURES = 48
REACH_DAYS = 15  # how far back an origin looks on tracks: _BACK_DAYS, some hours, and the clock that is changed


def young_rows(
    history: History, *, grid: SlotGrid, week: Weekly, tracks: Tracks, first: int, origin: Ints, target: Ints
) -> Floats:
    """(len(origin), places, FEATURES): for each pair of the newest slot known and the slot to come, by index.

    tracks: of the history from slot `first` on, REACH_DAYS before the oldest origin or its begin, beside week. Never
    looks past the origin.
    """
    places = np.arange(len(history.places))[None]
    per_hour, usual = history.per_hour, week.at(grid, index=target)
    each, where = np.unique(origin, return_inverse=True)  # many slots to come have the same origin

    def passed(*slots: Ints) -> list[Floats]:
        """The hours up to each of these: one for each origin. All in one call: most of it is calling."""
        ends = np.minimum(np.concatenate(slots), np.tile(origin, len(slots))) - first
        return np.split(tracks.ratio(ends[:, None], place=places, hours=1), len(slots))

    def of_origin(slot: Ints, hours: float) -> Floats:
        return tracks.ratio((slot - first)[:, None], place=places, hours=hours)[where]

    hours = [*(each - lag * per_hour for lag in _LAGS_H), *(grid.ago(each, days=days) for days in _BACK_DAYS)]
    known = tracks.ratio((np.concatenate(hours) - first)[:, None], place=places, hours=1)
    of_hours = [part[where] for part in np.split(known, len(hours))]
    columns: list[Floats | Sums] = [*of_hours[: len(_LAGS_H)]]
    for days, at_origin in zip(_BACK_DAYS, of_hours[len(_LAGS_H) :], strict=True):
        same = grid.ago(target, days=days) + per_hour // 2
        around, before, after = passed(same, same - per_hour, same + per_hour)
        columns += [around, (before + after) / 2, at_origin]
    columns += [of_origin(each, span) for span in _SPANS_H]
    columns += [of_origin(grid.ago(each, days=1), 3), of_origin(grid.ago(each, days=1), 24)]
    columns += [of_origin(grid.ago(each, days=7), 24)]

    now = columns[0]
    unrest = (np.log(tracks.unrest((each - first)[:, None], place=places) + _CALM) + 2)[where]
    few = FEW / per_hour
    usual_now = week.at(grid, index=each)[where]
    size = np.log(week.people.mean(axis=1) + FEW)[None] - 5.5
    columns += [unrest, unrest * now, np.broadcast_to(size, now.shape), size * now]
    columns += [FEW / np.sqrt(usual_now * per_hour + FEW) * now, FEW / np.sqrt(usual * per_hour + FEW)]
    columns += [log_ratio(week.mixture_at(grid, index=target), usual, few=few)]
    columns += [log_ratio(week.at(grid, index=target + per_hour), usual, few=few)]
    columns += [log_ratio(usual_now, usual, few=few)]

    sunday, saturday = (log_ratio(_on(week, grid, target, weekday=day), usual, few=few) for day in (6, 5))
    off, before, after, last_week, off_now = (
        flag[:, None] for flag in _holidays(history, grid=grid, origin=origin, target=target)
    )
    columns += [sunday * off, saturday * off]
    weekday = grid.weekday[target][:, None]
    flags = (off, before, after, last_week, off * (1 - off_now), weekday >= 5, weekday == 4, weekday == 0)
    columns += [np.broadcast_to(flag, now.shape) for flag in flags]
    columns += [(weekday >= 5) * now]
    return np.asarray(np.nan_to_num(np.stack(columns, axis=-1)), dtype=np.float32)


def _on(week: Weekly, grid: SlotGrid, index: Ints, *, weekday: int) -> Floats:
    """(len(index), places): people in a slot at this time of day on that weekday."""
    hour = weekday * 24 + hour_of_week(grid, index=index) % 24
    return np.asarray(week.people[:, hour].T * 24 / grid.per_day, dtype=np.float32)


def _holidays(history: History, *, grid: SlotGrid, origin: Ints, target: Ints) -> tuple[Floats, ...]:
    """(len(target),) each: whether public on the day, the day before, after, a week before, and on the origin's day."""
    day = grid.day[target]
    public = np.array(sorted(day_number(one) for one in history.public_holiday), dtype=np.int64)
    days = (day, day - 1, day + 1, day - 7, grid.day[origin])
    return tuple(np.isin(one, public).astype(np.float32) for one in days)
