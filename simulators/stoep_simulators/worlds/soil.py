"""Soil under one garden: water that rain and a gardener bring and the sun takes, warmth that follows the air."""

from dataclasses import dataclass
from random import Random

from stoep_simulators.worlds.local_time import day_index, hour_of_day
from stoep_simulators.worlds.weather import STEP_S, Weather

_DEPTH_MM = 200.0  # what roots and probe feel: the top 20 cm
_STEPS_PER_DAY = 86_400 // STEP_S
_SURFACE_TAU_S, _DEEP_TAU_S = 7 * 3_600.0, 60 * 3_600.0  # plausible lags at 10 and 40 cm, not measured


@dataclass(frozen=True, slots=True, kw_only=True)
class SoilType:
    """Water by volume at saturation, field capacity (pF 2.0), wilting point (pF 4.2). drains: excess lost a day."""

    name: str
    saturation: float
    capacity: float
    wilting: float
    drains: float


# Staring series 2018 (Wageningen Environmental Research), topsoils B01, B05, B08, B10, B16.
SOIL_TYPES = {
    "sand": SoilType(name="sand", saturation=0.43, capacity=0.23, wilting=0.03, drains=0.7),
    "coarse-sand": SoilType(name="coarse-sand", saturation=0.38, capacity=0.12, wilting=0.01, drains=0.8),
    "loam": SoilType(name="loam", saturation=0.43, capacity=0.37, wilting=0.11, drains=0.3),
    "clay": SoilType(name="clay", saturation=0.45, capacity=0.40, wilting=0.22, drains=0.2),
    "peat": SoilType(name="peat", saturation=0.79, capacity=0.60, wilting=0.16, drains=0.2),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Soil:
    """Series on the weather's steps."""

    water_content: tuple[float, ...]  # m3/m3
    temperature_c: tuple[float, ...]  # 10 cm deep
    deep_temperature_c: tuple[float, ...]  # 40 cm deep


def soil(weather: Weather, *, soil_type: SoilType, shade: float, seed: str) -> Soil:
    """shade: 0 in the sun, 1 behind a wall. The gardener waters some evenings when the soil has become dry."""
    random = Random(f"{seed}/soil")
    available = soil_type.capacity - soil_type.wilting
    water = soil_type.wilting + available * random.uniform(0.55, 1.0)
    eager = random.random()
    surface_c = deep_c = sum(weather.temperature_c[:_STEPS_PER_DAY]) / len(weather.temperature_c[:_STEPS_PER_DAY])
    watered_day = -1
    contents, surfaces_c, deeps_c = [], [], []
    for step, time_s in enumerate(weather.times_s):
        gained_mm = weather.rain_mm[step]
        if (
            water < soil_type.wilting + 0.4 * available
            and 20 <= hour_of_day(time_s) < 21
            and watered_day != day_index(time_s)
        ):
            watered_day = day_index(time_s)
            gained_mm += random.uniform(4.0, 12.0) if random.random() < eager else 0.0
        stress = min(1.0, max(0.0, (water - soil_type.wilting) / (0.5 * available)))
        # A clear July day evaporates about 5 mm; `sun` sums to about 0.42 of the steps on such a day.
        lost_mm = 12.0 * weather.sun[step] * (1 - 0.6 * shade) * stress / _STEPS_PER_DAY
        water += (gained_mm - lost_mm) / _DEPTH_MM
        water -= max(0.0, water - soil_type.capacity) * soil_type.drains / _STEPS_PER_DAY
        water = min(water, soil_type.saturation)
        warm_c = weather.temperature_c[step] + 6.0 * weather.sun[step] * (1 - shade)
        surface_c += (warm_c - surface_c) * STEP_S / _SURFACE_TAU_S
        deep_c += (warm_c - deep_c) * STEP_S / _DEEP_TAU_S
        contents.append(water)
        surfaces_c.append(surface_c)
        deeps_c.append(deep_c)
    return Soil(water_content=tuple(contents), temperature_c=tuple(surfaces_c), deep_temperature_c=tuple(deeps_c))


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One capacitive probe: what it puts out in air and in water, mV."""

    air_mv: float
    water_mv: float

    def millivolts(self, water_content: float) -> float:
        """Wetter soil, lower voltage, straight between the two points."""
        return self.air_mv - (self.air_mv - self.water_mv) * water_content


def probe(seed: str) -> Probe:
    """A probe as it comes from the shop: no two alike."""
    random = Random(f"{seed}/probe")
    return Probe(air_mv=random.gauss(2_700.0, 60.0), water_mv=random.gauss(1_150.0, 50.0))
