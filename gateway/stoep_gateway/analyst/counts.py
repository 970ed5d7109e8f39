"""The released counts of all lines, kept in memory on one grid of slots; from the archive comes what is new."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from stoep_gateway.accuracy import standard_deviation
from stoep_gateway.archive.counting import Closed, Counting, Policy
from stoep_gateway.archive.reader import ArchiveReader
from stoep_gateway.crowd.lines import LineCounts, on_slots
from stoep_gateway.grid import DAY_S, HOUR_S

SLOT_S = 900
HISTORY_DAYS = 400  # last year's week beside this one
DIRECTIONS = ("in", "out")
_STEP_BACK_DAYS = 2  # a day that room is made ahead, and a part of one
_ROOM_DAYS = 30  # by which the arrays are moved at once
_PER_DAY = DAY_S // SLOT_S
_HIDDEN_RUN_S = 12 * HOUR_S  # longer without any value, where values were lost before: nobody knows

Ints = NDArray[np.int64]
_Windows = tuple[Ints, Ints, NDArray[np.float32]]  # starts, lengths, people; NaN: hidden


class Counts:
    """lines: names of devices. `refresh` before each round."""

    def __init__(self, reader: ArchiveReader, *, lines: Sequence[str], now_s: int) -> None:
        """now_s: Unix; what is older than HISTORY_DAYS is not looked at."""
        self._reader = reader
        self._lines = tuple(lines)
        self._start_s = now_s // DAY_S * DAY_S - HISTORY_DAYS * DAY_S
        slots = (HISTORY_DAYS + _ROOM_DAYS) * _PER_DAY
        self._counts = np.full((slots, len(lines), len(DIRECTIONS)), np.nan, dtype=np.float32)
        self._hidden = np.zeros(self._counts.shape, dtype=bool)
        self._noise = np.zeros(len(lines), dtype=np.float32)
        self._closed: dict[str, Closed] = {}
        self._known: dict[str, object] = {}
        self._final_s = dict.fromkeys(self._lines, self._start_s)  # nothing of before then can change any more

    def fits(self, *, now_s: int) -> bool:
        """False once the clock was put back: room was made for a time to come, and counts have left for it."""
        return now_s >= self._start_s + (HISTORY_DAYS - _STEP_BACK_DAYS) * DAY_S

    def refresh(self, counting: Counting, *, now_s: int) -> bool:
        """Read what may have changed since the last time; whether anything may have.

        counting: read before, so what it calls closed is there. RetryableError: the archive cannot be read now.
        """
        self._make_room(now_s)
        if counting.pending == 0:
            self._closed.update(counting.closed)
        newest = self._reader.newest_windows()
        is_new = False
        end_s = now_s // DAY_S * DAY_S + DAY_S
        for index, line in enumerate(self._lines):
            # end_s: while the clock is behind, what is there already has not been read.
            known = (*(newest.get((line, direction)) for direction in DIRECTIONS), self._closed.get(line), end_s)
            if known != self._known.get(line):
                self._refresh_line(index, line, counting=counting, end_s=end_s)
                self._known[line] = known
                is_new = True
        policy = counting.policy_at(now_s)
        if policy is not None:
            self._noise[:] = _noise_of_slot(policy)
        return is_new

    def until(self, now_s: int) -> LineCounts:
        """Of the slots that have ended by then, a multiple of SLOT_S. The arrays are shared with the next refresh."""
        slots = (now_s - self._start_s) // SLOT_S
        first = self._first_known(slots)
        return LineCounts(
            slot_s=SLOT_S,
            start_s=self._start_s + first * SLOT_S,
            lines=self._lines,
            counts=self._counts[first:slots],
            hidden=self._hidden[first:slots],
            noise=self._noise,
        )

    def _first_known(self, slots: int) -> int:
        """The day in which counting began, but a day of slots at least: arrays of years without counts cost time."""
        known = np.flatnonzero(~np.isnan(self._counts[:slots]).all(axis=(1, 2)))
        first = int(known[0]) if len(known) else slots
        return max(0, min(first, slots - _PER_DAY)) // _PER_DAY * _PER_DAY

    def _refresh_line(self, index: int, line: str, *, counting: Counting, end_s: int) -> None:
        closed = self._closed.get(line)
        policy = counting.policy_at(end_s)
        start_s = max(self._start_s, self._final_s[line] // DAY_S * DAY_S)
        found = self._reader.windows(line, start_s=start_s, end_s=end_s)
        known = [_arrays(found.get(direction, [])) for direction in DIRECTIONS]
        blank = [_blank(counting, closed, windows, start_s=start_s) for windows in known]
        if closed and not closed.all_below:
            blank = [_surely_hidden(mine, other=other) for mine, other in zip(blank, reversed(blank), strict=True)]
        blank = [
            _with_beside(hidden, mine=mine, other=other)
            for hidden, mine, other in zip(blank, known, reversed(known), strict=True)
        ]
        first, slots = (start_s - self._start_s) // SLOT_S, (end_s - start_s) // SLOT_S
        for direction, (windows, hidden) in enumerate(zip(known, blank, strict=True)):
            counts, guessed = on_slots(
                np.concatenate((windows[0], hidden[0])),
                windows_s=np.concatenate((windows[1], hidden[1])),
                people=np.concatenate((windows[2], hidden[2])),
                threshold=policy.k if policy else 0,
                slot_s=SLOT_S,
                start_s=start_s,
                slots=slots,
            )
            self._counts[first : first + slots, index, direction] = counts
            self._hidden[first : first + slots, index, direction] = guessed
        if closed and counting.pending == 0:
            self._final_s[line] = min(closed.until_s, end_s)

    def _make_room(self, now_s: int) -> None:
        while now_s + DAY_S > self._start_s + len(self._counts) * SLOT_S:
            gone = _ROOM_DAYS * _PER_DAY
            for array, empty in ((self._counts, np.nan), (self._hidden, False)):
                array[:-gone] = array[gone:]
                array[-gone:] = empty
            self._start_s += _ROOM_DAYS * DAY_S


def _arrays(windows: Sequence[tuple[int, int, float]]) -> _Windows:
    starts = np.array([start_s for start_s, _, _ in windows], dtype=np.int64)
    lengths = np.array([window_s for _, window_s, _ in windows], dtype=np.int64)
    return starts, lengths, np.array([people for _, _, people in windows], dtype=np.float32)


def _blank(counting: Counting, closed: Closed | None, known: _Windows, *, start_s: int) -> _Windows:
    """The closed windows from start_s on that have no value."""
    starts, lengths = _grid(counting, closed, start_s=start_s)
    before = np.searchsorted(known[0], starts + lengths, side="left") - 1
    ends = np.append(known[0] + known[1], 0)  # the last one stands for no window before
    is_free = ends[before] <= starts
    return starts[is_free], lengths[is_free], np.full(int(is_free.sum()), np.nan, dtype=np.float32)


def _grid(counting: Counting, closed: Closed | None, *, start_s: int) -> tuple[Ints, Ints]:
    """Starts and lengths of the closed windows from start_s, a midnight, on."""
    starts: list[Ints] = []
    lengths: list[Ints] = []
    if closed is not None:
        for day_s in range(max(start_s, closed.from_s // DAY_S * DAY_S), closed.until_s, DAY_S):
            policy = counting.policy_at(day_s)
            if policy is not None:
                begin = np.arange(policy.night_h * HOUR_S, DAY_S, policy.window_s, dtype=np.int64)
                length = np.full(len(begin), policy.window_s, dtype=np.int64)
                if policy.night_h:
                    begin, length = np.append(0, begin), np.append(policy.night_h * HOUR_S, length)
                starts.append(day_s + begin)
                lengths.append(length)
    if closed is None or not starts:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    start, length = np.concatenate(starts), np.concatenate(lengths)
    is_closed = (start >= closed.from_s) & (start < closed.until_s)
    return start[is_closed], length[is_closed]


def _surely_hidden(mine: _Windows, *, other: _Windows) -> _Windows:
    """Of windows without a value, those that were below the threshold, where some were lost for another reason.

    A reason other than the threshold takes both directions, and for long: a device that was away, a budget used up.
    """
    starts, lengths, people = mine
    is_both = np.isin(starts, other[0])
    ends = starts + lengths
    begins_run = np.append(True, (starts[1:] != ends[:-1]) | ~is_both[1:] | ~is_both[:-1])[: len(starts)]
    run = np.cumsum(begins_run) - 1
    run_s = np.bincount(run, weights=lengths, minlength=0)[run] if len(starts) else lengths
    keep = ~is_both | (run_s <= _HIDDEN_RUN_S)
    return starts[keep], lengths[keep], people[keep]


def _with_beside(hidden: _Windows, *, mine: _Windows, other: _Windows) -> _Windows:
    """And those of which only the other direction has a value: both are released at once, so this one was below the
    threshold, also where nobody told yet that the window is closed.
    """
    is_beside = ~np.isin(other[0], np.concatenate((mine[0], hidden[0])))
    starts, lengths = other[0][is_beside], other[1][is_beside]
    nobody = np.full(len(starts), np.nan, dtype=np.float32)
    return np.append(hidden[0], starts), np.append(hidden[1], lengths), np.append(hidden[2], nobody)


def _noise_of_slot(policy: Policy) -> float:
    """Standard deviation in one direction's count of one slot."""
    if policy.scale is None:
        return 0.0
    share = SLOT_S / policy.window_s  # of longer windows a part, of shorter ones the sum of several
    return standard_deviation(policy.scale) * (share if share < 1 else share**0.5)
