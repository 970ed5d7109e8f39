"""Draw a day of released counts as SVG: a row for each gate, at the left without noise, at the right with it. Pure."""

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from stoep_gateway.web.svg import nice_ceiling
from support.beach_day import FIRST_H, LAST_H, Day

_BAR, _PLOT_HEIGHT = 5, 150
_PLOT_WIDTH = _BAR * 4 * (LAST_H - FIRST_H)
_LEFT, _TOP, _COLUMN, _ROW = 76, 150, _PLOT_WIDTH + 104, _PLOT_HEIGHT + 110
_TICK_H = 3
_NAMES = {"telpunt-pier": "A busy way to the beach", "telpunt-vuurtoren": "A quiet way to the beach"}
_TITLE = "A simulated day at the beach, as it is released: people towards the sea"
_NOTE = "Grey on the axis: hidden, because the count is below k (dashed)."
_HEADS = ("no noise, k = {policy.k}", "ε = {policy.epsilon}, C = {policy.contribution}, k = {policy.k}")

# Colours have a contrast of at least 4.5 (words) or 3 (bars, marks) to the ground behind them (WCAG 1.4.3, 1.4.11).
_STYLE = """\
text { font-family: system-ui, "DejaVu Sans", Arial, sans-serif; font-size: 13px; fill: #16202c }
.title { font-size: 20px; font-weight: 700 } .head { font-size: 15px; font-weight: 700 }
.card { fill: #ffffff } .line { stroke: #d5dbe2 } .axis { stroke: #16202c }
.threshold { stroke: #6b7480; stroke-dasharray: 4 4 } .bar { fill: #1d5fd1 } .hidden { fill: #7f8a96 }
@media (prefers-color-scheme: dark) {
text { fill: #eef2f6 } .card { fill: #161b22 } .line { stroke: #46515e } .axis { stroke: #eef2f6 }
.threshold { stroke: #a3adb8 } .bar { fill: #6ea8ff } .hidden { fill: #8d98a4 }
}"""


def picture(days: Sequence[tuple[Day, Day]]) -> str:
    """The SVG; both days of a gate have one scale."""
    width, height = _LEFT + _COLUMN + _PLOT_WIDTH + 36, _TOP + _ROW * len(days) - 44
    told = "; ".join(f"{_NAMES[day.gate]}, {_head(day)}: {_counted(day)}" for pair in days for day in pair)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        ' role="img" aria-labelledby="title desc" lang="en">',
        f'<title id="title">{_TITLE}</title>',
        f'<desc id="desc">{escape(told)}.</desc>',
        f"<style>\n{_STYLE}\n</style>",
        f'<rect class="card" width="{width}" height="{height}" rx="12"/>',
        _text(_TITLE, x=20, y=40, kind="title"),
        _text(_NOTE, x=20, y=64),
    ]
    for row, pair in enumerate(days):
        ceiling = nice_ceiling(max(value or 0 for day in pair for value in day.shown))
        for column, day in enumerate(pair):
            lines += _panel(day, x=_LEFT + column * _COLUMN, top=_TOP + row * _ROW, ceiling=ceiling)
    return "\n".join([*lines, "</svg>"]) + "\n"


def _panel(day: Day, *, x: int, top: int, ceiling: int) -> Iterator[str]:
    bottom = top + _PLOT_HEIGHT

    def at(value: float) -> float:
        return round(bottom - value / ceiling * _PLOT_HEIGHT, 1)

    yield _text(_NAMES[day.gate], x=x, y=top - 36, kind="head")
    yield _text(f"{_head(day)}: {_counted(day)}", x=x, y=top - 16)
    for value in (ceiling, ceiling / 2):
        yield f'<path class="line" d="M{x} {at(value)}h{_PLOT_WIDTH}"/>'
        yield _text(f"{value:g}", x=x - 8, y=at(value) + 4, anchor="end")
    yield f'<path class="threshold" d="M{x} {at(day.policy.k)}h{_PLOT_WIDTH}"/>'
    for slot, shown in enumerate(day.shown):
        y = bottom - 3 if shown is None else at(shown)
        kind = "hidden" if shown is None else "bar"
        yield f'<rect class="{kind}" x="{x + slot * _BAR}" y="{y}" width="{_BAR - 1}" height="{round(bottom - y, 1)}"/>'
    yield f'<path class="axis" d="M{x} {bottom}h{_PLOT_WIDTH}"/>'
    yield _text("0", x=x - 8, y=bottom + 4, anchor="end")
    for hour in range(FIRST_H, LAST_H + 1, _TICK_H):
        mark = x + (hour - FIRST_H) * 4 * _BAR
        yield f'<path class="axis" d="M{mark} {bottom}v5"/>'
        yield _text(f"{hour}:00", x=mark, y=bottom + 20, anchor="middle")
    yield _text("local time", x=x + _PLOT_WIDTH / 2, y=bottom + 40, anchor="middle")
    yield f'<g transform="translate({x - 46} {top + _PLOT_HEIGHT / 2}) rotate(-90)">'
    yield _text("people in 15 minutes", x=0, y=0, anchor="middle")
    yield "</g>"


def _head(day: Day) -> str:
    return _HEADS[day.policy.epsilon is not None].format(policy=day.policy)


def _counted(day: Day) -> str:
    shown = sum(value is not None for value in day.shown)
    return f"{shown} of {len(day.shown)} windows shown"


def _text(words: str, *, x: float, y: float, kind: str = "", anchor: str = "start") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text{named} x="{x}" y="{y}" text-anchor="{anchor}">{escape(words)}</text>'
