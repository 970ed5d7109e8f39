"""Soil water follows rain, sun and soil type; soil warmth follows the air."""

from dataclasses import replace

import pytest

from stoep_simulators.worlds.local_time import DAY_S
from stoep_simulators.worlds.soil import SOIL_TYPES, Probe, Soil, SoilType, probe, soil
from stoep_simulators.worlds.weather import Weather, weather

_START_S = 206_000_000
_MONTH = weather(9, start_s=_START_S, end_s=_START_S + 30 * DAY_S)


def _soil(soil_type: SoilType, *, under: Weather = _MONTH, seed: str = "garden") -> Soil:
    return soil(under, soil_type=soil_type, shade=0.2, seed=seed)


@pytest.mark.parametrize("name", SOIL_TYPES)
def test_water_stays_between_nothing_and_saturation(name: str) -> None:
    contents = _soil(SOIL_TYPES[name]).water_content
    assert 0 < min(contents) <= max(contents) <= SOIL_TYPES[name].saturation


def test_the_same_garden_is_the_same_again() -> None:
    assert _soil(SOIL_TYPES["clay"]) == _soil(SOIL_TYPES["clay"])


def test_soil_dries_while_no_rain_falls() -> None:
    week = slice(0, 7 * 288)
    drought = replace(_MONTH, rain_mm=tuple(0.0 for _ in _MONTH.rain_mm))
    contents = _soil(SOIL_TYPES["loam"], under=drought).water_content[week]
    assert contents[-1] < contents[0] - 0.02


def test_rain_wets_the_soil() -> None:
    flood = replace(_MONTH, rain_mm=tuple(0.1 for _ in _MONTH.rain_mm))
    assert _soil(SOIL_TYPES["sand"], under=flood).water_content[-1] > SOIL_TYPES["sand"].capacity


def test_deep_soil_swings_less_than_the_surface() -> None:
    ground = _soil(SOIL_TYPES["sand"])
    swing = max(ground.temperature_c) - min(ground.temperature_c)
    assert max(ground.deep_temperature_c) - min(ground.deep_temperature_c) < 0.8 * swing


def test_a_wetter_soil_gives_fewer_millivolts() -> None:
    shop = probe("one")
    assert shop.millivolts(0.1) > shop.millivolts(0.4)


def test_a_probe_gives_its_two_points_in_air_and_in_water() -> None:
    shop = Probe(air_mv=2_700.0, water_mv=1_150.0)
    assert (shop.millivolts(0.0), shop.millivolts(1.0)) == (2_700.0, 1_150.0)
