"""Street air: a background that wanders, the morning's traffic, wood smoke on some evenings."""

import math
from dataclasses import dataclass
from random import Random

from stoep_simulators.worlds.local_time import day_index, hour_of_day
from stoep_simulators.worlds.weather import Weather


@dataclass(frozen=True, slots=True, kw_only=True)
class Air:
    """Series on the weather's steps, dust as it weighs when dry. The ticks are what a gas sensor gives before any index
    is made of them.
    """

    pm2_5_ug_m3: tuple[float, ...]
    pm10_ug_m3: tuple[float, ...]
    co2_ppm: tuple[float, ...]
    voc_ticks: tuple[float, ...]
    nox_ticks: tuple[float, ...]


def air(weather: Weather, *, traffic: float, stoves: float, seed: str) -> Air:
    """traffic: 0 (a garden) to 1 (a main road). stoves: chance of a wood fire near by on an evening, 0 to 1."""
    random = Random(f"{seed}/air")
    smoke_by_day: dict[int, tuple[float, float]] = {}
    wander = random.gauss(0.0, 0.3)
    pm2_5, pm10, co2, voc, nox = [], [], [], [], []
    for step, time_s in enumerate(weather.times_s):
        hour, day = hour_of_day(time_s), day_index(time_s)
        if day not in smoke_by_day:
            burns = random.random() < stoves
            smoke_by_day[day] = (random.uniform(19.5, 22.5), random.uniform(15.0, 60.0) if burns else 0.0)
        wander = 0.99 * wander + random.gauss(0.0, 0.05)
        rush = traffic * (_bump(hour, at=8.2, width_h=0.9) + 0.7 * _bump(hour, at=17.3, width_h=1.2))
        smoke_at, smoke_ug = smoke_by_day[day]
        smoke = smoke_ug * _bump(hour, at=smoke_at, width_h=0.8)
        washed = 0.6 if weather.rain_mm[step] else 1.0
        fine = washed * 7.0 * math.exp(wander) + 9.0 * rush + smoke
        # Still air at night holds what the ground and people breathe out.
        night = 1.0 - min(1.0, weather.sun[step] * 3)
        pm2_5.append(fine)
        pm10.append(1.15 * fine + washed * 6.0 * math.exp(0.5 * wander) + 8.0 * rush)
        co2.append(424.0 + 28.0 * night + 45.0 * rush + 0.6 * smoke)
        voc.append(30_500.0 - 22.0 * smoke - 600.0 * rush - 8.0 * weather.temperature_c[step])
        nox.append(15_800.0 + 900.0 * rush + 2.0 * smoke)
    return Air(
        pm2_5_ug_m3=tuple(pm2_5), pm10_ug_m3=tuple(pm10), co2_ppm=tuple(co2), voc_ticks=tuple(voc), nox_ticks=tuple(nox)
    )


def _bump(hour: float, *, at: float, width_h: float) -> float:
    return math.exp(-(((hour - at) / width_h) ** 2))
