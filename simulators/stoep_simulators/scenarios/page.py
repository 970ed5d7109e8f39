"""A scenario's outcome as one HTML file: each device's rows, taken and delivered, in a picture with faults as bands."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from html import escape

from stoep_simulators.scenarios.durations import words
from stoep_simulators.scenarios.outcome import DeviceOutcome, Outcome
from stoep_simulators.scenarios.promises import Verdict
from stoep_simulators.scenarios.records import (
    ATTACKER,
    BACKEND_AWAY,
    CLOCK_DRIFT,
    CLOCK_OFF,
    GATEWAY_AWAY,
    POWER_CUT,
    STUCK_SENSOR,
    UPDATE_HALF_WAY,
    WIFI_AWAY,
    Fault,
)
from stoep_simulators.scenarios.report import told

_WIDTH, _HEIGHT, _TOP = 720, 96, 14
_POINTS = 360  # two pixels each
_BANDS = {
    WIFI_AWAY: "#f2c14e",
    POWER_CUT: "#c9c9c9",
    STUCK_SENSOR: "#e8a5c0",
    CLOCK_OFF: "#a8d5ba",
    CLOCK_DRIFT: "#d3d98a",
    ATTACKER: "#b3a3e0",
    GATEWAY_AWAY: "#f0a58a",
    BACKEND_AWAY: "#c7b299",
    UPDATE_HALF_WAY: "#9fd0e6",
}
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; } figure { margin: 1rem 0; }
figcaption { font-size: .9rem; } svg { width: 100%; height: auto; border: 1px solid #bbb; background: #fff; }
pre { overflow-x: auto; background: #f4f4f4; padding: .75rem; font-size: .85rem; } code { background: #f4f4f4; }
.broken { color: #a40000; font-weight: bold; } .taken { stroke: #6b6b6b; stroke-dasharray: 4 3; }
.delivered { stroke: #0b57a4; }
path { fill: none; stroke-width: 2; } text { font-size: 10px; fill: #333; }
.key span { display: inline-block; padding: 0 .5rem; margin-right: .5rem; }
"""


def as_page(outcome: Outcome, *, verdicts: Sequence[Verdict], command: str) -> str:
    """The whole file; nothing in it comes from elsewhere."""
    scenario = outcome.scenario
    title = f"{scenario.title}: {len(outcome.devices)} devices, {words(scenario.end_s)}, seed {scenario.seed}"
    last_s = max(
        scenario.end_s, *(second for each in outcome.devices for second in each.taken_s[-1:] + each.met_s[-1:])
    )
    kinds = dict.fromkeys(fault.kind for fault in scenario.faults)
    key = "".join(f'<span style="background:{_BANDS[kind]}">{kind}</span>' for kind in kinds)
    parts = [
        "<!doctype html>",
        f'<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style>",
        f"<h1>{escape(title)}</h1>",
        _result(verdicts),
        "<h2>What was promised</h2>",
        _list(_promise(verdict) for verdict in verdicts),
        "<h2>What went wrong on purpose</h2>",
        _list(escape(told(fault)) for fault in scenario.faults) or "<p>Nothing.</p>",
        "<h2>Devices</h2>",
        f'<p class="key">Rows since the start: dashed as the device took them, else as they were delivered. {key}</p>',
        *(_picture(each, faults=scenario.faults, end_s=scenario.end_s, last_s=last_s) for each in outcome.devices),
        "<h2>Accounts</h2>",
        f"<pre>{escape(outcome.accounts_table.rstrip())}</pre>",
        f"<p>SHA-256 of the row logs: <code>{outcome.rows_sha256}</code></p>",
        f"<p>The same again: <code>{escape(command)}</code></p>",
        "</html>",
    ]
    return "\n".join(parts) + "\n"


def _result(verdicts: Sequence[Verdict]) -> str:
    broken = sum(bool(verdict.broken) for verdict in verdicts)
    if not broken:
        return f"<p>All {len(verdicts)} promises hold.</p>"
    return f'<p class="broken">{broken} of {len(verdicts)} promises {"is" if broken == 1 else "are"} broken.</p>'


def _promise(verdict: Verdict) -> str:
    if not verdict.broken:
        return f"{escape(verdict.promise)}: yes"
    return f'<span class="broken">{escape(verdict.promise)}: no: {escape(verdict.broken)}</span>'


def _list(items: Iterable[str]) -> str:
    whole = "".join(f"<li>{item}</li>" for item in items)
    return f"<ul>{whole}</ul>" if whole else ""


def _picture(device: DeviceOutcome, *, faults: Iterable[Fault], end_s: int, last_s: int) -> str:
    """last_s: where all pictures end, so that a moment is at one place in each."""
    rows = max(len(device.taken_s), 1)
    mine = [fault for fault in faults if not fault.devices or device.name in fault.devices]
    bands = "".join(_band(fault, last_s=last_s) for fault in mine)
    moments = [last_s * step // _POINTS for step in range(_POINTS + 1)]
    taken = [bisect_right(device.taken_s, moment_s) for moment_s in moments]
    delivered = []
    for moment_s in moments:
        place = bisect_right(device.met_s, moment_s)
        delivered.append(bisect_right(device.taken_s, device.met_s[place - 1]) if place else 0)
    days = "".join(
        f'<text x="{_x(day_s, last_s) + 2:.1f}" y="10">day {day_s // 86_400 + 1}</text>'
        for day_s in range(0, end_s, 86_400)
    )
    where = " on the VM" if device.on_vm else ""
    caption = (
        f"{device.name} ({device.kind}{where}): {len(device.taken_s):,} rows, {len(device.met_s):,} conversations, "
        f"oldest on delivery {words(device.oldest_s)}"
    )
    return (
        f'<figure><svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(caption)}">{bands}{days}'
        f'<path class="taken" d="{_line(taken, rows)}"/><path class="delivered" d="{_line(delivered, rows)}"/></svg>'
        f"<figcaption>{escape(caption)}</figcaption></figure>"
    )


def _band(fault: Fault, *, last_s: int) -> str:
    left, right = _x(fault.at_s, last_s), _x(min(fault.end_s, last_s), last_s)
    return (
        f'<rect x="{left:.1f}" y="0" width="{max(right - left, 1):.1f}" height="{_HEIGHT}" fill="{_BANDS[fault.kind]}">'
        f"<title>{escape(told(fault))}</title></rect>"
    )


def _x(moment_s: int, last_s: int) -> float:
    return _WIDTH * moment_s / max(last_s, 1)


def _line(counts: Sequence[int], rows: int) -> str:
    """Steps through the counts, evenly spaced, `rows` at the top; a corner for each change."""
    step = _WIDTH / (len(counts) - 1)
    corners, before = [f"M0 {_y(counts[0], rows):.1f}"], counts[0]
    for place, count in enumerate(counts):
        if count != before:
            corners.append(f"H{place * step:.1f}V{_y(count, rows):.1f}")
            before = count
    return "".join([*corners, f"H{_WIDTH}"])


def _y(count: int, rows: int) -> float:
    return _HEIGHT - 2 - (_HEIGHT - _TOP) * count / rows
