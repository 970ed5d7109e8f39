"""Sums of released windows over hours and days, and how many of the windows are in them. Pure.

A hidden window is not in a sum, and no sum is drawn anew: whoever takes the shown windows from it finds nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from stoep_gateway.grid import HOUR_S
from stoep_gateway.records import Provenance
from stoep_gateway.web.windows import Slot, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """value: None when no window is shown. shown of `windows` that are closed; made: of those that are shown."""

    value: int | None
    shown: int
    windows: int
    made: tuple[Provenance | None, ...]


def total(slots: Sequence[Slot]) -> Total:
    """Windows about which nothing is known yet do not count."""
    shown = [slot for slot in slots if slot.value is not None]
    return Total(
        value=sum(slot.value or 0 for slot in shown) if shown else None,
        shown=len(shown),
        windows=sum(slot.verdict is not Verdict.OPEN for slot in slots),
        made=tuple(slot.made for slot in shown),
    )


def by_day(slots: Sequence[Slot], *, day_of: Callable[[int], str]) -> tuple[tuple[Slot, ...], ...]:
    """Slots of each whole day or of the one under way, oldest first. day_of: a name for the day of a moment."""
    days: dict[str, list[Slot]] = {}
    for slot in slots:
        days.setdefault(day_of(slot.start_s), []).append(slot)
    if slots and day_of(slots[0].start_s - 1) == day_of(slots[0].start_s):
        del days[day_of(slots[0].start_s)]  # it began before
    return tuple(map(tuple, days.values()))


def by_hour(slots: Sequence[Slot]) -> tuple[tuple[Slot, ...], ...]:
    """Slots of each hour that holds more than one window, oldest first."""
    hours: dict[int, list[Slot]] = {}
    for slot in slots:
        if slot.end_s <= (slot.start_s // HOUR_S + 1) * HOUR_S:
            hours.setdefault(slot.start_s // HOUR_S, []).append(slot)
    return tuple(tuple(hour) for hour in hours.values() if len(hour) > 1)
