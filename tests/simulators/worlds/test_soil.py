"""Soil water follows rain, sun and soil; soil warmth follows the air."""

from dataclasses import replace

import pytest

from stoep_simulators.ground.plots import NEVER, plot
from stoep_simulators.ground.staring import CURVES
from stoep_simulators.worlds.local_time import DAY_S
from stoep_simulators.worlds.soil import Soil, soil, soils
from stoep_simulators.worlds.weather import Weather, weather

_START_S = 206_000_000
_TWO_WEEKS = weather(9, start_s=_START_S, end_s=_START_S + 14 * DAY_S)


def _soil(code: str, *, under: Weather = _TWO_WEEKS) -> Soil:
    return soil(under, plot=replace(plot("garden", soil=code, planting="lawn"), habit=NEVER), seed="garden")


@pytest.mark.parametrize("code", ["B01", "B05", "B08", "B11", "B16"])
def test_water_stays_between_nothing_and_saturation(code: str) -> None:
    contents = _soil(code).water_content
    assert len(contents) == len(_TWO_WEEKS.times_s)
    assert 0 < min(contents) <= max(contents) <= 1.2 * CURVES[code].saturated


def test_the_same_garden_is_the_same_again() -> None:
    assert _soil("B11") == _soil("B11")


def test_soil_dries_while_no_rain_falls() -> None:
    drought = replace(_TWO_WEEKS, rain_mm=tuple(0.0 for _ in _TWO_WEEKS.rain_mm))
    contents = _soil("B08", under=drought).water_content
    assert contents[-1] < contents[288] - 0.005


def test_rain_wets_the_soil() -> None:
    flood = replace(_TWO_WEEKS, rain_mm=tuple(0.1 for _ in _TWO_WEEKS.rain_mm))
    assert _soil("B01", under=flood).water_content[-1] > CURVES["B01"].content(100.0) * 0.9


def test_deep_soil_swings_less_than_the_surface() -> None:
    ground = _soil("B01")
    swing = max(ground.temperature_c) - min(ground.temperature_c)
    assert max(ground.deep_temperature_c) - min(ground.deep_temperature_c) < 0.8 * swing


def test_soil_in_the_shade_stays_cooler() -> None:
    sunny, shady = (
        soil(_TWO_WEEKS, plot=replace(plot("garden", soil="B01"), shade=shade), seed="garden") for shade in (0.0, 1.0)
    )
    assert max(shady.temperature_c) < max(sunny.temperature_c) - 0.5


def test_gardens_side_by_side_are_as_they_are_alone() -> None:
    one, other = plot("one", soil="B01"), plot("other", soil="B11")
    together = soils(_TWO_WEEKS, plots=[one, other], seed=["one", "other"])
    assert together == (soil(_TWO_WEEKS, plot=one, seed="one"), soil(_TWO_WEEKS, plot=other, seed="other"))
