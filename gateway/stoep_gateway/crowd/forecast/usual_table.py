"""What is usual, slot by slot, worked out once and kept from round to round."""

from zoneinfo import ZoneInfo

import numpy as np

from stoep_gateway.crowd.forecast.history import Floats, History
from stoep_gateway.crowd.forecast.slots import Ints, SlotGrid, grid_of
from stoep_gateway.crowd.forecast.usual import WEEKS, usual

_CHUNK = 2_048  # slots worked out at a time: bounds the memory that eight weeks of them take
_KEPT_DAYS = 14  # of slots are kept: what a round looks back, and some
_SEEN_DAYS = 7 * WEEKS + 1  # of counts that what is usual looks back
_REACH_DAYS = 6  # whole weeks look a week back, an hour more or less: counts younger than this change nothing of them


class UsualTable:
    """Of one history at a time: the next one may be longer, start later and correct earlier counts.

    Slots that lie more than a week past the history's end would look at counts that are not there yet: they are worked
    out from older weeks and not kept.
    """

    def __init__(self) -> None:
        self._history: History | None = None
        self._values = np.empty((0, 0), dtype=np.float32)
        self._done = np.empty(0, dtype=np.bool_)
        self._weekly = np.empty(0, dtype=np.bool_)
        self.grid = SlotGrid(900, ZoneInfo("UTC"), 0, 0)

    def at(self, history: History, *, index: Ints) -> Floats:
        """(len(index), places). index: of slots of the history or after it; any order, repetitions allowed."""
        ahead = max(int(index.max(initial=0)) + 1 - history.slots, history.per_hour * 48)
        self._meet(history, ahead=ahead)
        wanted = np.unique(index[~self._done[index]])
        for at in range(0, len(wanted), _CHUNK):
            some = wanted[at : at + _CHUNK]
            found = usual(history.counts, grid=self.grid, index=some, known=history.slots)
            self._values[some], self._weekly[some] = found
            self._done[some] = True
        return np.take(self._values, index, axis=0)  # twice as quick as an index

    def _meet(self, history: History, *, ahead: int) -> None:
        """Keep what still holds of the history before."""
        before = self._history
        size = history.slots + ahead
        if before is history and size <= len(self._done):
            return
        self.grid = grid_of(history, ahead=ahead)
        values = np.empty((size, len(history.places)), dtype=np.float32)
        done, weekly = np.zeros(size, dtype=np.bool_), np.zeros(size, dtype=np.bool_)
        if before is not None and _alike(before, history):
            shift = (history.start_s - before.start_s) // history.slot_s
            day = self.grid.per_day
            both = min(before.slots - shift, history.slots)
            start = max(0, both - _KEPT_DAYS * day)
            same = _first_change(before, history, shift=shift, start=max(0, start - _SEEN_DAYS * day), end=both)
            end = min(same + _REACH_DAYS * day, len(self._done) - shift, size)
            if end > start:
                kept = slice(start + shift, end + shift)
                values[start:end], weekly[start:end] = self._values[kept], self._weekly[kept]
                # Where a place had no week to go by, days and hours just before the slot were asked.
                done[start:end] = self._done[kept] & (self._weekly[kept] | (np.arange(start, end) <= same))
        self._history, self._values, self._done, self._weekly = history, values, done, weekly


def _alike(before: History, history: History) -> bool:
    return (
        before.slot_s == history.slot_s
        and before.places == history.places
        and before.zone == history.zone
        and 0 <= history.start_s - before.start_s < before.slots * before.slot_s
    )


def _first_change(before: History, history: History, *, shift: int, start: int, end: int) -> int:
    """Index in the history of the first slot from start to end that both hold with other counts; end if there is none.

    Bits are compared: a NaN is itself.
    """
    old = np.ascontiguousarray(before.counts[start + shift : end + shift], dtype=np.float32).view(np.int32)
    new = np.ascontiguousarray(history.counts[start:end], dtype=np.float32).view(np.int32)
    if np.array_equal(old, new):
        return end
    return start + int(np.argmax((old != new).any(axis=1)))
