"""A probe's reading becomes water by its two points and its temperature; what cannot be read says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_gateway.garden.calibration import COMMON, is_calibrated, is_usable, slope_per_mv, water_content
from stoep_gateway.garden.records import Calibration

AIR_AND_WATER = Calibration(dry_mv=2_600, wet_mv=1_100)
SOILS = Calibration(dry_mv=2_400, wet_mv=1_900, dry_percent=5.0, wet_percent=40.0)


def content(reading: float | None, calibration: Calibration | None, soil_c: float | None = 15.0) -> float | None:
    return water_content(reading, unit="mV", calibration=calibration, soil_c=soil_c)


@pytest.mark.parametrize(("mv", "percent"), [(2_600, 0.0), (1_100, 100.0), (2_150, 30.0)])
def test_air_is_nothing_and_water_is_all(mv: float, percent: float) -> None:
    assert content(mv, AIR_AND_WATER) == pytest.approx(percent / 100)


@pytest.mark.parametrize(("mv", "percent"), [(2_400, 5.0), (1_900, 40.0), (2_150, 22.5)])
def test_two_soils_of_known_water_serve_as_well(mv: float, percent: float) -> None:
    assert content(mv, SOILS) == pytest.approx(percent / 100)


def test_a_warm_soil_reads_a_tenth_of_a_percent_wetter_per_kelvin() -> None:
    assert content(2_150, SOILS, 25.0) == pytest.approx(0.215)
    assert content(2_150, SOILS, 5.0) == pytest.approx(0.235)
    assert content(2_150, SOILS, None) == pytest.approx(0.225)


def test_a_probe_without_points_is_taken_for_a_common_one() -> None:
    assert content(2_000, None) == content(2_000, COMMON)
    assert not is_calibrated(None, unit="mV")


@pytest.mark.parametrize(
    "points",
    [Calibration(dry_mv=2_000, wet_mv=1_950), Calibration(dry_mv=2_600, wet_mv=1_100, dry_percent=30, wet_percent=30)],
)
def test_two_points_of_the_same_water_are_none(points: Calibration) -> None:
    assert not is_usable(points)
    assert content(2_000, points) == content(2_000, COMMON)


def test_a_probe_that_gives_percent_was_calibrated_by_its_maker() -> None:
    assert is_calibrated(None, unit="%")
    assert water_content(31.0, unit="%", calibration=None, soil_c=15.0) == pytest.approx(0.31)
    assert slope_per_mv(None, unit="%") == 0.01


def test_slope_is_what_a_millivolt_is_worth() -> None:
    assert slope_per_mv(AIR_AND_WATER, unit="mV") == pytest.approx(1 / 1_500)
    assert slope_per_mv(None, unit="mV") == pytest.approx(1 / 1_550)


@pytest.mark.parametrize("reading", [None, float("nan"), float("inf")])
def test_no_number_is_no_water(reading: float | None) -> None:
    assert content(reading, SOILS) is None


@given(st.integers(0, 3_300), st.integers(0, 3_300), st.floats(0, 3_300), st.floats(1, 500))
def test_a_wetter_reading_is_more_water_whatever_the_points(dry: int, wet: int, mv: float, less: float) -> None:
    points = Calibration(dry_mv=max(dry, wet), wet_mv=min(dry, wet))
    first, second = content(mv, points), content(mv - less, points)
    assert first is not None
    assert second is not None
    assert second > first
