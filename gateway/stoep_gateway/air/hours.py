"""From a device's readings to its hours. Pure.

An hour counts when three quarters of it were measured: Directive 2008/50/EC, annex VII, A.2 ("One hour values 75 %
i.e. 45 minutes"; seen at legislation.gov.uk). The index and its corrections are for means, not for single readings.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from stoep_gateway.air.records import Hour, Value
from stoep_gateway.air.sensors import SENSORS, corrected

HOUR_S = 3600
NEEDED = 0.75
# Own choices: one reading far above both its neighbours is an old frame or a fan that starts, no smoke.
_SPIKE_TIMES = 5
_SPIKE_UG_M3 = 50
_GAPS_MIN = 2  # to know how often it measures
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
    lost = Counter((time_s - start_s) // HOUR_S for time_s in spikes)

    def means(readings: Readings, every: Readings) -> list[float | None]:
        """How often it measures shows before anything is left out."""
        steps_s = steps_of(every, start_s=start_s, end_s=end_s)
        return _means(readings, steps_s=steps_s, start_s=start_s, end_s=end_s)

    fine_means, coarse_means, damp = means(fine, pm2_5), means(coarse, pm10), means(humidity, humidity)

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
            spikes=lost[index],
        )
        for index in range(len(damp))
    )


def steps_of(readings: Readings, *, start_s: int, end_s: int) -> list[float]:
    """Seconds between two readings in each hour, as they mostly were in it and in the one before (or after, where those
    are too few): a device may be told to measure more often. 0.0 where nobody can tell.
    """
    gaps: list[list[float]] = [[] for _ in range((end_s - start_s) // HOUR_S + 1)]
    for (earlier_s, _), (later_s, _) in pairwise(readings):
        if start_s <= later_s < end_s and later_s > earlier_s:
            gaps[(later_s - start_s) // HOUR_S].append(later_s - earlier_s)
    steps_s = []
    for hour in range(len(gaps) - 1):
        near = [*(gaps[hour - 1] if hour else ()), *gaps[hour]]
        if len(near) < _GAPS_MIN:
            near += gaps[hour + 1]
        steps_s.append(min(float(median(near)), float(HOUR_S)) if len(near) >= _GAPS_MIN else 0.0)
    return steps_s


def _means(readings: Readings, *, steps_s: Sequence[float], start_s: int, end_s: int) -> list[float | None]:
    """A reading stands for the time until the next one, for one step at most: those that crowd together weigh no more
    than the time that they stand for.
    """
    sums, covered_s = [0.0] * len(steps_s), [0.0] * len(steps_s)
    for index, (time_s, value) in enumerate(readings):
        if not start_s <= time_s < end_s:
            continue
        next_s = readings[index + 1][0] if index + 1 < len(readings) else end_s
        until_s = min(time_s + steps_s[(time_s - start_s) // HOUR_S], next_s, end_s)
        at_s = float(time_s)
        while at_s < until_s:
            hour = int(at_s - start_s) // HOUR_S
            piece_s = min(until_s, start_s + (hour + 1) * HOUR_S) - at_s
            sums[hour] += value * piece_s
            covered_s[hour] += piece_s
            at_s += piece_s
    needed_s = NEEDED * HOUR_S
    return [total / held_s if held_s >= needed_s else None for total, held_s in zip(sums, covered_s, strict=True)]


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
