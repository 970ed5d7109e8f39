"""A garden's day is made of its readings: hours weigh the same, whatever order, gap or repetition they come in."""

from datetime import date, datetime
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_gateway.garden.days import Points, Readings, day_of
from stoep_gateway.garden.records import FILE, OWN, USUAL, Day

DATE, HOUR_S = date(2026, 7, 4), 3_600
START_S = 1_783_116_000  # midnight in Amsterdam
END_S = START_S + 24 * HOUR_S


def made(*values: tuple[float, float]) -> Day:
    """values: (hour of the day, mV)."""
    return day([(START_S + hour * HOUR_S, value) for hour, value in values])


def day(probe: Points) -> Day:
    return day_of(Readings(probe=probe), date=DATE, start_s=START_S, end_s=END_S)


def test_the_start_of_these_days_is_midnight_there() -> None:
    assert datetime.fromtimestamp(START_S, tz=ZoneInfo("Europe/Amsterdam")).isoformat() == "2026-07-04T00:00:00+02:00"


def test_evening_is_the_mean_of_the_last_six_hours_that_have_readings_without_its_extremes() -> None:
    found = made(*[(hour, 100.0 * hour) for hour in (0, 1, 2, 3, 4, 5, 6, 7, 12)])
    assert found.evening == pytest.approx((400 + 500 + 600 + 700) / 4)
    assert found.hours == 9


def test_an_hour_with_many_readings_weighs_as_one() -> None:
    assert made((1, 10.0), *[(2 + part / 100, 20.0) for part in range(60)]).evening == pytest.approx(15.0)


def test_swing_is_the_spread_of_hourly_means() -> None:
    assert made((1, 10.0), (2, 14.0)).swing == pytest.approx(2.0)
    assert made((1, 10.0), (1.5, 14.0)).swing is None


def test_a_day_without_readings_says_so() -> None:
    assert made() == Day(date=DATE)


def test_readings_of_other_days_and_no_numbers_do_not_count() -> None:
    assert made((-0.1, 1.0), (24, 2.0), (3, float("nan")), (4, float("inf")), (5, 7.0)).evening == 7.0


def test_of_two_readings_at_one_time_the_last_one_counts() -> None:
    assert made((5, 7.0), (5, 9.0)).evening == 9.0


def test_temperatures_have_mean_lowest_and_highest_and_rain_passes_through() -> None:
    warm = [(START_S + hour * HOUR_S, float(hour)) for hour in range(24)]
    found = day_of(
        Readings(soil_c=warm, deep_c=warm, air_c=warm),
        date=DATE,
        start_s=START_S,
        end_s=END_S,
        rain_mm=3.2,
        rain_from=OWN,
        evaporation_mm=4.1,
        evaporation_from=FILE,
    )
    assert (found.soil_c, found.soil_low_c, found.soil_high_c) == (11.5, 0.0, 23.0)
    assert (found.air_c, found.air_low_c, found.air_high_c, found.deep_c) == (11.5, 0.0, 23.0, 11.5)
    assert (found.rain_mm, found.rain_from, found.evaporation_mm, found.evaporation_from) == (3.2, OWN, 4.1, FILE)
    assert made().evaporation_from == USUAL


@given(st.dictionaries(st.integers(START_S - 9_999, END_S + 9_999), st.floats(0, 3_300), max_size=40), st.randoms())
def test_the_order_of_readings_says_nothing(points: dict[int, float], random: Random) -> None:
    mixed = list(points.items())
    random.shuffle(mixed)
    found = day(mixed)
    assert found == day(list(points.items()))
    assert 0 <= found.hours <= 24
    assert found.evening is None or 0 <= found.evening <= 3_300
