"""Where slots lie in the local week: weekday, time of day, date, the same slot of other weeks."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from stoep_gateway.crowd.forecast.history import DAY_S, HOUR_S, WEEK_S, History

Ints = NDArray[np.int64]
_WEEK_H = WEEK_S // HOUR_S
_EPOCH = date(1970, 1, 1)
_THURSDAY = 3  # the weekday of _EPOCH, Monday is 0


@dataclass(frozen=True)
class SlotGrid:
    """Slots first .. first + count - 1, numbered from the Unix epoch, in a zone. Numbers are of slots, not seconds."""

    slot_s: int
    zone: ZoneInfo
    first: int
    count: int

    @cached_property
    def local(self) -> Ints:
        """(count,): number of the slot on the local clock, were that without summer time."""
        per_hour = HOUR_S // self.slot_s
        hours = np.arange(self.first // per_hour, (self.first + self.count - 1) // per_hour + 1)
        moved = np.repeat(_offsets_s(hours, zone=self.zone), per_hour)[self.first % per_hour :][: self.count]
        return np.arange(self.first, self.first + self.count) + moved // self.slot_s

    @property
    def per_day(self) -> int:
        """Slots."""
        return DAY_S // self.slot_s

    @cached_property
    def day(self) -> Ints:
        """(count,): local date, days from the Unix epoch."""
        return self.local // self.per_day

    @cached_property
    def of_day(self) -> Ints:
        """(count,): slot of the local day, from 0."""
        return self.local % self.per_day

    @cached_property
    def weekday(self) -> Ints:
        """(count,): 0 Monday to 6."""
        return (self.day + _THURSDAY) % 7

    def ago(self, index: Ints, *, days: int) -> Ints:
        """Index of the slot at the same local time so many days earlier (later if negative); may lie outside."""
        shift = days * self.per_day
        other = index - shift
        inside = np.minimum(np.maximum(other, 0), self.count - 1)
        return other + (self.local[index] - shift - self.local[inside])


def grid_of(history: History, *, ahead: int) -> SlotGrid:
    """Of a history and so many slots to come."""
    return SlotGrid(history.slot_s, history.zone, history.start_s // history.slot_s, history.slots + ahead)


def day_number(day: date) -> int:
    """Days from the Unix epoch."""
    return (day - _EPOCH).days


def _offsets_s(hours: Ints, *, zone: ZoneInfo) -> Ints:
    """(len(hours),), of hours that follow each other: how far the local clock is ahead of UTC."""
    first, last = int(hours[0]) // _WEEK_H, int(hours[-1]) // _WEEK_H
    whole = np.concatenate([_of_week_s(week, zone) for week in range(first, last + 1)])
    return whole[int(hours[0]) - first * _WEEK_H :][: len(hours)]


@lru_cache(maxsize=2_048)  # forty years of weeks
def _of_week_s(week: int, zone: ZoneInfo) -> Ints:
    """(168,), of the hours of a week from the Unix epoch; looked up one by one only where the clock was changed."""

    def offset_s(hour: int) -> int:
        moved = datetime.fromtimestamp(hour * HOUR_S, UTC).astimezone(zone).utcoffset() or timedelta()
        return int(moved.total_seconds())

    hours = range(week * _WEEK_H, (week + 1) * _WEEK_H)
    first, last = offset_s(hours[0]), offset_s(hours[-1])
    return np.array([first] * _WEEK_H if first == last else [offset_s(hour) for hour in hours], dtype=np.int64)
