"""A garden's soil, weeks and advice as drawings and words: what the one shows the other says."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from stoep_gateway.almanac.records import GardenDevice
from stoep_gateway.desk.garden_records import KeptGarden
from stoep_gateway.garden.advice import CHANGES, REASONS, RULES
from stoep_gateway.garden.records import (
    FLAT,
    FROST,
    HEAT,
    NOT_KNOWN,
    OWN,
    SILENT,
    WATER,
    WATERED,
    Advice,
    Calibration,
    Day,
    Estimate,
    Event,
    Setup,
)
from stoep_gateway.garden.soil import CLASSES
from stoep_gateway.web.garden.advice import advice_view
from stoep_gateway.web.garden.column import DRY, GOOD, WET, column
from stoep_gateway.web.garden.own import probe_view
from stoep_gateway.web.garden.picture import picture
from stoep_gateway.web.garden.probe import Probe, probe
from stoep_gateway.web.garden.weeks import weeks
from stoep_gateway.web.speech import Speaker, zone
from stoep_gateway.web.words import WORDS
from support.street_almanac import gardens
from support.street_archive import NOW_S

SPEAKER = Speaker(language="en", now_s=NOW_S, zone=zone())
LAST = date(2026, 7, 18)
# 60 mm between field capacity and wilting, 24 of them easy to take: dry below 60 %.
SOIL = Estimate(
    date=LAST,
    depletion_mm=15,
    spread_mm=3,
    available_mm=60,
    ready_mm=24,
    chance_dry=0.1,
    chance_wet=0.0,
)


@pytest.mark.parametrize(
    ("depletion_mm", "zone_name", "fill"),
    [(60.0, DRY, 0.0), (24.1, DRY, 0.598), (24.0, GOOD, 0.6), (0.0, GOOD, 1.0), (-3.0, WET, 1.0), (90.0, DRY, 0.0)],
)
def test_the_level_lies_in_the_band_that_its_words_name(depletion_mm: float, zone_name: str, fill: float) -> None:
    found = column(replace(SOIL, depletion_mm=depletion_mm))
    band = next(band for band in found.bands if band.zone == found.zone)
    assert found.zone == zone_name
    assert found.fill == pytest.approx(fill, abs=0.001)
    assert band.top <= found.level <= band.top + band.height


def test_the_bands_fill_the_column_from_wet_to_dry() -> None:
    bands = column(SOIL).bands
    assert [band.zone for band in bands] == [WET, GOOD, DRY]
    assert sum(band.height for band in bands) == pytest.approx(100)


def test_a_less_sure_estimate_has_a_longer_reach_which_stays_in_the_column() -> None:
    sure, unsure = column(SOIL), column(replace(SOIL, spread_mm=40))
    assert sure.high < sure.level < sure.low
    assert (unsure.fill_low, unsure.fill_high) == (0.0, 1.0)
    assert 0 <= unsure.high < unsure.low <= 100


def test_saturated_soil_stands_at_the_top() -> None:
    assert column(replace(SOIL, depletion_mm=-60), saturated=2.0).level == 0


@pytest.mark.parametrize("code", ["", *CLASSES])
def test_the_picture_says_in_words_and_in_its_table_what_it_draws(code: str) -> None:
    found = picture(SPEAKER, SOIL, setup=Setup(soil=code, planting="lawn"))
    assert found.percent == 75
    assert "75% full: good. Probably between 67 and 83%. Below 60% it is dry." in found.words
    assert found.rows[0][1] == "75% (good)"
    assert found.rows[1][1] == "67 to 83%"
    assert found.rows[2][1] == "45 litres a m²"
    assert found.rows[3][1] == "15 litres a m²"
    assert found.soil in found.words


def days(count: int) -> tuple[Day, ...]:
    """The last one is LAST; it rained on every seventh."""
    return tuple(
        Day(date=LAST - timedelta(days=back), rain_mm=12.5 if back % 7 == 3 else 0.0, rain_from=OWN)
        for back in reversed(range(count))
    )


def estimates(count: int) -> tuple[Estimate, ...]:
    return tuple(
        replace(SOIL, date=LAST - timedelta(days=back), depletion_mm=15 + back / 2) for back in reversed(range(count))
    )


def test_weeks_show_each_day_that_is_known_and_their_words_and_table_say_the_same() -> None:
    events = (
        Event(kind=HEAT, start=LAST - timedelta(days=2), end=LAST - timedelta(days=1), value=33),
        Event(kind=WATERED, start=LAST, end=LAST, value=0.5),
        Event(kind=FROST, start=date(2026, 1, 3), end=date(2026, 1, 4), value=-4),
    )
    found = weeks(SPEAKER, days(60), estimates=estimates(60), events=events)
    assert found is not None
    assert len(re.findall("[ML]", found.line)) == 28
    assert len(re.findall("M", found.rain)) == 4
    assert (found.rain_mm, found.rain_total_mm) == (20, 50.0)
    assert found.kinds == (HEAT, WATERED)
    assert found.words.startswith("Water in the soil from Sun 21 Jun to Sat 18 Jul. First 52%, now 75%.")
    assert "50 mm of rain fell." in found.words
    assert found.rows[0].when == "Sat 18 Jul"
    assert found.rows[0].cells == ("75% (good)", "67\u201383", "0.0", "watered")
    assert found.rows[1].cells[-1] == "heat"


def test_days_that_nobody_estimated_break_the_line_and_days_without_anything_have_no_row() -> None:
    known = [one for one in estimates(20) if one.date != LAST - timedelta(days=5)]
    found = weeks(SPEAKER, (), estimates=known, events=())
    assert found is not None
    assert found.line.count("M") == 2
    assert len(found.rows) == 19
    assert found.rain_total_mm is None
    assert "Rain is not known." in found.words


def test_without_an_estimate_there_are_no_weeks() -> None:
    assert weeks(SPEAKER, days(3), estimates=(), events=()) is None


@pytest.mark.parametrize(
    "key", [f"advice.reason.{word}" for word in REASONS] + [f"advice.change.{word}" for word in CHANGES]
)
def test_every_reason_and_change_of_an_advice_has_a_sentence(key: str) -> None:
    assert key in WORDS


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_its_words_and_its_source(rule: str) -> None:
    found = advice_view(SPEAKER, Advice(kind=NOT_KNOWN, rule=rule, reason="unsure", change="more-days"))
    assert found.rule
    assert found.source == RULES[rule].source
    assert found.sure == "We know too little. So we give no advice."


@pytest.mark.parametrize(("litres", "cans"), [(4, ""), (9, "about 1 can"), (24, "about 2 cans")])
def test_water_is_said_in_litres_and_in_cans(litres: int, cans: str) -> None:
    advice = Advice(kind=WATER, rule="readily-available", reason="dry", change="rain", chance=0.76, litres_m2=litres)
    found = advice_view(SPEAKER, advice)
    assert found.head == f"Water: {litres} litres a m²"
    assert cans in found.cans
    assert found.sure == "Fairly sure: 76 out of 100."


def probed(
    *,
    setup: Setup | None = None,
    unit: str = "mV",
    battery_mv: int | None = 3900,
    fault: str = "",
    silent_days: int = 0,
) -> Probe:
    return probe(
        SPEAKER,
        setup=setup or Setup(calibration=Calibration(dry_mv=2700, wet_mv=1150)),
        unit=unit,
        battery_mv=battery_mv,
        reading=1480.0,
        last_s=NOW_S - 600,
        fault=fault,
        silent_days=silent_days,
    )


def test_a_probe_that_is_fine_asks_for_nothing() -> None:
    found = probed()
    assert (found.must_calibrate, found.is_battery_low, found.is_fine) == (False, False, True)
    assert found.calibration == "Done. It gave 2,700 millivolts in air, and 1,150 millivolts in water."
    assert (found.battery, found.last) == ("Good (3.9 volts).", "1,480 millivolts, 10 minutes ago")


def test_what_is_wrong_with_a_probe_is_said_with_what_to_do() -> None:
    assert "Charge it." in probed(battery_mv=3400).battery
    assert probed(battery_mv=None).battery == "Not measured."
    assert probed(setup=Setup()).must_calibrate
    assert not probed(setup=Setup(), unit="%").must_calibrate
    assert "See whether the plug sits well." in probed(fault=FLAT).state
    assert "for 6 days" in probed(fault=SILENT, silent_days=6).state


def test_of_two_probes_the_one_that_readings_are_of_is_told() -> None:
    found = gardens()[0]
    second = GardenDevice(name="zz-second", profile="soil", battery_mv=3_000, seen_s=NOW_S)
    both = replace(found, devices=(*found.devices, second))
    garden = KeptGarden(name=found.name)
    assert probe_view(SPEAKER, garden=garden, findings=both) == probe_view(SPEAKER, garden=garden, findings=found)


def test_two_points_of_another_probe_are_no_calibration() -> None:
    found = gardens()[0]
    for name, must_calibrate in ((found.devices[0].name, False), ("one-before", True)):
        setup = Setup(calibration=Calibration(dry_mv=2700, wet_mv=1150, probe=name))
        garden = KeptGarden(name=found.name, setup=setup)
        assert probe_view(SPEAKER, garden=garden, findings=found).must_calibrate is must_calibrate
