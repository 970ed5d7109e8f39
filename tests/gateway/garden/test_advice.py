"""Advice follows from a rule that cites its source, and is not known whenever something does not carry it."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_gateway.garden.advice import CHANGES, LEAST_LITRES, REASONS, RULES, advise
from stoep_gateway.garden.plants import PLANTS
from stoep_gateway.garden.records import (
    AIR_GAP,
    FLAT,
    NOT_KNOWN,
    PLANTINGS,
    PULLED_OUT,
    SILENT,
    SPIKES,
    TOO_WET,
    WAIT,
    WATER,
    Advice,
    Calibration,
    Day,
    Estimate,
    Setup,
)

DATE = date(2026, 7, 4)
SETUP = Setup(soil="B01", planting="lawn", calibration=Calibration(dry_mv=2_700, wet_mv=1_150))
DRY = Estimate(
    date=DATE, depletion_mm=34.4, spread_mm=5.0, available_mm=60.0, ready_mm=24.0, chance_dry=0.9, chance_wet=0.0
)
DAY = Day(date=DATE, evening=2_400.0, hours=24)


def advice(estimate: Estimate = DRY, setup: Setup = SETUP, day: Day = DAY) -> Advice:
    return advise(estimate, setup=setup, day=day)


def test_dry_soil_is_watered_up_to_field_capacity_but_no_more_than_roots_hold_at_once() -> None:
    assert advice() == Advice(
        kind=WATER, rule="readily-available", reason="dry", change="rain", chance=0.9, litres_m2=20
    )
    assert advice(replace(DRY, depletion_mm=13.4)).litres_m2 == 13
    assert advice(replace(DRY, depletion_mm=1.0)).litres_m2 == LEAST_LITRES


def test_enough_water_is_waited_for() -> None:
    given_ = advice(replace(DRY, depletion_mm=5.0, chance_dry=0.1))
    assert (given_.kind, given_.reason, given_.litres_m2) == (WAIT, "enough", None)
    assert given_.chance == pytest.approx(0.9)


def test_a_top_without_air_is_too_wet() -> None:
    given_ = advice(replace(DRY, depletion_mm=-8.0, chance_dry=0.0, chance_wet=0.8))
    assert (given_.kind, given_.reason, given_.chance) == (TOO_WET, "full", 0.8)


def test_less_than_sixty_percent_sure_is_not_known() -> None:
    assert advice(replace(DRY, chance_dry=0.55)).reason == "unsure"
    assert advice(replace(DRY, chance_dry=0.61)).kind == WATER


@pytest.mark.parametrize(
    ("setup", "reason", "change"),
    [
        (replace(SETUP, calibration=None), "not-calibrated", "calibrate"),
        (replace(SETUP, soil=""), "no-class", "say-class"),
        (replace(SETUP, soil="B99"), "no-class", "say-class"),
        (replace(SETUP, planting=""), "no-planting", "say-planting"),
    ],
)
def test_what_nobody_said_keeps_advice_back_and_says_what_to_say(setup: Setup, reason: str, change: str) -> None:
    given_ = advice(setup=setup)
    assert (given_.kind, given_.reason, given_.change, given_.chance) == (NOT_KNOWN, reason, change, None)


@pytest.mark.parametrize("fault", [FLAT, SPIKES, AIR_GAP, PULLED_OUT, SILENT])
def test_a_faulty_probe_gives_no_advice(fault: str) -> None:
    given_ = advice(replace(DRY, fault=fault))
    assert (given_.kind, given_.reason) == (NOT_KNOWN, fault)


def test_three_silent_days_are_bridged_and_the_fourth_is_not() -> None:
    assert advice(replace(DRY, silent_days=3)).kind == WATER
    assert advice(replace(DRY, silent_days=4)).reason == "silent"


def test_frozen_soil_gives_no_advice() -> None:
    assert advice(day=replace(DAY, soil_low_c=-0.2)).reason == "frozen"
    assert advice(day=replace(DAY, soil_low_c=0.4)).kind == WATER


def test_every_rule_cites_its_source() -> None:
    assert all(rule.says and rule.source for rule in RULES.values())


@given(
    st.sampled_from(["", "B01", "B12", "B16", "x"]),
    st.sampled_from(["", *PLANTINGS]),
    st.sampled_from([None, SETUP.calibration]),
    st.sampled_from(["", FLAT, SPIKES, AIR_GAP, PULLED_OUT, SILENT]),
    st.floats(-100, 300),
    st.floats(0, 1),
    st.floats(0, 1),
    st.integers(0, 400),
    st.one_of(st.none(), st.floats(-30, 60)),
)
def test_advice_always_says_what_why_and_what_would_change_it(
    soil: str,
    planting: str,
    calibration: Calibration | None,
    fault: str,
    depletion_mm: float,
    dry: float,
    wet: float,
    silent_days: int,
    soil_low_c: float | None,
) -> None:
    given_ = advice(
        replace(DRY, depletion_mm=depletion_mm, chance_dry=dry, chance_wet=wet, fault=fault, silent_days=silent_days),
        Setup(soil=soil, planting=planting, calibration=calibration),
        replace(DAY, soil_low_c=soil_low_c),
    )
    assert given_.rule in RULES
    assert given_.reason in REASONS
    assert given_.change in CHANGES
    assert (given_.kind == NOT_KNOWN) == (given_.chance is None)
    assert (given_.kind == WATER) == (given_.litres_m2 is not None)
    if given_.litres_m2 is not None:
        assert LEAST_LITRES <= given_.litres_m2 <= PLANTS[planting].largest_mm
