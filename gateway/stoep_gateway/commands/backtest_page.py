"""What a backtest found, as a page of its own: one file, pictures in SVG, no script, nothing from elsewhere."""

import math
from collections.abc import Sequence
from datetime import date
from html import escape

from stoep_gateway.commands.backtest_text import METHODS, as_text
from stoep_gateway.crowd.backtest import Example, Horizon, Result
from stoep_gateway.crowd.forecast.history import Floats

_WIDE, _HIGH, _LEFT, _BELOW = 720, 240, 44, 28
_SHADES = {"stoep": "var(--own)", "published_formula": "#8a8f98", "last_week": "#b3b7be", "persistence": "#d5d8dc"}
_STYLE = """
:root { color-scheme: light dark; --own: #0b6e4f; --ink: #1d2126; --paper: #fff; --line: #8a8f98; --band: #0b6e4f33; }
@media (prefers-color-scheme: dark) {
  :root { --own: #5cc8a1; --ink: #e8eaed; --paper: #16191d; --band: #5cc8a133; }
}
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 2rem auto;
  max-width: 46rem; padding: 0 1rem; }
svg { width: 100%; height: auto; } text { font-size: 12px; fill: var(--ink); }
pre { overflow-x: auto; font-size: 13px; }
"""


def page(result: Result, *, file: str, until: date) -> str:
    """HTML. Every number of the pictures also stands in the text below them."""
    title = f"Forecasts of {escape(file)}, tested from {until} on"
    parts = [
        _figure("Error: sum of |error| / sum of people, by hours ahead", _errors(result.horizons)),
        _figure("How often a warning came true, by the chance that it gave", _reliability(result)),
        _figure(_words(result.example), _week(result.example)),
    ]
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>\n'
        f"<body><main><h1>{title}</h1>\n{''.join(parts)}\n<h2>All numbers</h2>\n"
        f'<pre tabindex="0">{escape(as_text(result, file=file, until=until))}</pre></main></body></html>\n'
    )


def _figure(caption: str, drawn: str) -> str:
    box = f"0 0 {_WIDE} {_HIGH}"
    label = escape(caption, quote=True)
    return f'<h2>{escape(caption)}</h2>\n<svg viewBox="{box}" role="img" aria-label="{label}">{drawn}</svg>\n'


def _words(example: Example) -> str:
    return f"The last week at {example.place}: counted (line), 80 % interval {example.hours} h ahead (band)"


def _errors(horizons: Sequence[Horizon]) -> str:
    most = max((e for h in horizons for e in h.wape.values() if not math.isnan(e)), default=1.0) or 1.0
    group = (_WIDE - _LEFT) / len(horizons)
    bar = group / (len(METHODS) + 1)
    drawn = []
    for at, h in enumerate(horizons):
        left = _LEFT + at * group
        for which, method in enumerate(METHODS):
            error = h.wape[method]
            if math.isnan(error):
                continue
            high = (_HIGH - _BELOW - 40) * error / most
            x, y = left + which * bar, _HIGH - _BELOW - high
            drawn.append(
                f'<rect x="{x:.1f}" y="{y:.1f}" width="{bar - 3:.1f}" height="{high:.1f}" fill="{_SHADES[method]}">'
                f"<title>{escape(METHODS[method])}, {h.hours} h: {error:.3f}</title></rect>"
                f'<text x="{x:.1f}" y="{y - 4:.1f}">{error:.3f}</text>'
            )
        drawn.append(f'<text x="{left:.1f}" y="{_HIGH - 10}">{h.hours} h</text>')
    legend = ", ".join(METHODS.values())
    drawn.append(f'<text x="{_LEFT}" y="12">from left: {escape(legend)}</text>')
    return "".join(drawn)


def _reliability(result: Result) -> str:
    side = _HIGH - _BELOW - 10

    def at(chance: float, share: float) -> tuple[float, float]:
        return _LEFT + chance * side * 2, 10 + (1 - share) * side

    (x0, y0), (x1, y1) = at(0, 0), at(1, 1)
    drawn = [
        f'<path d="M{x0:.1f} {y0:.1f}L{x1:.1f} {y1:.1f}" stroke="var(--line)" stroke-dasharray="4 4" fill="none"/>',
        f'<text x="{_LEFT}" y="{_HIGH - 10}">chance given, from 0 to 1; height: how often it came true</text>',
    ]
    for chance, share, origins in result.warnings.reliability:
        x, y = at(chance, share)
        title = f"<title>{chance:.2f} given, {share:.2f} came true, {origins} times</title>"
        drawn.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="var(--own)">{title}</circle>')
    return "".join(drawn)


def _week(example: Example) -> str:
    highest = [float(value) for value in (*example.counted, *example.high) if not math.isnan(value)]
    most = max(highest, default=1.0) or 1.0
    last = max(len(example.counted) - 1, 1)

    def point(at: int, value: float) -> str:
        return f"{_LEFT + at * (_WIDE - _LEFT) / last:.1f} {10 + (1 - value / most) * (_HIGH - _BELOW - 10):.1f}"

    def path(values: Floats) -> str:
        """Broken where nothing is known."""
        steps, pen_up = [], True
        for at, value in enumerate(values):
            if not math.isnan(value):
                steps.append(("M" if pen_up else "L") + point(at, float(value)))
            pen_up = math.isnan(value)
        return "".join(steps)

    known = [at for at, low in enumerate(example.low) if not math.isnan(low)]
    band = [point(at, float(example.high[at])) for at in known]
    band += [point(at, float(example.low[at])) for at in reversed(known)]
    return (
        f'<polygon points="{" ".join(band)}" fill="var(--band)"/>'
        f'<path d="{path(example.counted)}" stroke="var(--ink)" fill="none" stroke-width="1.5"/>'
        f'<path d="{path(example.expected)}" stroke="var(--own)" fill="none" stroke-dasharray="3 2"/>'
        f'<text x="0" y="20">{most:.0f}</text><text x="0" y="{_HIGH - _BELOW}">0</text>'
    )
