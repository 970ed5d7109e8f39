"""How faults of sensors are told, and what they do to the forecasts of others: numbers for build/backtest.json."""

from typing import Any

from backtest.auckland import hour_of
from backtest.fault_effect import effects
from backtest.line_faults import found, told_of_clean
from stoep_gateway.crowd.shipped import default


def faults() -> dict[str, Any]:
    """found: share told in time, by kind; false_per_place_year: of 2025 as it is; others_worst: the largest change of
    the other places' error, over kinds and sensors.
    """
    clean = told_of_clean(hour_of(2025, 1, 1), hour_of(2026, 1, 1))
    changed = effects(default())
    return {
        "found": {kind: round(told.share, 3) for kind, told in found().items()},
        "false_per_place_year": round(sum(clean.values()), 2),
        "false_by_kind": {kind: round(number, 2) for kind, number in sorted(clean.items())},
        "others": {kind: round(effect.all_sensors, 4) for kind, effect in changed.items()},
        "others_worst": round(max(effect.worst_sensor for effect in changed.values()), 4),
    }
