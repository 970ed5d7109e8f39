"""The curve of one place: what was counted, the intervals of what comes, the limits of the levels. Geometry. Pure."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stoep_gateway.crowd.board import Counted, Expected
from stoep_gateway.crowd.places import Level, Place

HEIGHT = 280  # of the plot, in CSS pixels
_STEPS = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)


@dataclass(frozen=True, slots=True)
class Limit:
    """From where on a level holds: y from the top of the plot."""

    level: Level
    y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """width: of the box, a unit a slot; ceiling: people in a slot at its top; now_percent: where the counts end.

    counted, middle, came: lines; wide, narrow: the 95 and the 80 % interval as areas; shut: dots where a count is
    hidden. came: what came after all, "" unless it is a replay.
    """

    width: int
    ceiling: int
    counted: str
    shut: str
    wide: str
    narrow: str
    middle: str
    came: str
    limits: tuple[Limit, ...]
    now_percent: float


def curve(
    place: Place,
    *,
    counted: Sequence[Counted],
    expected: Sequence[Expected],
    came: Sequence[Counted] = (),
    start_s: int,
    now_s: int,
    end_s: int,
    slot_s: int,
) -> Curve:
    """Slots with start_s <= start < end_s."""
    highest = max(
        [
            *(slot.people for slot in (*counted, *came) if slot.people is not None),
            *(slot.quantiles[-1] for slot in expected),
            place.limit(Level.YELLOW, slot_s=slot_s) * 1.08,
        ]
    )
    ceiling = ceiling_above(highest)
    scale = HEIGHT / ceiling

    def x(time_s: int) -> str:
        return f"{(time_s + slot_s / 2 - start_s) / slot_s:g}"

    def y(people: float) -> int:
        return round(HEIGHT - people * scale)

    def area(low: int, high: int) -> str:
        if not expected:
            return ""
        there = [f"{x(slot.start_s)} {y(slot.quantiles[high])}" for slot in expected]
        back = [f"{x(slot.start_s)} {y(slot.quantiles[low])}" for slot in reversed(expected)]
        return f"M{'L'.join([*there, *back])}z"

    shown = [(slot.start_s, None if slot.is_hidden else slot.people) for slot in counted]
    later = [(slot.start_s, None if slot.is_hidden else slot.people) for slot in came]
    return Curve(
        width=(end_s - start_s) // slot_s,
        ceiling=ceiling,
        counted=_line([(x(time_s), None if people is None else y(people)) for time_s, people in shown]),
        shut="".join(f"M{x(slot.start_s)} {HEIGHT - 3}h0" for slot in (*counted, *came) if slot.is_hidden),
        wide=area(0, 4),
        narrow=area(1, 3),
        middle=_line([(x(slot.start_s), y(slot.quantiles[2])) for slot in expected]),
        came=_line([(x(time_s), None if people is None else y(people)) for time_s, people in later]),
        limits=tuple(
            Limit(level, y(limit))
            for level in (Level.YELLOW, Level.ORANGE, Level.RED)
            if (limit := place.limit(level, slot_s=slot_s)) < ceiling
        ),
        now_percent=round(100 * (now_s - start_s) / (end_s - start_s), 1),
    )


def ceiling_above(highest: float) -> int:
    """A round number that is not below it, and at least 10."""
    power: int = 10 ** math.floor(math.log10(max(highest, 10)))
    return math.ceil(next(step * power for step in _STEPS if step * power >= highest))


def _line(points: Iterable[tuple[str, int | None]]) -> str:
    """No path bridges what is not known."""
    text, pen_down = "", False
    for x, y in points:
        if y is not None:
            text += f"{'L' if pen_down else 'M'}{x} {y}" + ("" if pen_down else "h0")
        pen_down = y is not None
    return text
