"""Cohorts are sums of whole blocks of one day."""

from dataclasses import replace
from datetime import timedelta

import pytest

from stoep_gateway.almanac.cohorts import PAVED, by_day, by_paved, by_region, by_soil, of_garden, paved_of, region_of
from stoep_gateway.almanac.cohorts import together as sum_of
from support.street_almanac import TODAY, StreetAlmanac

DAY = TODAY - timedelta(days=1)
FIGURES = StreetAlmanac().figures(DAY, DAY)


def test_blocks_together_weigh_by_their_gardens() -> None:
    first, second = (replace(FIGURES[0], gardens=30, soil_c=10.0), replace(FIGURES[1], gardens=10, soil_c=20.0))
    whole = sum_of((first, second))
    assert (whole.gardens, whole.block, whole.soil_c) == (40, 0, 12.5)
    assert whole.fill_percent == round((30 * first.fill_percent + 10 * second.fill_percent) / 40)


def test_a_value_that_one_block_does_not_know_is_not_known_of_the_sum() -> None:
    assert sum_of((FIGURES[0], replace(FIGURES[1], rain_mm=None))).rain_mm is None


def test_labels_that_differ_are_gone_from_the_sum() -> None:
    whole = sum_of(FIGURES)
    assert (whole.soil, whole.paved, whole.region) == ("", "", "")
    assert sum_of(FIGURES[:2]).soil == "sand"


def test_figures_of_several_days_make_no_sum() -> None:
    with pytest.raises(ValueError, match="one day"):
        sum_of((FIGURES[0], replace(FIGURES[1], date=DAY - timedelta(days=1))))
    with pytest.raises(ValueError, match="one day"):
        sum_of(())


def test_each_grouping_has_every_garden_once() -> None:
    gardens = sum(figure.gardens for figure in FIGURES)
    for grouped in (by_soil(FIGURES), by_paved(FIGURES), by_region(FIGURES)):
        assert sum(figure.gardens for figure in grouped.values()) == gardens
    assert by_day(FIGURES)[DAY].gardens == gardens


def test_a_garden_is_compared_with_its_own_soil_or_else_with_all() -> None:
    sand, peat = of_garden(FIGURES, soil="sand"), of_garden(FIGURES, soil="peat")
    assert sand is not None
    assert peat is not None
    assert (sand.gardens, peat.gardens) == (26, 37)
    assert of_garden(FIGURES, soil="") == peat
    assert of_garden((), soil="sand") is None


@pytest.mark.parametrize(("percent", "band"), [(0, 0), (33, 0), (34, 1), (66, 1), (67, 2), (100, 2)])
def test_the_bands_of_pavement_have_no_gap(percent: int, band: int) -> None:
    assert paved_of(percent) == PAVED[band]


def test_what_nobody_said_has_no_band() -> None:
    assert paved_of(None) == ""


def test_a_region_is_a_square_of_ten_kilometres() -> None:
    assert region_of(79_999, 459_999) == "070-450"
    assert region_of(80_000, 460_000) == "080-460"
