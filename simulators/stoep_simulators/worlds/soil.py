"""Soil under gardens of one weather: water as the ground below has it, warmth that follows the air."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import numpy.typing as npt

from stoep_simulators.ground.climate import Year
from stoep_simulators.ground.plots import Plot
from stoep_simulators.ground.profile import Numbers
from stoep_simulators.ground.season import season
from stoep_simulators.worlds.local_time import DAY_S, HOUR_S, day_index, day_start_s
from stoep_simulators.worlds.weather import STEP_S, Weather

_STEPS_PER_DAY = DAY_S // STEP_S
_SURFACE_TAU_S, _DEEP_TAU_S = 7 * 3_600.0, 60 * 3_600.0  # plausible lags at 10 and 40 cm, not measured
_CLEAR_MM = 12.0  # of evaporation a day at full sun: `sun` sums to about 0.42 of it on a clear July day
_JULY = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Soil:
    """Series on the weather's steps."""

    water_content: tuple[float, ...]  # m3/m3, 10 to 15 cm deep
    temperature_c: tuple[float, ...]  # 10 cm deep
    deep_temperature_c: tuple[float, ...]  # 40 cm deep


def soil(weather: Weather, *, plot: Plot, seed: str) -> Soil:
    """One garden, some way into a summer: fuller or drier by the seed when the weather begins."""
    return soils(weather, plots=[plot], seed=[seed])[0]


def soils(weather: Weather, *, plots: Sequence[Plot], seed: str | Sequence[str]) -> tuple[Soil, ...]:
    """Many at once, which is much quicker. seed: of all, or of each garden, which then is what it would be alone."""
    alike = Random(f"{seed}/begun")
    randoms = [alike] * len(plots) if isinstance(seed, str) else [Random(f"{each}/begun") for each in seed]
    truth = season(
        plots,
        years=[_as_year(weather)] * len(plots),
        seed=seed,
        begun=[random.uniform(0.3, 1.0) for random in randoms],
        warm_up_days=0,
    )
    hours_s = day_start_s(day_index(weather.start_s)) + HOUR_S * (1 + np.arange(len(truth.probe)))
    found = []
    for column, plot in enumerate(plots):
        surface_c, deep_c = _warmth(weather, shade=plot.shade)
        water = np.interp(weather.times_s, hours_s, truth.probe[:, column])
        found.append(Soil(water_content=tuple(water.tolist()), temperature_c=surface_c, deep_temperature_c=deep_c))
    return tuple(found)


def _as_year(weather: Weather) -> Year:
    """Whole local days by the hour; nothing falls in hours that the weather does not have."""
    first = day_index(weather.start_s)
    days = day_index(weather.times_s[-1]) - first + 1
    hours = (np.array(weather.times_s) - day_start_s(first)) // HOUR_S
    rain = _summed(weather.rain_mm, hours=hours, count=24 * days)
    sun = _summed(weather.sun, hours=hours, count=24 * days).reshape(days, 24)
    steps = sun.sum(axis=1, keepdims=True)
    share = np.where(steps > 0, sun / np.maximum(steps, 1e-9), 1 / 24)
    return Year(rain, np.zeros(24 * days), share.ravel(), _CLEAR_MM * steps[:, 0] / _STEPS_PER_DAY, (_JULY,) * days)


def _summed(values: Sequence[float], *, hours: npt.NDArray[np.int64], count: int) -> Numbers:
    return np.asarray(np.bincount(hours, weights=np.array(values), minlength=count), dtype=np.float64)


def _warmth(weather: Weather, *, shade: float) -> tuple[tuple[float, ...], tuple[float, ...]]:
    surface_c = deep_c = sum(weather.temperature_c[:_STEPS_PER_DAY]) / len(weather.temperature_c[:_STEPS_PER_DAY])
    surfaces_c, deeps_c = [], []
    for air_c, sun in zip(weather.temperature_c, weather.sun, strict=True):
        warm_c = air_c + 6.0 * sun * (1 - shade)
        surface_c += (warm_c - surface_c) * STEP_S / _SURFACE_TAU_S
        deep_c += (warm_c - deep_c) * STEP_S / _DEEP_TAU_S
        surfaces_c.append(surface_c)
        deeps_c.append(deep_c)
    return tuple(surfaces_c), tuple(deeps_c)
