"""How far off the demo's forecasts were on its simulated day, beside the formula that Amsterdam published."""

import csv
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

AHEAD_S = (900, 3_600, 7_200)
_SLOT_S = 900
_DAY_SLOTS = 96
_HIDDEN = 4.0  # what a window that is too small to be shown counts as: the gateway's forecasts read the same into it
_NEWEST, _CAP = 0.69, 4.0  # of the formula: weight of the newest ratio, and its cap
_DIRECTIONS = 2

Errors = Mapping[int, float]  # by how far ahead, seconds: sum of errors / sum of people


def score_line(own: Errors, *, formula: Errors) -> str:
    """For a person. Empty while there is nothing to tell."""
    if not all(ahead_s in errors for errors in (own, formula) for ahead_s in AHEAD_S):
        return ""
    ahead = " / ".join(f"{ahead_s // 60} min" if ahead_s < 3_600 else f"{ahead_s // 3_600} h" for ahead_s in AHEAD_S)
    told = " / ".join(f"{100 * own[ahead_s]:.0f}" for ahead_s in AHEAD_S)
    other = " / ".join(f"{100 * formula[ahead_s]:.0f}" for ahead_s in AHEAD_S)
    return f"simulated: forecasts {ahead} ahead were off by {told} %, the published formula by {other} %"


def formula_errors(csv_folder: Path) -> Errors:
    """Of the formula on what the CSV back-end got: what was usual × a smoothed ratio to it.

    Usual is the same slot a day before, all that two days of history give: the formula itself takes the median of eight
    weeks. Only the second day is forecast.
    """
    off, people = dict.fromkeys(AHEAD_S, 0.0), dict.fromkeys(AHEAD_S, 0.0)
    for counted in _slots(csv_folder).values():
        ratios = _ratios(counted)
        for ahead_s in AHEAD_S:
            step = ahead_s // _SLOT_S
            for slot in range(_DAY_SLOTS + step, len(counted)):
                usual, came = counted[slot - _DAY_SLOTS], counted[slot]
                off[ahead_s] += abs(usual * ratios[slot - step] - came)
                people[ahead_s] += came
    return {ahead_s: off[ahead_s] / people[ahead_s] for ahead_s in AHEAD_S if people[ahead_s]}


def _ratios(counted: Sequence[float]) -> list[float]:
    """At the end of each slot; 1 on the first day."""
    ratios = [1.0] * min(_DAY_SLOTS, len(counted))
    for slot in range(_DAY_SLOTS, len(counted)):
        now = min(_CAP, counted[slot] / max(1.0, counted[slot - _DAY_SLOTS]))
        ratios.append(_NEWEST * now + (1 - _NEWEST) * ratios[-1])
    return ratios


def _slots(csv_folder: Path) -> dict[str, list[float]]:
    """People a slot in both directions, by counter, from the first window on that any had a value for."""
    found: dict[str, dict[int, dict[str, float]]] = {}
    for path in csv_folder.glob("*.csv"):
        with path.open(newline="") as file:
            for row in csv.DictReader(file):
                if row["profile"] == "people" and row["window_s"] == str(_SLOT_S):
                    slot = int(datetime.fromisoformat(row["time"]).timestamp()) // _SLOT_S
                    found.setdefault(row["device"], {}).setdefault(slot, {})[row["quantity"]] = float(row["value"])
    if not found:
        return {}
    first, last = (each(slot for slots in found.values() for slot in slots) for each in (min, max))
    return {
        device: [_people(slots.get(slot, {})) for slot in range(first, last + 1)] for device, slots in found.items()
    }


def _people(shown: Mapping[str, float]) -> float:
    return sum(shown.values()) + _HIDDEN * (_DIRECTIONS - len(shown))
