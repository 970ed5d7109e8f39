"""Weather of one neighbourhood: temperature, humidity, pressure, sun and rain in steps of five minutes."""

import math
from dataclasses import dataclass
from random import Random

from stoep_simulators.worlds.local_time import DAY_S, HOUR_S, day_index, day_start_s, hour_of_day

STEP_S = 300

# Rain by month at De Bilt, 1990-2019 (KNMI daily data): chance of a wet day after a dry one, after a wet one; mm then.
_WET_AFTER_DRY = (0.32, 0.32, 0.26, 0.24, 0.24, 0.29, 0.31, 0.28, 0.27, 0.29, 0.37, 0.33)
_WET_AFTER_WET = (0.68, 0.68, 0.63, 0.58, 0.61, 0.56, 0.57, 0.62, 0.65, 0.65, 0.71, 0.72)
_MM_PER_WET_DAY = (4.5, 4.4, 4.4, 3.9, 5.1, 5.8, 6.4, 6.3, 6.0, 5.6, 4.8, 5.0)
_RAIN_SHAPE = 0.8
# Plausible for the Dutch coast, not measured: mean temperature and hours of daylight by month.
_MEAN_C = (4.2, 4.5, 6.7, 9.6, 13.0, 15.7, 17.9, 18.1, 15.6, 12.0, 8.0, 5.1)
_DAYLIGHT_H = (8.2, 10.0, 11.9, 13.9, 15.7, 16.6, 16.1, 14.5, 12.6, 10.6, 8.8, 7.8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """Series of equal length, one value a step from start_s. rain_mm is what fell in the step; sun runs from 0 to 1."""

    start_s: int
    temperature_c: tuple[float, ...]
    humidity_percent: tuple[float, ...]
    pressure_hpa: tuple[float, ...]
    rain_mm: tuple[float, ...]
    sun: tuple[float, ...]

    @property
    def times_s(self) -> range:
        """Wire time of each step."""
        return range(self.start_s, self.start_s + STEP_S * len(self.sun), STEP_S)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Day:
    mean_c: float
    dew_point_c: float
    pressure_hpa: float
    clearness: float
    showers: tuple[tuple[float, float, float], ...]  # start_s, end_s, mm


def weather(seed: int, *, start_s: int, end_s: int, month: int = 7) -> Weather:
    """Weather from start_s to end_s (wire time) in the climate of `month` (1-12). Same seed and span, same weather."""
    random = Random(f"{seed}/weather/{start_s}")
    first_day = day_index(start_s)
    times_s = range(start_s - start_s % STEP_S, end_s + STEP_S, STEP_S)
    days = _days(random, first_day=first_day, count=day_index(times_s[-1]) - first_day + 2, month=month)
    rain_mm = _rain(days, times_s=times_s)
    temperature_c, humidity_percent, pressure_hpa, sun = [], [], [], []
    gust = 0.0
    for step, time_s in enumerate(times_s):
        index = day_index(time_s) - first_day
        share = (time_s - day_start_s(day_index(time_s))) / DAY_S
        today, tomorrow = days[index], days[index + 1]
        gust = 0.95 * gust + random.gauss(0.0, 0.12)
        hour = hour_of_day(time_s)
        warmth_c = (1.2 + 3.4 * today.clearness) * math.cos(2 * math.pi * (hour - 15.0) / 24)
        now_c = _between(today.mean_c, tomorrow.mean_c, share=share) + warmth_c + gust - (1.5 if rain_mm[step] else 0.0)
        dew_point_c = _between(today.dew_point_c, tomorrow.dew_point_c, share=share)
        temperature_c.append(now_c)
        humidity_percent.append(_humidity(now_c, dew_point_c=dew_point_c, raining=rain_mm[step] > 0))
        pressure_hpa.append(_between(today.pressure_hpa, tomorrow.pressure_hpa, share=share))
        sun.append(_sun(hour, month=month) * today.clearness * (0.2 if rain_mm[step] else 1.0))
    return Weather(
        start_s=times_s.start,
        temperature_c=tuple(temperature_c),
        humidity_percent=tuple(humidity_percent),
        pressure_hpa=tuple(pressure_hpa),
        rain_mm=rain_mm,
        sun=tuple(sun),
    )


def _days(random: Random, *, first_day: int, count: int, month: int) -> list[_Day]:
    days = []
    wet = random.random() < 0.4
    spell_c, depth_hpa = random.gauss(0.0, 2.5), random.gauss(0.0, 7.0)
    for index in range(first_day, first_day + count):
        wet = random.random() < (_WET_AFTER_WET if wet else _WET_AFTER_DRY)[month - 1]
        spell_c = 0.7 * spell_c + random.gauss(0.0, 1.8)
        depth_hpa = 0.7 * depth_hpa + random.gauss(-2.0 if wet else 1.0, 4.5)
        mean_c = _MEAN_C[month - 1] + spell_c
        days.append(
            _Day(
                mean_c=mean_c,
                dew_point_c=mean_c - random.uniform(2.5, 6.0),
                pressure_hpa=1016.0 + depth_hpa,
                clearness=random.uniform(0.1, 0.6) if wet else random.uniform(0.5, 1.0),
                showers=_showers(random, day_s=day_start_s(index), month=month) if wet else (),
            )
        )
    return days


def _showers(random: Random, *, day_s: int, month: int) -> tuple[tuple[float, float, float], ...]:
    total_mm = random.gammavariate(_RAIN_SHAPE, _MM_PER_WET_DAY[month - 1] / _RAIN_SHAPE)
    shares = [random.random() + 0.2 for _ in range(random.randint(1, 4))]
    showers = []
    for share in shares:
        start_s = day_s + random.uniform(0.0, 22.0) * HOUR_S
        showers.append((start_s, start_s + random.uniform(0.3, 1.8) * HOUR_S, total_mm * share / sum(shares)))
    return tuple(showers)


def _rain(days: list[_Day], *, times_s: range) -> tuple[float, ...]:
    """Rain of each step; a shower's water is spread evenly over the steps that it touches."""
    rain_mm = [0.0] * len(times_s)
    for day in days:
        for start_s, end_s, amount_mm in day.showers:
            first = max(0, int(start_s - times_s.start) // STEP_S)
            last = min(len(times_s), int(end_s - times_s.start) // STEP_S + 1)
            for step in range(first, last):
                rain_mm[step] += amount_mm * STEP_S / (end_s - start_s)
    return tuple(rain_mm)


def _humidity(now_c: float, *, dew_point_c: float, raining: bool) -> float:
    """Relative humidity by the Magnus formula (WMO-No. 8: 17.62 and 243.12 over water)."""
    percent = 100 * math.exp(17.62 * dew_point_c / (243.12 + dew_point_c) - 17.62 * now_c / (243.12 + now_c))
    return min(99.0, max(percent, 90.0 if raining else 30.0))


def _sun(hour: float, *, month: int) -> float:
    """Sun on a clear day, 0 to 1, highest at 13:40 local summer time (the coast lies 4 degrees east)."""
    since_rise_h = hour - (13.7 - _DAYLIGHT_H[month - 1] / 2)
    return max(0.0, math.sin(math.pi * since_rise_h / _DAYLIGHT_H[month - 1])) if since_rise_h > 0 else 0.0


def _between(left: float, right: float, *, share: float) -> float:
    return left + (right - left) * share
