"""What is usual, slot by slot, worked out once and kept from round to round."""

from zoneinfo import ZoneInfo

import numpy as np

from stoep_gateway.crowd.forecast.history import Floats, History
from stoep_gateway.crowd.forecast.slots import Ints, SlotGrid, grid_of
from stoep_gateway.crowd.forecast.usual import usual

_CHUNK = 2_048  # slots worked out at a time: bounds the memory that eight weeks of them take
_REACH_DAYS = 6  # what is usual looks a week back, an hour more or less: counts younger than this change nothing


class UsualTable:
    """Of one history at a time: the next one may be longer, start later and correct earlier counts.

    Slots that lie more than a week past the history's end would look at counts that are not there yet: they are worked
    out from older weeks and not kept.
    """

    def __init__(self) -> None:
        self._history: History | None = None
        self._values = np.empty((0, 0), dtype=np.float32)
        self._done = np.empty(0, dtype=np.bool_)
        self.grid = SlotGrid(900, ZoneInfo("UTC"), 0, 0)

    def at(self, history: History, *, index: Ints) -> Floats:
        """(len(index), places). index: of slots of the history or after it; any order, repetitions allowed."""
        ahead = max(int(index.max(initial=0)) + 1 - history.slots, history.per_hour * 48)
        self._meet(history, ahead=ahead)
        wanted = np.unique(index[~self._done[index]])
        for at in range(0, len(wanted), _CHUNK):
            some = wanted[at : at + _CHUNK]
            self._values[some] = usual(history.counts, grid=self.grid, index=some, known=history.slots)
            self._done[some] = True
        return self._values[index]

    def _meet(self, history: History, *, ahead: int) -> None:
        """Keep what still holds of the history before."""
        before = self._history
        size = history.slots + ahead
        if before is history and size <= len(self._done):
            return
        self.grid = grid_of(history, ahead=ahead)
        values = np.full((size, len(history.places)), np.nan, dtype=np.float32)
        done = np.zeros(size, dtype=np.bool_)
        if before is not None and _alike(before, history):
            shift = (history.start_s - before.start_s) // history.slot_s
            keep = min(_first_change(before, history, shift=shift), before.slots - shift)
            keep = min(keep + _REACH_DAYS * self.grid.per_day, len(self._done) - shift, size)
            if keep > 0:
                values[:keep], done[:keep] = self._values[shift : shift + keep], self._done[shift : shift + keep]
        self._history, self._values, self._done = history, values, done


def _alike(before: History, history: History) -> bool:
    return (
        before.slot_s == history.slot_s
        and before.places == history.places
        and before.zone == history.zone
        and 0 <= history.start_s - before.start_s < before.slots * before.slot_s
    )


def _first_change(before: History, history: History, *, shift: int) -> int:
    """Index in the history of the first slot that both hold with other counts; its length if there is none."""
    both = min(before.slots - shift, history.slots)
    old, new = before.counts[shift : shift + both], history.counts[:both]
    changed = ~((old == new) | (np.isnan(old) & np.isnan(new))).all(axis=1)
    return int(np.argmax(changed)) if changed.any() else both
