"""From a device's readings to its hours. Pure.

An hour counts when three quarters of it were measured: Directive 2008/50/EC, annex VII, A.2 ("One hour values 75 %
i.e. 45 minutes"; seen at legislation.gov.uk). The index and its corrections are for means, not for single readings.
"""

from collections.abc import Sequence
from itertools import pairwise
from statistics import fmean, median

from stoep_gateway.air.records import Hour, Value
from stoep_gateway.air.sensors import SENSORS, corrected

HOUR_S = 3600
NEEDED = 0.75
_SPIKE_TIMES = (
    5  # own choices: one reading far above both its neighbours is an old frame or a fan that starts, no smoke
)
_SPIKE_UG_M3 = 50
_READINGS_MIN = 3  # to know how often it measures
_MOST_UNKNOWN_UG_M3 = 1000

Readings = Sequence[tuple[int, float]]  # (Unix seconds, value), oldest first


def hours(
    *, pm2_5: Readings, pm10: Readings, humidity: Readings, sensor: str, kappa: float, start_s: int, end_s: int
) -> tuple[Hour, ...]:
    """Every hour with start_s <= its start < end_s, oldest first; both are full hours."""
    known = SENSORS.get(sensor)
    most = known.most_ug_m3 if known else _MOST_UNKNOWN_UG_M3
    fine, spikes = _without_spikes(pm2_5, most=most)
    coarse, _ = _without_spikes(pm10, most=most)
    lost = _by_hour([(time_s, 1.0) for time_s in spikes], start_s=start_s, end_s=end_s)
    # How often it measures shows before anything is left out.
    fine_means = _means(fine, step_s=step_of(pm2_5), start_s=start_s, end_s=end_s)
    coarse_means = _means(coarse, step_s=step_of(pm10), start_s=start_s, end_s=end_s)
    damp = _means(humidity, step_s=step_of(humidity), start_s=start_s, end_s=end_s)

    def value(quantity: str, mean: float | None, percent: float | None) -> Value | None:
        if mean is None:
            return None
        return corrected(quantity, mean, sensor=sensor, humidity_percent=percent, kappa=kappa)

    return tuple(
        Hour(
            start_s=start_s + index * HOUR_S,
            pm2_5=value("pm2_5", fine_means[index], damp[index]),
            pm10=value("pm10", coarse_means[index], damp[index]),
            humidity_percent=damp[index],
            spikes=len(lost[index]),
        )
        for index in range(len(damp))
    )


def step_of(readings: Readings) -> float | None:
    """Seconds between two readings, as they mostly are; None for too few to tell."""
    gaps = [later - earlier for (earlier, _), (later, _) in pairwise(readings) if later > earlier]
    return min(float(median(gaps)), float(HOUR_S)) if len(gaps) >= _READINGS_MIN - 1 else None


def _means(readings: Readings, *, step_s: float | None, start_s: int, end_s: int) -> list[float | None]:
    held = _by_hour(readings, start_s=start_s, end_s=end_s)
    if step_s is None:
        return [None for _ in held]
    return [fmean(values) if values and len(values) * step_s >= NEEDED * HOUR_S else None for values in held]


def _by_hour(readings: Readings, *, start_s: int, end_s: int) -> list[list[float]]:
    held: list[list[float]] = [[] for _ in range((end_s - start_s) // HOUR_S)]
    for time_s, value in readings:
        if start_s <= time_s < end_s:
            held[(time_s - start_s) // HOUR_S].append(value)
    return held


def _without_spikes(readings: Readings, *, most: float) -> tuple[list[tuple[int, float]], list[int]]:
    """What is left, and the times of what is not: above the sensor's range, or alone far above both its neighbours."""
    if all(0 <= value <= _SPIKE_UG_M3 for _, value in readings):  # mostly so, and a thousand sensors are looked at
        return list(readings), []
    kept, left_out = [], []
    for index, (time_s, value) in enumerate(readings):
        around = [readings[at][1] for at in (index - 1, index + 1) if 0 <= at < len(readings)]
        is_alone = len(around) == 2 and value > max(around) * _SPIKE_TIMES and value > max(around) + _SPIKE_UG_M3
        if is_alone or not 0 <= value <= most:
            left_out.append(time_s)
        else:
            kept.append((time_s, value))
    return kept, left_out
