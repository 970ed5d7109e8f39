"""What a line would count in each hour were nothing wrong with it: its own weeks, and what the others see today."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from stoep_gateway.crowd.forecast.history import HOUR_S, WEEK_S, Floats
from stoep_gateway.crowd.forecast.slots import SlotGrid
from stoep_gateway.crowd.forecast.usual import middle
from stoep_gateway.crowd.lines import LineCounts

WEEK_H = WEEK_S // HOUR_S
_WEEKS = 8
_LEAST_WEEKS = 2  # before so many weeks nothing is called unusual
_OWN_DAYS = 14
_FEW = 8.0  # people: keeps ratios of small counts small
_LIMIT = 2.5
_ALONE = 1.0  # so many lines see half of what all of them would


@dataclass(frozen=True, slots=True, kw_only=True)
class HourlyLines:
    """Hours of the local clock, summer time or not: an hour that it skips is NaN, one that comes twice is its second.

    counted, expected: (hours, lines), people, NaN = not known. off: logarithm of counted over expected.
    ends_s: (hours,), Unix.
    """

    counted: Floats
    expected: Floats
    off: Floats
    ends_s: NDArray[np.int64]


def hourly(lines: LineCounts, *, zone: ZoneInfo, hours: int) -> HourlyLines:
    """Of the newest so many hours of the local clock; the ten weeks before them are looked at."""
    counted, ends_s = _on_local_hours(lines, zone=zone)
    start = max(0, len(counted) - hours)
    index = np.arange(start, len(counted))
    back = index[None, :] - WEEK_H * np.arange(1, _WEEKS + 1)[:, None]
    seen = np.where((back >= 0)[..., None], counted[np.maximum(back, 0)], np.float32(np.nan))
    is_enough = (~np.isnan(seen)).sum(axis=0) >= _LEAST_WEEKS
    usual = np.where(is_enough, middle(seen), np.nan)
    counted = counted[index]
    off = _ratio(counted, usual)
    own = _own_level(off)
    around = _seen_by_all(off - own, weight=usual)
    expected = (usual + _FEW) * np.exp(own + around) - _FEW
    expected = np.maximum(expected, 0).astype(np.float32)
    return HourlyLines(counted=counted, expected=expected, off=_ratio(counted, expected), ends_s=ends_s[index])


def _on_local_hours(lines: LineCounts, *, zone: ZoneInfo) -> tuple[Floats, NDArray[np.int64]]:
    per_hour = HOUR_S // lines.slot_s
    total = lines.total
    head = -(lines.start_s // lines.slot_s) % per_hour
    whole = (len(total) - head) // per_hour
    sums = total[head : head + whole * per_hour].reshape(whole, per_hour, -1).sum(axis=1)
    first = (lines.start_s // lines.slot_s + head) // per_hour
    local = SlotGrid(HOUR_S, zone, first, whole).local
    length = int(local[-1] - local[0]) + 1 if whole else 0
    counted = np.full((length, total.shape[1]), np.nan, dtype=np.float32)
    ends_s = np.zeros(length, dtype=np.int64)
    at = local - local[0] if whole else local
    counted[at] = sums
    ends_s[at] = (first + np.arange(whole) + 1) * HOUR_S
    skipped = np.flatnonzero(ends_s == 0)
    ends_s[skipped] = ends_s[skipped - 1]
    return counted, ends_s


def _ratio(counted: Floats, expected: Floats) -> Floats:
    off: Floats = np.clip(np.log((counted + _FEW) / (expected + _FEW)), -_LIMIT, _LIMIT).astype(np.float32)
    return off


def _own_level(off: Floats) -> Floats:
    """(hours, lines): the line's middle over the two weeks before the day before."""
    span, days = _OWN_DAYS * 24, -(-len(off) // 24)
    level = np.zeros_like(off)
    for day in range(days):
        end = len(off) - day * 24
        upto = max(0, end - 48)
        window = off[max(0, upto - span) : upto]
        level[max(0, end - 24) : end] = np.nan_to_num(middle(window)) if len(window) else 0
    return level


def _seen_by_all(off: Floats, *, weight: Floats) -> Floats:
    """(hours, 1): how the day differs at most lines, less the fewer there are that count enough to tell."""
    telling = np.where(weight >= 2 * _FEW, off, np.nan)
    number = (~np.isnan(telling)).sum(axis=1, keepdims=True)
    around = np.nan_to_num(middle(telling.T))[:, None]
    return np.asarray(around * number / (number + _ALONE), dtype=np.float32)
