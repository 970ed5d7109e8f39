"""Charts as geometry: paths in a box that the page stretches, marks in per cent so that text never shrinks. Pure.

A template draws them. No colours and no styles here: those are classes, because the pages forbid inline styles.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stoep_gateway.web.windows import Slot, Verdict

HEIGHT = 160  # of the plot, in CSS pixels
_HALF = HEIGHT // 2
_MARGIN = 8  # keeps a line's end caps inside the box


@dataclass(frozen=True, slots=True)
class Mark:
    """A label: where along the axis, from 0 to 100 per cent."""

    percent: float
    text: str


@dataclass(frozen=True, slots=True)
class Mirror:
    """Counts in and out: bars up and down from the middle.

    width: of the box, in units of time; ceiling: the count a unit at its edge; shut: dots where a window shows nothing.
    """

    width: int
    ceiling: int
    up: str
    down: str
    shut: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A series between low and high. width: of the box, one unit a step."""

    width: int
    low: float
    high: float
    path: str
    marks: tuple[Mark, ...]


def mirror(
    up: Sequence[Slot], down: Sequence[Slot], *, start_s: int, end_s: int, unit_s: int, marks: tuple[Mark, ...]
) -> Mirror:
    """up and down hold the same windows. A window that is hidden gets a dot on the axis, an open one nothing.

    A window of several units is a bar as wide, and as high as its people spread over them: the area is what counts.
    """
    highest = max((slot.value * unit_s / (slot.end_s - slot.start_s) for slot in (*up, *down) if slot.value), default=0)
    ceiling = nice_ceiling(math.ceil(highest))
    scale = _HALF / ceiling
    shut = [
        pair[0]
        for pair in zip(up, down, strict=True)
        if all(slot.value is None for slot in pair) and any(slot.verdict is not Verdict.OPEN for slot in pair)
    ]
    return Mirror(
        width=(end_s - start_s) // unit_s,
        ceiling=ceiling,
        up=_bars(up, start_s=start_s, unit_s=unit_s, scale=-scale),
        down=_bars(down, start_s=start_s, unit_s=unit_s, scale=scale),
        shut="".join(f"M{((slot.start_s + slot.end_s - unit_s) / 2 - start_s) / unit_s:g} {_HALF}h0" for slot in shut),
        marks=marks,
    )


def line(values: Sequence[float | None], *, marks: tuple[Mark, ...]) -> Line | None:
    """None when there is nothing to draw. A missing value breaks the line: no path bridges what was not measured."""
    known = [value for value in values if value is not None]
    if not known:
        return None
    low, high = min(known), max(known)
    reach = (high - low) or 1.0
    pieces, pen_down = [], False
    for index, value in enumerate(values):
        if value is None:
            pen_down = False
            continue
        y = round(HEIGHT - _MARGIN - (value - low) / reach * (HEIGHT - 2 * _MARGIN))
        alone = not pen_down and (index + 1 == len(values) or values[index + 1] is None)
        pieces.append(f"{'L' if pen_down else 'M'}{index} {y}" + ("h0" if alone else ""))
        pen_down = True
    return Line(len(values), low, high, "".join(pieces), marks)


def nice_ceiling(highest: int) -> int:
    """The lowest of 10, 20, 30, 50, 100, 200 … that is not below `highest`."""
    step = 10
    while True:
        for factor in (1, 2, 3, 5):
            if step * factor >= highest:
                return step * factor
        step *= 10


def _bars(slots: Iterable[Slot], *, start_s: int, unit_s: int, scale: float) -> str:
    return "".join(_bar(slot, start_s=start_s, unit_s=unit_s, scale=scale) for slot in slots)


def _bar(slot: Slot, *, start_s: int, unit_s: int, scale: float) -> str:
    if slot.value is None:
        return ""
    x, units = (slot.start_s - start_s) / unit_s, (slot.end_s - slot.start_s) / unit_s
    height = round(slot.value / units * scale)
    back = f"h{units - 1:g}v{-height}z" if units > 1 else ""
    return f"M{x:g} {_HALF}v{height}{back}"


@dataclass(frozen=True, slots=True)
class Hills:
    """Chances of a number under two truths: bars of the one, a line of the other. width: of the box, a unit a number.

    hidden: how many numbers at the left are below the threshold; marks: at some numbers.
    """

    width: int
    bars: str
    line: str
    hidden: int
    marks: tuple[Mark, ...]


def hills(numbers: range, one: Sequence[float], other: Sequence[float], *, threshold: int) -> Hills:
    """numbers: evenly spaced; one and other: their chances."""
    scale = (HEIGHT - _MARGIN) / max(*one, *other)
    heights = [(round(a * scale, 1), round(HEIGHT - b * scale, 1)) for a, b in zip(one, other, strict=True)]
    step = nice_ceiling(len(numbers) * numbers.step) // 5
    return Hills(
        width=len(numbers),
        bars="".join(f"M{x} {HEIGHT}v{-height:g}" for x, (height, _) in enumerate(heights) if height),
        line="M" + "L".join(f"{x} {y:g}" for x, (_, y) in enumerate(heights)),
        hidden=min(max(-(-(threshold - numbers.start) // numbers.step), 0), len(numbers)),
        marks=tuple(
            Mark(round(100 * (at + 0.5) / len(numbers), 1), str(number - number % step))
            for at, number in enumerate(numbers)
            if number % step < numbers.step
        ),
    )
