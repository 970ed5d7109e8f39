"""What a plant takes and may miss, and what a day evaporates, as the sources say."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_gateway.garden.makkink import USUAL_MM, makkink_mm, usual_mm
from stoep_gateway.garden.plants import PLANTS, SUN, UNSAID
from stoep_gateway.garden.records import PLANTINGS


@pytest.mark.parametrize(
    ("temperature_c", "radiation_j_cm2", "formula_mm", "published_mm"),
    [(20.6, 3_035.0, 5.585, 5.6), (7.3, 761.0, 1.033, 1.0)],
    ids=["De Bilt, 2 July 2018", "De Bilt, 15 March 2018"],
)
def test_makkink_gives_what_knmi_published(
    temperature_c: float, radiation_j_cm2: float, formula_mm: float, published_mm: float
) -> None:
    found = makkink_mm(temperature_c, radiation_j_cm2=radiation_j_cm2)
    assert found == pytest.approx(formula_mm, abs=0.0005)
    assert round(found, 1) == published_mm


@given(st.floats(-300, 300), st.floats(-1e6, 1e4))
def test_evaporation_is_never_negative_and_more_sun_never_less(temperature_c: float, radiation_j_cm2: float) -> None:
    found = makkink_mm(temperature_c, radiation_j_cm2=radiation_j_cm2)
    assert 0 <= found <= makkink_mm(temperature_c, radiation_j_cm2=radiation_j_cm2 + 100) < 40


def test_a_usual_year_evaporates_what_de_bilt_did() -> None:
    days = [date.fromordinal(date(2026, 1, 1).toordinal() + number) for number in range(365)]
    assert sum(map(usual_mm, days)) == pytest.approx(sum(USUAL_MM), abs=0.2)
    assert usual_mm(date(2026, 7, 4)) == pytest.approx(99 / 31)


def test_what_a_plant_takes_without_stress_follows_the_days_evaporation() -> None:
    """FAO-56 table 22: cool turf .40 at 5 mm a day, + .04 for each mm less, within .1 and .8."""
    lawn = PLANTS["lawn"]
    assert lawn.share_at(5.0) == pytest.approx(0.40)
    assert lawn.share_at(3.0) == pytest.approx(0.48)
    assert lawn.share_at(0.0) == pytest.approx(0.60)
    assert lawn.share_at(40.0) == 0.1
    assert PLANTS["tree"].share_at(-5.0) == 0.8


def test_every_planting_and_every_sun_has_its_figures() -> None:
    assert set(PLANTS) == set(PLANTINGS)
    assert UNSAID in PLANTS
    assert set(SUN) == {"sun", "half", "shade", ""}
    assert all(len(plant.crop) == 12 for plant in PLANTS.values())
