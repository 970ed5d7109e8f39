"""What happened: days that follow each other are one event, and thresholds are the ones that the docs name."""

from datetime import date, timedelta

from stoep_gateway.garden.events import events
from stoep_gateway.garden.records import (
    FROST,
    HEAT,
    WATERED,
    WATERLOGGING,
    Calibration,
    Day,
    Estimate,
    Event,
    Setup,
)

FIRST = date(2026, 3, 1)
SETUP = Setup(soil="B01", planting="lawn", calibration=Calibration(dry_mv=2_600, wet_mv=1_100))


def on(number: int) -> date:
    return FIRST + timedelta(days=number)


def wet(number: int, chance: float, depletion_mm: float = -30.0, fault: str = "") -> Estimate:
    return Estimate(
        date=on(number),
        depletion_mm=depletion_mm,
        spread_mm=4.0,
        available_mm=60.0,
        ready_mm=24.0,
        chance_dry=0.0,
        chance_wet=chance,
        fault=fault,
    )


def test_frosty_days_in_a_row_are_one_frost_with_its_lowest_temperature() -> None:
    lows = [1.0, -0.5, -4.0, 0.0, -1.0]
    days = [Day(date=on(number), air_low_c=low_c) for number, low_c in enumerate(lows)]
    assert events(days, (), SETUP) == (
        Event(kind=FROST, start=on(1), end=on(2), value=-4.0),
        Event(kind=FROST, start=on(4), end=on(4), value=-1.0),
    )


def test_frozen_soil_is_frost_and_a_missing_day_ends_it() -> None:
    days = [Day(date=on(0), soil_low_c=-0.2), Day(date=on(2), soil_low_c=-0.1, air_low_c=3.0)]
    assert [event.start for event in events(days, (), SETUP)] == [on(0), on(2)]


def test_thirty_degrees_are_heat() -> None:
    days = [Day(date=on(0), air_high_c=29.9), Day(date=on(1), air_high_c=30.0), Day(date=on(2), air_high_c=33.1)]
    assert events(days, (), SETUP) == (Event(kind=HEAT, start=on(1), end=on(2), value=33.1),)


def test_a_top_that_is_likely_too_wet_is_waterlogged_with_the_share_of_its_pores() -> None:
    estimates = [wet(0, 0.4), wet(1, 0.6), wet(2, 0.9, -45.0), wet(3, 0.9, fault="flat")]
    [event] = events([], estimates, SETUP)
    assert (event.kind, event.start, event.end) == (WATERLOGGING, on(1), on(2))
    assert event.value == (0.23 + 0.15) / 0.43
    assert events([], estimates, Setup()) == ()


def test_a_rise_without_rain_is_watering_and_one_with_rain_is_not() -> None:
    def days(rain_mm: float | None, rise_mv: float = 60.0) -> list[Day]:
        return [
            Day(date=on(0), evening=2_300.0, rain_mm=0.0),
            Day(date=on(1), evening=2_300.0 - rise_mv, rain_mm=rain_mm),
        ]

    [event] = events(days(0.4), (), SETUP)
    assert (event.kind, event.start) == (WATERED, on(1))
    assert 0 < event.value < 1
    assert events(days(4.0), (), SETUP) == ()
    assert events(days(None), (), SETUP) == ()
    assert events(days(0.0, rise_mv=20.0), (), SETUP) == ()


def test_the_same_day_twice_counts_once() -> None:
    day = Day(date=on(0), air_high_c=31.0)
    assert len(events([day, day], (), SETUP)) == 1
