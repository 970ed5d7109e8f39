"""What is known of a slot to come before its day: weekday, time, calendar, and how other weeks and last year were."""

from datetime import date

import numpy as np

from stoep_gateway.crowd.forecast.history import HOUR_S, Flags, Floats, History
from stoep_gateway.crowd.forecast.slots import Ints, SlotGrid, day_number
from stoep_gateway.crowd.forecast.tracks import FEW, log_ratio
from stoep_gateway.crowd.forecast.usual import middle, seen

LEVELS = ("level", "noise", "last_week", "week_before", "four_weeks", "newer_weeks", "range", "sundays", "saturdays")
CALENDAR = (
    "public",
    "public_before",
    "public_after",
    "public_usual",
    "school",
    "school_usual",
    "christmas",
    "new_year",
)
TIMES = (*(f"weekday_{day}" for day in range(7)), *(f"hour_of_day_{hour}" for hour in range(24)))
TARGET = (*LEVELS, *CALENDAR, *TIMES)

_WEEKS = tuple(7 * week for week in range(1, 9))
_FADE = 0.8  # weight of a week, as a share of the next newer one's
_CHRISTMAS, _NEW_YEAR = 359, 366  # day of the year
_WIDE_DAYS = 14


def target_rows(history: History, *, grid: SlotGrid, usual: Floats, index: Ints) -> Floats:
    """(len(index), places, len(TARGET)). usual: (len(index), places), of the same slots.

    Looks at counts at least a day older than each slot, so it may be worked out a day ahead and kept.
    """
    table = np.zeros((len(index), len(history.places), len(TARGET)), dtype=np.float32)
    table[..., : len(LEVELS)] = _levels(history, grid=grid, usual=usual, index=index)
    table[..., len(LEVELS) : len(LEVELS) + len(CALENDAR)] = _calendar(history, grid=grid, index=index)[:, None]
    table[..., len(LEVELS) + len(CALENDAR) :] = _times(grid, index=index)[:, None]
    return table


def _levels(history: History, *, grid: SlotGrid, usual: Floats, index: Ints) -> Floats:
    hours = grid.slot_s / HOUR_S
    few = (FEW + history.noise / np.sqrt(hours)) * np.sqrt(hours)
    weeks = seen(history.counts, grid=grid, index=index, known=history.slots, days=_WEEKS)
    known = ~np.isnan(weeks)
    weights = (_FADE ** np.arange(len(_WEEKS)))[:, None, None] * known
    newer = np.sum(np.where(known, weeks, 0) * weights, axis=0) / np.maximum(weights.sum(axis=0), 1e-9)
    highest, lowest = np.where(known, weeks, 0).max(axis=0), np.where(known, weeks, np.inf).min(axis=0)
    lowest = np.minimum(lowest, highest)
    spread = np.where(known.any(axis=0), np.log((highest + few) / (lowest + few)), 1)
    newer = np.where(known.any(axis=0), newer, np.nan)
    days = [middle(_same_weekday(history, grid=grid, index=index, weekday=weekday)) for weekday in (6, 5)]
    level = np.log(usual / hours + FEW) - 4.5
    noise = np.broadcast_to(history.noise / (few + 1), usual.shape)
    others = (weeks[0], weeks[1], middle(weeks[:4]), newer, *days)
    ratios = [log_ratio(value, usual, few=few) for value in others]
    columns = [level, noise, *ratios[:4], spread - 1, *ratios[4:]]
    return np.asarray(np.nan_to_num(np.stack(columns, axis=-1)), dtype=np.float32)


def _same_weekday(history: History, *, grid: SlotGrid, index: Ints, weekday: int) -> Floats:
    """(8, len(index), places): counts at this time of day on the last eight such weekdays, a day or more before."""
    back = (grid.weekday[index] - weekday) % 7
    back = np.where(back == 0, 7, back)
    table = np.empty((len(_WEEKS), len(index), len(history.places)), dtype=np.float32)
    for days in np.unique(back):
        rows = np.flatnonzero(back == days)
        shifted = tuple(int(days) + 7 * week for week in range(len(_WEEKS)))
        table[:, rows] = seen(history.counts, grid=grid, index=index[rows], known=history.slots, days=shifted)
    return table


def _calendar(history: History, *, grid: SlotGrid, index: Ints) -> Floats:
    """(len(index), len(CALENDAR)). public_usual, school_usual: share of the eight weeks behind what is usual."""
    day = grid.day[index]
    first, last = int(day.min()) - 57, int(day.max()) + 2
    public, school = (
        _marked(days, first=first, last=last) for days in (history.public_holiday, history.school_holiday)
    )
    at = day - first
    weeks = np.stack([at - back for back in _WEEKS])
    each, where = np.unique(day, return_inverse=True)
    of_year = np.array([date.fromordinal(int(number) + _ORDINAL).timetuple().tm_yday for number in each])[where]
    columns = [
        public[at], public[at - 1], public[at + 1], public[weeks].mean(axis=0), school[at], school[weeks].mean(axis=0),
        _near(of_year, day=_CHRISTMAS), _near(of_year, day=_NEW_YEAR),
    ]  # fmt: skip
    return np.stack(columns, axis=-1).astype(np.float32)


_ORDINAL = date(1970, 1, 1).toordinal()


def _marked(days: frozenset[date], *, first: int, last: int) -> Flags:
    marked = np.zeros(last - first + 1, dtype=np.bool_)
    for day in days:
        if first <= day_number(day) <= last:
            marked[day_number(day) - first] = True
    return marked


def _near(of_year: Ints, *, day: int) -> Floats:
    """1 on the day, falling to 0 two weeks before and after."""
    apart = np.abs((of_year - day + 183) % 365 - 183)
    return np.clip(1 - apart / _WIDE_DAYS, 0, 1).astype(np.float32)


def _times(grid: SlotGrid, *, index: Ints) -> Floats:
    """An hour of day is 1 in its middle and fades to 0 in the middle of its neighbours: slots lie between two hours."""
    hour = (grid.of_day[index] + 0.5) * 24 / grid.per_day - 0.5
    apart = np.abs((hour[:, None] - np.arange(24) + 12) % 24 - 12)
    weekdays = grid.weekday[index][:, None] == np.arange(7)
    return np.concatenate([weekdays, np.clip(1 - apart, 0, 1)], axis=1).astype(np.float32)
