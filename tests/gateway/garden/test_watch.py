"""Readings that cannot be soil's are set aside, and trusted again when they have come back."""

from dataclasses import replace

import pytest

from stoep_gateway.garden.balance.watch import Sight, Watch
from stoep_gateway.garden.records import AIR_GAP, FLAT, PULLED_OUT, SILENT, SPIKES

CALM = Sight(content=0.20, news=0.0, swing=0.003, hours=24, rain_mm=0.0, capacity=0.31, wilting=0.07, saturation=0.43)


def watched(*sights: Sight) -> Watch:
    watch = Watch()
    for sight in sights:
        watch.look(sight)
    return watch


def test_what_soil_does_counts() -> None:
    watch = Watch()
    assert all(watch.look(replace(CALM, content=0.20 - 0.01 * day, news=-0.5)) for day in range(10))
    assert (watch.fault, watch.silent_days) == ("", 0)


@pytest.mark.parametrize(("days", "fault"), [(1, ""), (2, FLAT)])
def test_two_days_without_movement_are_flat(days: int, fault: str) -> None:
    assert watched(*[replace(CALM, swing=0.0)] * days).fault == fault


def test_two_moving_days_end_a_flat_line() -> None:
    still = [replace(CALM, swing=0.0)] * 3
    assert watched(*still, CALM).fault == FLAT
    assert watched(*still, CALM, CALM).fault == ""
    assert watched(*still, replace(CALM, swing=0.09), replace(CALM, swing=0.0)).fault == FLAT


def test_the_fourth_day_without_a_reading_is_silent_and_a_reading_ends_it() -> None:
    nothing = replace(CALM, content=None, swing=None, hours=0)
    assert watched(*[nothing] * 3).fault == ""
    assert watched(*[nothing] * 4).fault == SILENT
    ended = watched(*[nothing] * 4, CALM)
    assert (ended.fault, ended.silent_days) == ("", 0)


def test_one_jump_does_not_count_and_three_in_a_week_are_a_loose_contact() -> None:
    jump = replace(CALM, swing=0.09, news=6.0)
    watch = watched(CALM)
    assert not watch.look(jump)
    assert watch.fault == ""
    assert watched(jump, CALM, jump, CALM, jump).fault == SPIKES


def test_rain_moves_a_probe_without_a_fault() -> None:
    rain = replace(CALM, swing=0.09, news=-6.0, rain_mm=20.0)
    assert watched(CALM, rain, replace(rain, rain_mm=0.0)).fault == ""


def test_a_fall_into_the_air_is_pulled_out_and_sand_that_dried_there_is_not() -> None:
    assert watched(CALM, replace(CALM, content=0.01)).fault == PULLED_OUT
    sand = replace(CALM, capacity=0.12, wilting=0.01)
    assert watched(*[replace(sand, content=content) for content in (0.04, 0.03, 0.024, 0.018)]).fault == ""


def test_a_gap_opens_by_a_fall_that_plants_do_not_drink() -> None:
    assert watched(CALM, replace(CALM, content=0.17, news=-1.9)).fault == AIR_GAP
    assert watched(CALM, replace(CALM, content=0.185, news=-1.9)).fault == ""
    assert watched(*[replace(CALM, news=-2.6)] * 3).fault == AIR_GAP


def test_a_gap_closes_after_seven_days_as_expected_with_enough_rain_among_them() -> None:
    gap = (CALM, replace(CALM, news=-5.0))
    good, wet = CALM, replace(CALM, rain_mm=15.0)
    assert watched(*gap, *[good] * 20).fault == AIR_GAP
    assert watched(*gap, wet, *[good] * 5).fault == AIR_GAP
    assert watched(*gap, wet, *[good] * 6).fault == ""
    assert watched(*gap, wet, *[good] * 5, replace(CALM, news=-2.0), good).fault == AIR_GAP


def test_more_than_soil_can_hold_is_a_fault() -> None:
    assert watched(replace(CALM, content=0.80)).fault == SPIKES
