"""Draw a wiring as SVG: the board at the left, the parts at the right, a lane for each pin of the board between. Pure.

Words stand inside the boxes, wires run outside them: none can cross a word. Both ends of a wire say what is at the
other one and which colour it has, for who prints in black and white.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from types import MappingProxyType
from xml.sax.saxutils import escape

from support.guides.wiring import COLOURS, NAMES, WIRINGS, Net, Part, Pin, Text, Wiring, said

_MARGIN, _TOP = 20, 92
_BOARD_WIDTH, _PART_WIDTH = 176, 272
_ROW, _HEAD, _PAD, _GAP = 28, 35, 7, 14  # a pin, a title, below the last pin, between boxes: all pins on one grid
_LANE, _BESIDE = 24, 34
_FOOT = 70
_BOARD_SPARE = 2 * _ROW  # for the USB socket

_TITLE: Text = ("Aansluiten: {node}", "Wiring: {node}")
_NOTES: tuple[Text, Text] = (
    (
        "Stip: de draden zitten aan elkaar. Geen stip: ze kruisen alleen.",
        "Dot: the wires are joined. No dot: they only cross.",
    ),
    (
        "De plek van de pinnen verschilt per bordje: kijk naar de naam.",
        "Pins are in another place on each board: go by the name.",
    ),
)
_BOARD: Text = ("ESP32-bordje", "ESP32 board")
_WIRE: Text = ("{part} {pin} naar {board} ({colour})", "{part} {pin} to {board} ({colour})")

# Of wires: on paper and light pages, on dark ones. Each has a contrast of at least 3 to what is behind it
# (WCAG 1.4.11); black has a light edge on dark pages.
_INKS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "red": ("#c81e1e", "#ff6b6b"),
        "orange": ("#c75a00", "#ffa34d"),
        "black": ("#111111", "#000000"),
        "yellow": ("#a87f00", "#f0d050"),
        "blue": ("#1d5fd1", "#6ea8ff"),
        "green": ("#12803c", "#4fc97a"),
        "purple": ("#8431c4", "#c58bff"),
        "grey": ("#6b7480", "#a3adb8"),
    }
)
_PLAIN = """\
text { font-family: system-ui, "DejaVu Sans", Arial, sans-serif; fill: #16202c }
.title { font-size: 20px; font-weight: 700 } .note { font-size: 13px }
.name { font-size: 15px; font-weight: 700 } .pin { font-size: 14px; font-weight: 700 } .far { font-size: 13px }
.card { fill: #ffffff } .box { fill: #f3f5f8; stroke: #16202c; stroke-width: 1.5 } .metal { fill: #d5dbe2 }
.wire { fill: none; stroke-width: 3 } .gap { fill: none; stroke: #ffffff; stroke-width: 10 }
.edge { fill: none; stroke: none; stroke-width: 5.5 } .hole { fill: #ffffff; stroke: #16202c; stroke-width: 1.5 }
.zigzag { fill: none; stroke: #16202c; stroke-width: 1.8 }"""
_DARK = """\
text { fill: #eef2f6 } .card { fill: #161b22 } .box { fill: #242d38; stroke: #c3ccd6 } .metal { fill: #46515e }
.gap { stroke: #161b22 }
.edge.black, .dot.black { stroke: #c3ccd6 } .hole { fill: #161b22; stroke: #eef2f6 }
.zigzag { stroke: #eef2f6 }"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reach:
    """Heights at which a net leaves the board and arrives at parts."""

    board: int
    parts: Sequence[int]

    @property
    def span(self) -> tuple[int, int]:
        return min(self.board, *self.parts), max(self.board, *self.parts)

    def crosses(self, y: int) -> bool:
        low, high = self.span
        return low <= y <= high


def drawing(node: str, *, language: str) -> str:
    """The SVG of "soil", "air", "people" or "weather", the same at every call."""
    wiring = WIRINGS[node]
    tops = _tops(wiring.parts)
    bottom = tops[-1] - _GAP
    board_top = _board_top(wiring, bottom=bottom)
    board_bottom = board_top + _height(len(wiring.nets)) + _BOARD_SPARE
    reaches = {
        net.label: _Reach(
            board=_pin_y(board_top, n),
            parts=[
                _pin_y(top, m) for top, part in _placed(wiring) for m, pin in enumerate(part.pins) if pin.net == net
            ],
        )
        for n, net in enumerate(wiring.nets)
    }
    lanes = _lanes(reaches)
    left = _MARGIN + _BOARD_WIDTH
    right = left + 2 * _BESIDE + _LANE * (len(lanes) - 1)
    width, height = right + _PART_WIDTH + _MARGIN, max(bottom, board_bottom) + _FOOT
    title = said(_TITLE, language).format(node=said(NAMES[node], language))
    told = [title, *(said(note, language) for note in _NOTES)]
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' role="img" aria-labelledby="title desc" lang="{language}">',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="desc">{escape("; ".join(connections(node, language=language)))}.</desc>',
        f"<style>\n{_style()}\n</style>",
        f'<rect class="card" width="{width}" height="{height}" rx="12"/>',
        _text(told[0], x=_MARGIN, y=40, kind="title"),
        _text(told[1], x=_MARGIN, y=66, kind="note"),
        _text(told[2], x=_MARGIN, y=height - 24, kind="note"),
        *_wires(wiring.nets, reaches, lanes=[left + _BESIDE + _LANE * n for n in range(len(lanes))], order=lanes,
                left=left, right=right),
        *_board(wiring.nets, top=board_top, bottom=board_bottom, language=language),
    ]  # fmt: skip
    for top, part in _placed(wiring):
        lines += _part(part, x=right, top=top, language=language)
    return "\n".join([*lines, "</svg>"]) + "\n"


def connections(node: str, *, language: str) -> list[str]:
    """The same in words, a wire each."""
    return [
        said(_WIRE, language).format(
            part=said(part.name, language),
            pin=said(pin.label, language),
            board=pin.net.label,
            colour=said(COLOURS[pin.net.colour], language),
        )
        for part in WIRINGS[node].parts
        for pin in part.pins
    ]


def _height(pins: int) -> int:
    return _HEAD + _ROW * pins + _PAD


def _tops(parts: Sequence[Part]) -> list[int]:
    """Upper edges of the parts' boxes, and of one more below the last."""
    tops = [_TOP]
    for part in parts:
        tops.append(tops[-1] + _height(len(part.pins)) + _GAP)
    return tops


def _placed(wiring: Wiring) -> Iterator[tuple[int, Part]]:
    yield from zip(_tops(wiring.parts), wiring.parts, strict=False)


def _pin_y(top: int, n: int) -> int:
    return top + _HEAD + _ROW * n + _ROW // 2


def _board_top(wiring: Wiring, *, bottom: int) -> int:
    """In the middle, half a row off the parts' grid: no two wires lie on one line."""
    free = max(0, bottom - _TOP - _height(len(wiring.nets)) - _BOARD_SPARE)
    return _TOP + free // 2 // _ROW * _ROW + _ROW // 2


def _lanes(reaches: Mapping[str, _Reach]) -> tuple[str, ...]:
    """Labels of nets from left to right with the fewest crossings; the first of several such orders."""
    cost = {
        (a, b): first.crosses(second.board) + sum(second.crosses(y) for y in first.parts)
        for a, first in reaches.items()
        for b, second in reaches.items()
    }
    return min(
        permutations(reaches), key=lambda order: sum(cost[a, b] for n, a in enumerate(order) for b in order[n + 1 :])
    )


def _wires(
    nets: Sequence[Net],
    reaches: Mapping[str, _Reach],
    *,
    lanes: Sequence[int],
    order: Sequence[str],
    left: int,
    right: int,
) -> Iterator[str]:
    colours = {net.label: net.colour for net in nets}
    placed = list(zip(order, lanes, strict=True))
    for label, x in placed:
        low, high = reaches[label].span
        yield from _stroke(f"M{x} {low}V{high}", colour=colours[label])
    for label, x in placed:
        reach = reaches[label]
        yield from _stroke(
            f"M{left} {reach.board}H{x + 1.5}", colour=colours[label], gap=f"M{left} {reach.board}H{x - 6}"
        )
        for y in reach.parts:
            yield from _stroke(f"M{x - 1.5} {y}H{right}", colour=colours[label], gap=f"M{x + 6} {y}H{right}")
    for label, x in placed:
        low, high = reaches[label].span
        for y in (reaches[label].board, *reaches[label].parts):
            if low < y < high:
                yield f'<circle class="dot {colours[label]}" cx="{x}" cy="{y}" r="5"/>'


def _stroke(path: str, *, colour: str, gap: str = "") -> Iterator[str]:
    if gap:
        yield f'<path class="gap" d="{gap}"/>'
    if colour == "black":
        yield f'<path class="edge black" d="{path}"/>'
    yield f'<path class="wire {colour}" d="{path}"/>'


def _board(nets: Sequence[Net], *, top: int, bottom: int, language: str) -> Iterator[str]:
    x, edge = _MARGIN, _MARGIN + _BOARD_WIDTH
    middle = x + _BOARD_WIDTH // 2
    yield f'<rect class="box" x="{x}" y="{top}" width="{_BOARD_WIDTH}" height="{bottom - top}" rx="8"/>'
    yield f'<rect class="box metal" x="{middle - 26}" y="{bottom - 22}" width="52" height="30" rx="4"/>'
    yield _text("USB", x=middle, y=bottom - 30, kind="far", anchor="middle")
    yield _text(said(_BOARD, language), x=x + 12, y=top + 24, kind="name")
    for n, net in enumerate(nets):
        y = _pin_y(top, n)
        yield _hole(edge, y)
        yield _text(said(COLOURS[net.colour], language), x=x + 12, y=y + 5, kind="far")
        yield _text(net.label, x=edge - 14, y=y + 5, kind="pin", anchor="end")


def _part(part: Part, *, x: int, top: int, language: str) -> Iterator[str]:
    yield f'<rect class="box" x="{x}" y="{top}" width="{_PART_WIDTH}" height="{_height(len(part.pins))}" rx="8"/>'
    yield _text(said(part.name, language), x=x + 14, y=top + 24, kind="name")
    if part.is_resistor:
        start = x + _PART_WIDTH - 90
        steps = "".join(f"L{start + 14 + 6 * n} {top + 19 + (-6 if n % 2 else 6)}" for n in range(8))
        yield f'<path class="zigzag" d="M{start} {top + 19}H{start + 11}{steps}L{start + 59} {top + 19}H{start + 72}"/>'
    for n, pin in enumerate(part.pins):
        yield from _part_pin(pin, x=x, y=_pin_y(top, n), language=language)


def _part_pin(pin: Pin, *, x: int, y: int, language: str) -> Iterator[str]:
    yield _hole(x, y)
    yield _text(said(pin.label, language), x=x + 14, y=y + 5, kind="pin")
    far = f"{pin.net.label} · {said(COLOURS[pin.net.colour], language)}"
    yield _text(far, x=x + _PART_WIDTH - 14, y=y + 5, kind="far", anchor="end")


def _hole(x: int, y: int) -> str:
    return f'<circle class="hole" cx="{x}" cy="{y}" r="5"/>'


def _text(words: str, *, x: int, y: int, kind: str, anchor: str = "start") -> str:
    return f'<text class="{kind}" x="{x}" y="{y}" text-anchor="{anchor}">{escape(words)}</text>'


def _style() -> str:
    def inks(n: int) -> str:
        return "\n".join(
            f".wire.{name} {{ stroke: {ink[n]} }} .dot.{name} {{ fill: {ink[n]} }}" for name, ink in _INKS.items()
        )

    return f"{_PLAIN}\n{inks(0)}\n@media screen and (prefers-color-scheme: dark) {{\n{_DARK}\n{inks(1)}\n}}"
