"""People windows laid on their fixed grid: released, below k, or not shown for a reason we cannot tell. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from stoep_gateway.records import Provenance
from stoep_gateway.web.ports import Closed, Point

Grid = Callable[[int], tuple[int, int]]  # (start, end) of the window that holds a moment


class Verdict(Enum):
    """What became of one window of one quantity."""

    RELEASED = "released"
    BELOW = "below"  # closed with fewer than k
    GAP = "gap"  # closed, not released, and we cannot tell why
    OPEN = "open"  # nothing is known yet


def verdict_of(closed: Closed | None, *, start_s: int) -> Verdict:
    """Of a window that starts then and has no value."""
    if closed is None or not closed.from_s <= start_s < closed.until_s:
        return Verdict.OPEN
    return Verdict.BELOW if closed.all_below else Verdict.GAP


@dataclass(frozen=True, slots=True)
class Slot:
    """One window. value is None unless released; made: how it was."""

    start_s: int
    end_s: int
    verdict: Verdict
    value: int | None
    made: Provenance | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Windows of a place that read alike and follow each other; end_s is the last one's end.

    slots: of the newest of them, one for each quantity.
    """

    start_s: int
    end_s: int
    slots: tuple[Slot, ...]

    @property
    def is_one_window(self) -> bool:
        """Else several, which must not be taken for one long window."""
        return self.start_s == self.slots[0].start_s


def lay(points: tuple[Point, ...], *, closed: Closed | None, grid: Grid, start_s: int, end_s: int) -> tuple[Slot, ...]:
    """One slot for each window with start_s <= start < end_s, oldest first.

    Values of windows that the grid does not have are left out. Windows close in order: when nobody told which ones are
    closed, those between two values are.
    """
    values = {(point.time_s, point.time_s + point.window_s): point for point in points}
    if closed is None:
        known = [window for window in values if grid(window[0]) == window]
        closed = Closed(from_s=min(known, default=(0, 0))[0], until_s=max(known, default=(0, 0))[0], all_below=False)
    slots = []
    window = grid(start_s)
    if window[0] < start_s:
        window = grid(window[1])
    while window[0] < end_s:
        if window in values:
            slots.append(Slot(*window, Verdict.RELEASED, round(values[window].value), values[window].made))
        else:
            slots.append(Slot(*window, verdict_of(closed, start_s=window[0]), None))
        window = grid(window[1])
    return tuple(slots)


def stretches(quantities: tuple[tuple[Slot, ...], ...]) -> tuple[Stretch, ...]:
    """The windows of all quantities, newest first; neighbours without any value are joined, open ones left out."""
    joined: list[Stretch] = []
    for slots in zip(*quantities, strict=True):
        if all(slot.verdict is Verdict.OPEN for slot in slots):
            continue
        start_s, end_s = slots[0].start_s, slots[0].end_s
        last = joined[-1] if joined else None
        if last is not None and last.end_s == start_s and _blank_alike(last.slots, slots):
            joined[-1] = Stretch(last.start_s, end_s, slots)
        else:
            joined.append(Stretch(start_s, end_s, slots))
    return tuple(reversed(joined))


def _blank_alike(left: tuple[Slot, ...], right: tuple[Slot, ...]) -> bool:
    return all(a.value is None and b.value is None and a.verdict is b.verdict for a, b in zip(left, right, strict=True))
