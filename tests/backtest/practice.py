"""What a forecast is worth in practice: in the first weeks, with weather, when sensors fail."""

from backtest.auckland import hour_of
from backtest.cold_start import cold_start
from backtest.fault_effect import effects
from backtest.line_faults import found, told_of_clean
from backtest.weather import weather_gain
from stoep_gateway.crowd.shipped import default

Figures = dict[str, object]


def practice() -> Figures:
    """All keys of this part. Needs build/islp; about five minutes of one core."""
    return {**first_weeks(), **weather(), **faults()}


def first_weeks() -> Figures:
    """cold_start_gain: the smallest at one, two and three hours. A young place's forecasts look at no other place, so
    it is the same with and without neighbours.
    """
    start = cold_start()
    return {
        "cold_start_gain": round(start.gain, 4),
        "cold_start": {
            "without_neighbours": round(start.gain, 4), "with_neighbours": round(start.gain, 4),
            "wape": _rounded(start.ours), "formula": _rounded(start.formula), "coverage80": _rounded(start.coverage80),
        },
    }  # fmt: skip


def weather() -> Figures:
    """weather_gain: by hours ahead; observed weather."""
    return {
        "weather_gain": {
            str(hours): {
                "without": round(one.without, 4), "with": round(one.with_it, 4), "gain": round(one.gain, 4),
                "low": round(one.low, 4), "high": round(one.high, 4),
            }
            for hours, one in weather_gain().items()
        }
    }  # fmt: skip


def faults() -> Figures:
    """faults_found: share told in time by kind; faults_others_worst: largest change of the other places' error."""
    clean = told_of_clean(hour_of(2025, 1, 1), hour_of(2026, 1, 1))
    changed = effects(default())
    return {
        "faults_found": {kind: round(told.share, 3) for kind, told in found().items()},
        "faults_false_per_place_year": round(sum(clean.values()), 2),
        "faults_false_by_kind": {kind: round(number, 2) for kind, number in sorted(clean.items())},
        "faults_others": {kind: round(effect.all_sensors, 4) for kind, effect in changed.items()},
        "faults_others_worst": round(max(effect.worst_sensor for effect in changed.values()), 4),
    }


def _rounded(by_hours: dict[int, float]) -> dict[str, float]:
    return {str(hours): round(float(value), 4) for hours, value in by_hours.items()}
