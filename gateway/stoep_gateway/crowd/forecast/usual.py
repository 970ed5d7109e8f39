"""What is usual at a place for a weekday and a time of day: the median of the same slot in the last eight weeks."""

import numpy as np

from stoep_gateway.crowd.forecast.history import Floats
from stoep_gateway.crowd.forecast.slots import Ints, SlotGrid

WEEKS = 8
_DAYS = tuple(7 * week for week in range(1, WEEKS + 1))
_OTHER_DAYS = tuple(range(1, 8))  # with less than a week of counts any day at this time is better than none


def usual(counts: Floats, *, grid: SlotGrid, index: Ints, known: int) -> Floats:
    """(len(index), places). known: counts from this slot on are not looked at, so that nothing comes from the future.

    The first slots ahead have a week ago; slots more than a week ahead fall back on older weeks. Where no week has a
    count: the last days at this time of day, then the place's mean; NaN where a place has no count at all.
    """
    found = middle(seen(counts, grid=grid, index=index, known=known, days=_DAYS))
    empty = np.isnan(found)
    if empty.any():
        rows = np.flatnonzero(empty.any(axis=1))
        other = middle(seen(counts, grid=grid, index=index[rows], known=known, days=_OTHER_DAYS))
        start = max(0, known - 28 * grid.per_day)
        other = np.where(np.isnan(other), mean_of(counts[start:known]), other)
        found[rows] = np.where(empty[rows], other, found[rows])
    return found


def seen(counts: Floats, *, grid: SlotGrid, index: Ints, known: int, days: tuple[int, ...]) -> Floats:
    """(len(days), len(index), places): counts at the same local time so many days earlier; NaN when not known."""
    at = np.stack([grid.ago(index, days=back) for back in days])
    inside = (at >= 0) & (at < min(known, len(counts)))
    return np.where(inside[..., None], counts[np.where(inside, at, 0)], np.float32(np.nan))


def middle(table: Floats) -> Floats:
    """Median along the first axis of what is not NaN; NaN where all is. Much faster than numpy.nanmedian."""
    ordered = np.sort(table, axis=0)  # NaN comes last
    count = np.sum(~np.isnan(table), axis=0)
    low, high = np.maximum(count - 1, 0) // 2, count // 2
    high = np.minimum(high, len(table) - 1)
    halves = [np.take_along_axis(ordered, at[None], axis=0)[0] for at in (low, high)]
    return np.asarray((halves[0] + halves[1]) / 2, dtype=np.float32)


def mean_of(counts: Floats) -> Floats:
    """(places,): mean of what is not NaN, NaN where all is."""
    known = ~np.isnan(counts)
    total, number = np.where(known, counts, 0).sum(axis=0), known.sum(axis=0)
    return np.where(number > 0, total / np.maximum(number, 1), np.nan).astype(np.float32)
