"""What is usual at a place for a weekday and a time of day: the median of the same slot in the last eight weeks."""

import numpy as np

from stoep_gateway.crowd.forecast.history import HOUR_S, Flags, Floats
from stoep_gateway.crowd.forecast.slots import Ints, SlotGrid

WEEKS = 8
_DAYS = tuple(7 * week for week in range(1, WEEKS + 1))
_OTHER_DAYS = tuple(range(1, 8))  # with less than a week of counts any day at this time is better than none


def usual(counts: Floats, *, grid: SlotGrid, index: Ints, known: int) -> tuple[Floats, Flags]:
    """(len(index), places); and (len(index),), whether whole weeks alone said it, at all places.

    known: counts from this slot on are not looked at; nor is anything within a week of a slot, so that what is usual
    for a past slot is what it was then.

    Where no week has a count: the last days at this time of day, then the mean of the two days before; NaN where a
    place has no count at all. Slots shorter than an hour lend from their two neighbours: a slot's few people say less.
    """
    found = middle(seen(counts, grid=grid, index=index, known=known, days=_DAYS))
    empty = np.isnan(found)
    if empty.any():
        rows = np.flatnonzero(empty.any(axis=1))
        other = middle(seen(counts, grid=grid, index=index[rows], known=known, days=_OTHER_DAYS))
        other = np.where(np.isnan(other), _mean_before(counts, index=index[rows], known=known, grid=grid), other)
        found[rows] = np.where(empty[rows], other, found[rows])
    return found, np.logical_not(empty.any(axis=1))


def seen(counts: Floats, *, grid: SlotGrid, index: Ints, known: int, days: tuple[int, ...]) -> Floats:
    """(len(days), len(index), places): counts at the same local time so many days earlier; NaN when not known."""
    at = np.stack([grid.ago(index, days=back) for back in days])
    if grid.slot_s == HOUR_S:
        return _read(counts, at=at, known=known)
    parts = [_read(counts, at=at + step, known=known) for step in (-1, 0, 1)]
    filled = [np.where(np.isnan(part), parts[1], part) for part in parts]
    return np.asarray((filled[0] + 2 * filled[1] + filled[2]) / 4, dtype=np.float32)


def middle(table: Floats) -> Floats:
    """Median along the first axis of what is not NaN; NaN where all is. Much faster than numpy.nanmedian."""
    ordered = np.sort(table, axis=0)  # NaN comes last
    count = np.sum(~np.isnan(table), axis=0)
    low, high = np.maximum(count - 1, 0) // 2, count // 2
    high = np.minimum(high, len(table) - 1)
    halves = [np.take_along_axis(ordered, at[None], axis=0)[0] for at in (low, high)]
    return np.asarray((halves[0] + halves[1]) / 2, dtype=np.float32)


def _read(counts: Floats, *, at: Ints, known: int) -> Floats:
    inside = (at >= 0) & (at < min(known, len(counts)))
    return np.where(inside[..., None], counts[np.where(inside, at, 0)], np.float32(np.nan))


def _mean_before(counts: Floats, *, index: Ints, known: int, grid: SlotGrid) -> Floats:
    """(len(index), places): mean of what is known of the two days before each slot, or before `known`; else NaN."""
    means = np.full((len(index), counts.shape[1]), np.nan, dtype=np.float32)
    for row, slot in enumerate(index):
        end = min(int(slot), known)
        part = counts[max(0, end - 2 * grid.per_day) : end]
        number = np.sum(~np.isnan(part), axis=0)
        means[row] = np.where(number > 0, np.nansum(part, axis=0) / np.maximum(number, 1), np.nan)
    return means
