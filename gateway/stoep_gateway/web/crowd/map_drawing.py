"""The map: places and background as short paths in a box, north up, everything in one scale. Pure.

RD New is a plane in metres, so a map of it needs no projection: shift, shrink, turn the y axis.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from stoep_gateway.crowd.places import Places, Point

WIDTH = 1000  # of the box; a phone shows three of its units in a pixel
_MARGIN = 0.09  # of the longer side: the last street's badge and name need room
_RATIOS = (50, 55, 60, 65, 70, 75)  # height to width in per cent: those that the style sheet knows
_TOLERANCE = 1.5  # units: bends that nobody sees
_BADGE = 26  # half of one, on the narrowest map that shows names: 560 pixels
_LETTER = 13  # of a name, there
_BAR_SHARE = 0.25  # of the width, the longest that a scale bar may be


@dataclass(frozen=True, slots=True)
class Outline:
    """One path. kind: of the shape; of a place "street" or "square"; name: of the place, "" for a shape."""

    name: str
    kind: str
    path: str


@dataclass(frozen=True, slots=True)
class Pin:
    """Where a place's badge stands, in per cent of the box. side: where its name fits, "" where it does not."""

    x_percent: float
    y_percent: float
    side: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MapDrawing:
    """height: of the box that is WIDTH wide; ratio: the same in per cent, one of few; pins: by place; bar_m,
    bar_percent: length of the scale bar.
    """

    width: int
    height: int
    ratio: int
    shapes: tuple[Outline, ...]
    streets: tuple[Outline, ...]
    pins: dict[str, Pin]
    bar_m: int
    bar_percent: float


@dataclass(frozen=True, slots=True)
class _Frame:
    left_m: float
    top_m: float
    scale: float  # units in a metre

    def at(self, point: Point) -> tuple[int, int]:
        return round((point[0] - self.left_m) * self.scale), round((self.top_m - point[1]) * self.scale)


def draw(places: Places) -> MapDrawing:
    """Costly, so do it once for each places file."""
    frame, ratio = _frame([point for place in places.places for point in place.path] or [(0, 0)])
    streets = sorted(places.places, key=lambda place: not place.is_square)  # a street runs on over its square
    height = WIDTH * ratio // 100
    bar_m = _round_length(WIDTH * _BAR_SHARE / frame.scale)
    return MapDrawing(
        width=WIDTH,
        height=height,
        ratio=ratio,
        shapes=tuple(
            Outline("", shape.kind, path)
            for shape in places.shapes
            if (path := _path([frame.at(point) for point in shape.ring], is_closed=True, height=height))
        ),
        streets=tuple(
            Outline(
                place.name,
                "square" if place.is_square else "street",
                _path([frame.at(point) for point in place.path], is_closed=place.is_square, height=height),
            )
            for place in streets
        ),
        pins=_pins(places, frame, height),
        bar_m=bar_m,
        bar_percent=round(100 * bar_m * frame.scale / WIDTH, 1),
    )


class Drawings:
    """The drawing of the newest places, kept: they change with the operator's file, not with a round."""

    def __init__(self) -> None:
        self._held: tuple[Places, MapDrawing] | None = None

    def of(self, places: Places) -> MapDrawing:
        """Two threads may draw the same thing at once: that does no harm."""
        held = self._held
        if held is None or (held[0] is not places and held[0] != places):
            held = self._held = (places, draw(places))
        return held[1]


def simplified(points: Sequence[tuple[int, int]], *, tolerance: float) -> list[tuple[int, int]]:
    """Without the points that lie within the tolerance of the line through their neighbours (Douglas and Peucker)."""
    keep = {0, len(points) - 1}
    pending = [(0, len(points) - 1)]
    while pending:
        first, last = pending.pop()
        far, at = max(
            ((_distance(points[index], points[first], points[last]), index) for index in range(first + 1, last)),
            default=(0.0, 0),
        )
        if far > tolerance:
            keep.add(at)
            pending += [(first, at), (at, last)]
    return [points[index] for index in sorted(keep)]


def _frame(points: Sequence[Point]) -> tuple[_Frame, int]:
    """That holds all points with a margin, and its ratio."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    margin = max(max(xs) - min(xs), max(ys) - min(ys), 100) * _MARGIN
    width, height = max(xs) - min(xs) + 2 * margin, max(ys) - min(ys) + 2 * margin
    ratio = next((ratio for ratio in _RATIOS if height * 100 <= width * ratio), _RATIOS[-1])
    wide = max(width, height * 100 / ratio)
    left, top = (min(xs) + max(xs) - wide) / 2, (min(ys) + max(ys) + wide * ratio / 100) / 2
    return _Frame(left, top, WIDTH / wide), ratio


def _path(points: Sequence[tuple[int, int]], *, is_closed: bool, height: int) -> str:
    """Whole numbers and relative moves: the shortest text. "" for a ring that lies outside the box."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    if max(xs) < 0 or min(xs) > WIDTH or max(ys) < 0 or min(ys) > height:
        return ""
    bends = simplified(points, tolerance=_TOLERANCE)
    (x, y), text = bends[0], f"M{bends[0][0]} {bends[0][1]}l"
    for here_x, here_y in bends[1:]:
        text += f"{here_x - x} {here_y - y} "
        x, y = here_x, here_y
    return text.rstrip() + ("z" if is_closed else "")


def _pins(places: Places, frame: _Frame, height: int) -> dict[str, Pin]:
    """A name stands beside its badge where it covers no badge and no name before it; else the number has to do."""
    centres = {
        place.name: _centre([frame.at(point) for point in place.path], is_square=place.is_square)
        for place in places.places
    }
    taken = [(x - _BADGE, y - _BADGE, x + _BADGE, y + _BADGE) for x, y in centres.values()]
    pins = {}
    for place in places.places:
        x, y = centres[place.name]
        length = _LETTER * len(place.title)
        side = ""
        for word, left in (("right", x + _BADGE), ("left", x - _BADGE - length)):
            box = (left, y - _BADGE / 2, left + length, y + _BADGE / 2)
            if box[0] >= 0 and box[2] <= WIDTH and not any(_overlap(box, other) for other in taken):
                side = word
                taken.append(box)
                break
        pins[place.name] = Pin(round(100 * x / WIDTH, 1), round(100 * y / height, 1), side)
    return pins


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _centre(points: Sequence[tuple[int, int]], *, is_square: bool) -> tuple[float, float]:
    """Half way along a street, the middle of a square's corners."""
    if is_square or len(points) == 1:
        return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)
    pieces = list(pairwise(points))
    left = sum(math.dist(a, b) for a, b in pieces) / 2
    for a, b in pieces:
        length = math.dist(a, b)
        if left <= length and length:
            share = left / length
            return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share
        left -= length
    return points[-1]


def _distance(point: tuple[int, int], a: tuple[int, int], b: tuple[int, int]) -> float:
    """From the line piece a to b."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length2 = dx * dx + dy * dy
    share = 0.0 if not length2 else max(0.0, min(1.0, ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / length2))
    return math.dist(point, (a[0] + share * dx, a[1] + share * dy))


def _round_length(longest_m: float) -> int:
    """The longest of 1, 2, 5, 10, 20 … metres that fits."""
    step: int = 10 ** max(0, math.floor(math.log10(max(longest_m, 1))))
    return next((step * factor for factor in (5, 2) if step * factor <= longest_m), step)
