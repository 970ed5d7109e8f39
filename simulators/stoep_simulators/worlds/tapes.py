"""From a world's series to the tape of one device: the channels of its kind, each with its sensor's small noise."""

import math
from collections.abc import Sequence
from random import Random

from stoep_simulators.ground.probes import Probe
from stoep_simulators.tape import TapeWriter
from stoep_simulators.worlds.air import Air
from stoep_simulators.worlds.beach import Crowd
from stoep_simulators.worlds.crossings import within
from stoep_simulators.worlds.damp_dust import seen
from stoep_simulators.worlds.rain_gauge import tips_ms
from stoep_simulators.worlds.soil import Soil
from stoep_simulators.worlds.weather import STEP_S, Weather

_WET_US_CM = 1_500.0  # times the share of water: plausible for a garden, not measured


def soil_tape(weather: Weather, *, soil: Soil, probe: Probe, start_s: int, seed: str) -> TapeWriter:
    """What either kind of soil probe feels, and the air over it, from start_s on."""
    tape = TapeWriter()
    levels = _Levels(tape, weather=weather, start_s=start_s, seed=seed)
    levels.add("probe_mv", probe.reads(soil.water_content, soil_c=soil.temperature_c), noise=2.0, decimals=0)
    levels.add("soil_temperature", soil.temperature_c, noise=0.05, decimals=1)
    levels.add("deep_soil_temperature", soil.deep_temperature_c, noise=0.05, decimals=1)
    levels.add("air_temperature", weather.temperature_c, noise=0.15, decimals=1)
    levels.add("air_humidity", weather.humidity_percent, noise=0.7, decimals=1, most=100.0)
    _own_state(levels, weather=weather, seed=seed)
    levels.add("water_content", [content * 100 for content in soil.water_content], noise=0.1, decimals=1)
    levels.add("conductivity", [_WET_US_CM * content for content in soil.water_content], noise=5.0, decimals=0)
    return tape


def air_tape(weather: Weather, *, air: Air, start_s: int, seed: str) -> TapeWriter:
    """pm2_5 and pm10 as seen when damp, co2, voc_ticks, nox_ticks, temperature, humidity, pressure from start_s on."""
    tape = TapeWriter()
    levels = _Levels(tape, weather=weather, start_s=start_s, seed=seed)
    fine, coarse = seen(air.pm2_5_ug_m3, air.pm10_ug_m3, weather.humidity_percent)
    levels.add("pm2_5", fine, noise=0.4, decimals=1)
    levels.add("pm10", coarse, noise=0.6, decimals=1)
    levels.add("co2", air.co2_ppm, noise=10.0, decimals=0)
    levels.add("voc_ticks", air.voc_ticks, noise=30.0, decimals=0)
    levels.add("nox_ticks", air.nox_ticks, noise=30.0, decimals=0)
    levels.add("temperature", weather.temperature_c, noise=0.15, decimals=1)
    levels.add("humidity", weather.humidity_percent, noise=0.7, decimals=1, most=100.0)
    levels.add("pressure", weather.pressure_hpa, noise=0.05, decimals=1)
    _own_state(levels, weather=weather, seed=seed)
    return tape


def weather_tape(weather: Weather, *, start_s: int, seed: str) -> TapeWriter:
    """rain_tips, temperature, humidity and pressure from start_s on."""
    tape = TapeWriter()
    levels = _Levels(tape, weather=weather, start_s=start_s, seed=seed)
    tape.events("rain_tips", within(tips_ms(weather), start_ms=start_s * 1_000, end_ms=weather.times_s.stop * 1_000))
    levels.add("temperature", weather.temperature_c, noise=0.1, decimals=1)
    levels.add("humidity", weather.humidity_percent, noise=0.7, decimals=1, most=100.0)
    levels.add("pressure", weather.pressure_hpa, noise=0.05, decimals=1)
    _own_state(levels, weather=weather, seed=seed)
    return tape


def people_tape(weather: Weather, *, crowd: Crowd, start_s: int, seed: str) -> TapeWriter:
    """in and out from start_s on."""
    tape = TapeWriter()
    end_ms = weather.times_s.stop * 1_000
    tape.events("in", within(crowd.ins_ms, start_ms=start_s * 1_000, end_ms=end_ms))
    tape.events("out", within(crowd.outs_ms, start_ms=start_s * 1_000, end_ms=end_ms))
    _own_state(_Levels(tape, weather=weather, start_s=start_s, seed=seed), weather=weather, seed=seed)
    return tape


class _Levels:
    """Add series of the weather's steps to a tape as level channels, from start_s on."""

    def __init__(self, tape: TapeWriter, *, weather: Weather, start_s: int, seed: str) -> None:
        self._tape = tape
        self._first = max(0, (start_s - weather.start_s) // STEP_S)
        self._times_s = weather.times_s[self._first :]
        self._random = Random(f"{seed}/noise")

    def add(self, name: str, values: Sequence[float], *, noise: float, decimals: int, most: float = math.inf) -> None:
        """noise: standard deviation in the values' unit. Noise carries a value neither above `most` nor past zero."""
        least = 0.0 if min(values) >= 0 else -math.inf
        scale, gauss = 10**decimals, self._random.gauss
        noisy = [round(min(most, max(least, value + gauss(0.0, noise))) * scale) for value in values[self._first :]]
        self._tape.level(name, zip(self._times_s, noisy, strict=True))


def _own_state(levels: _Levels, *, weather: Weather, seed: str) -> None:
    """A battery that runs down by 6 mV a day and a radio at some distance from its access point."""
    random = Random(f"{seed}/state")
    full_mv, signal_dbm = random.uniform(3_950.0, 4_150.0), random.uniform(-82.0, -55.0)
    steps = range(len(weather.sun))
    levels.add("battery_mv", [full_mv - 6.0 * step * STEP_S / 86_400 for step in steps], noise=3.0, decimals=0)
    levels.add("rssi_dbm", [signal_dbm for _ in steps], noise=2.5, decimals=0)
