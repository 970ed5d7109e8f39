"""People windows laid on their fixed grid: released, below k, or not shown for a reason we cannot tell. Pure."""

from dataclasses import dataclass
from enum import Enum

from stoep_gateway.web.ports import Closed, Point


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
    """One window. value is None unless released."""

    start_s: int
    verdict: Verdict
    value: int | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Windows of a place that read alike and follow each other; end_s is the last one's end."""

    start_s: int
    end_s: int
    slots: tuple[Slot, ...]  # one for each quantity


def lay(
    points: tuple[Point, ...], *, closed: Closed | None, window_s: int, start_s: int, end_s: int
) -> tuple[Slot, ...]:
    """One slot for each window with start_s <= start < end_s, oldest first.

    Values of windows of another length are left out. Windows close in order: when nobody told which ones are closed,
    those between two values are.
    """
    values = {point.time_s: round(point.value) for point in points if point.window_s == window_s}
    if closed is None:
        closed = Closed(
            from_s=min(values, default=0), until_s=max(values, default=0), window_s=window_s, all_below=False
        )
    slots = []
    for time_s in range(start_s - start_s % window_s, end_s, window_s):
        if time_s in values:
            slots.append(Slot(time_s, Verdict.RELEASED, values[time_s]))
        else:
            slots.append(Slot(time_s, verdict_of(closed, start_s=time_s), None))
    return tuple(slots)


def stretches(quantities: tuple[tuple[Slot, ...], ...], *, window_s: int) -> tuple[Stretch, ...]:
    """The windows of all quantities, newest first; neighbours without any value are joined, open ones left out."""
    joined: list[Stretch] = []
    for slots in zip(*quantities, strict=True):
        if all(slot.verdict is Verdict.OPEN for slot in slots):
            continue
        start_s = slots[0].start_s
        last = joined[-1] if joined else None
        if last is not None and last.end_s == start_s and _blank_alike(last.slots, slots):
            joined[-1] = Stretch(last.start_s, start_s + window_s, last.slots)
        else:
            joined.append(Stretch(start_s, start_s + window_s, slots))
    return tuple(reversed(joined))


def _blank_alike(left: tuple[Slot, ...], right: tuple[Slot, ...]) -> bool:
    return all(a.value is None and b.value is None and a.verdict is b.verdict for a, b in zip(left, right, strict=True))
