"""A season of days gives an estimate a day: whatever is missing, odd or broken."""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stoep_gateway.garden.balance.season import season
from stoep_gateway.garden.makkink import usual_mm
from stoep_gateway.garden.records import (
    FLAT,
    PLANTINGS,
    PULLED_OUT,
    SILENT,
    Calibration,
    Day,
    Estimate,
    Setup,
)
from stoep_gateway.garden.soil import CLASSES

FIRST = date(2026, 5, 1)
POINTS = Calibration(dry_mv=2_700, wet_mv=1_200)
SETUP = Setup(soil="B02", planting="lawn", sun="sun", calibration=POINTS)


def mv(content: float) -> float:
    return 2_700 - 1_500 * content


def day(number: int, content: float | None = 0.22, rain_mm: float | None = 0.0) -> Day:
    when = FIRST + timedelta(days=number)
    return Day(
        date=when,
        evening=None if content is None else mv(content),
        swing=8.0 if content is not None else None,
        hours=24 if content is not None else 0,
        soil_c=15.0,
        rain_mm=rain_mm,
        evaporation_mm=usual_mm(when),
    )


def estimates(days: Sequence[Day], setup: Setup = SETUP) -> tuple[Estimate, ...]:
    return season(days, setup=setup, unit="mV", seed=3)


def drying(number: int) -> list[Day]:
    return [day(each, content=0.30 - 0.006 * each) for each in range(number)]


def test_the_same_days_and_seed_give_the_same() -> None:
    assert estimates(drying(20)) == estimates(drying(20))


def test_a_day_more_changes_nothing_of_the_days_before() -> None:
    assert estimates(drying(21))[:20] == estimates(drying(20))


def test_drying_soil_becomes_dry_and_a_wet_probe_stays_wet() -> None:
    dry = estimates(drying(25))[-1]
    wet = estimates([day(each, content=0.30, rain_mm=3.0) for each in range(25)])[-1]
    assert dry.fault == ""
    assert dry.fill < 0.5 < wet.fill
    assert dry.chance_dry > 0.8
    assert wet.chance_dry < 0.05


def test_one_day_without_anything_has_an_estimate_with_a_wide_spread() -> None:
    [nothing] = season([Day(date=FIRST)], setup=Setup(), unit="mV", seed=1)
    [something] = estimates([day(0)])
    assert nothing.spread_mm / nothing.available_mm > something.spread_mm / something.available_mm > 0
    assert season([], setup=SETUP, unit="mV", seed=1) == ()


def test_without_class_or_calibration_the_spread_is_wider() -> None:
    said = estimates(drying(3))[-1]
    for setup in (replace(SETUP, soil=""), replace(SETUP, calibration=None)):
        unsaid = estimates(drying(3), setup)[-1]
        assert unsaid.spread_mm / unsaid.available_mm > said.spread_mm / said.available_mm


def test_a_silent_probe_leaves_the_balance_running() -> None:
    days = drying(5) + [day(5 + each, content=None, rain_mm=0.0) for each in range(10)]
    found = estimates(days)
    assert [each.silent_days for each in found[4:9]] == [0, 1, 2, 3, 4]
    assert [each.fault for each in found[4:9]] == ["", "", "", "", SILENT]
    assert found[-1].depletion_mm > found[4].depletion_mm + 10
    assert found[-1].spread_mm > found[4].spread_mm


def test_rain_nobody_measured_is_not_taken_for_a_drought() -> None:
    known = estimates(drying(5) + [day(5 + each, content=None, rain_mm=0.0) for each in range(25)])[-1]
    unknown = estimates(drying(5) + [day(5 + each, content=None, rain_mm=None) for each in range(25)])[-1]
    assert unknown.depletion_mm < known.depletion_mm - 5
    assert unknown.spread_mm > known.spread_mm


def test_days_left_out_are_days_that_passed() -> None:
    days = drying(5)
    later = [replace(day(30, content=None), date=FIRST + timedelta(days=30))]
    [*_, last] = estimates(days + later)
    assert last.date == FIRST + timedelta(days=30)
    assert last.silent_days == 26
    assert estimates(list(reversed(days)) + days) == estimates(days)


def test_a_probe_that_stands_still_for_two_days_is_flat() -> None:
    days = drying(5) + [replace(day(5 + each, content=0.275), swing=0.1) for each in range(3)]
    assert [each.fault for each in estimates(days)[4:]] == ["", "", FLAT, FLAT]


def test_a_probe_in_the_air_was_pulled_out_and_does_not_dry_the_estimate() -> None:
    days = drying(5) + [day(5 + each, content=0.002) for each in range(4)]
    found = estimates(days)
    assert found[-1].fault == PULLED_OUT
    assert found[-1].fill > 0.4


def test_a_maker_calibrated_probe_gives_percent() -> None:
    days = [replace(each, evening=(2_700 - each.evening) / 15, swing=0.5) for each in drying(20) if each.evening]
    percent = season(days, setup=replace(SETUP, calibration=None), unit="%", seed=3)[-1]
    assert percent.fill == pytest.approx(estimates(drying(20))[-1].fill, abs=0.05)


ODD = st.one_of(st.none(), st.floats(), st.floats(0, 3_300))


@st.composite
def odd_days(draw: st.DrawFn) -> list[Day]:
    return [
        Day(
            date=FIRST + timedelta(days=draw(st.integers(0, 90))),
            evening=draw(ODD),
            swing=draw(ODD),
            hours=draw(st.integers(0, 25)),
            soil_c=draw(ODD),
            soil_low_c=draw(ODD),
            rain_mm=draw(ODD),
            evaporation_mm=draw(st.one_of(st.floats(), st.floats(0, 8))),
        )
        for _ in range(draw(st.integers(0, 12)))
    ]


@settings(max_examples=60, deadline=None)
@given(
    odd_days(),
    st.sampled_from([*CLASSES, "", "?"]),
    st.sampled_from([*PLANTINGS, "", "?"]),
    st.sampled_from(["sun", "shade", "", "?"]),
    st.sampled_from([None, POINTS, Calibration(dry_mv=5, wet_mv=5)]),
    st.sampled_from(["mV", "%"]),
)
def test_whatever_comes_in_there_is_a_sane_estimate_for_each_date(
    days: list[Day], soil: str, planting: str, sun: str, calibration: Calibration | None, unit: str
) -> None:
    setup = Setup(soil=soil, planting=planting, sun=sun, calibration=calibration)
    found = season(days, setup=setup, unit=unit, seed=1)
    assert [each.date for each in found] == sorted({each.date for each in days})
    for each in found:
        numbers = (each.depletion_mm, each.spread_mm, each.available_mm, each.ready_mm)
        assert all(math.isfinite(number) for number in numbers)
        assert 0 <= each.fill <= 1
        assert 0 <= each.chance_dry <= 1
        assert 0 <= each.chance_wet <= 1
        assert 0 < each.ready_mm < each.available_mm
        assert each.spread_mm > 0
