"""Doubtful sensors: beside their neighbours, and by their own values."""

import math
from collections.abc import Sequence

import pytest

from stoep_gateway.air.hours import HOUR_S
from stoep_gateway.air.quality import Doubt, Flag, drift, near, own_flags
from stoep_gateway.air.records import Hour, Value, Why
from stoep_gateway.air.survey import HOURS, Survey, station, survey

WAVE = [10 + 5 * math.sin(index / 4) for index in range(HOURS)]
END_S = 1_784_383_200 - 1_784_383_200 % HOUR_S


def hours(values: Sequence[float | None], *, humidity: float | None = 60) -> tuple[Hour, ...]:
    return tuple(
        Hour(
            start_s=index * HOUR_S,
            pm2_5=None if value is None else Value(raw=value, corrected=value, correction="kappa-koehler 0.25"),
            humidity_percent=humidity,
        )
        for index, value in enumerate(values)
    )


FRIENDS = [hours([value * share for value in WAVE]) for share in (0.9, 1.0, 1.15)]


@pytest.mark.parametrize(("times", "doubt"), [(2.5, Doubt.HIGH), (0.2, Doubt.LOW)])
def test_a_sensor_that_says_much_more_or_less_than_its_neighbours_is_doubtful(times: float, doubt: Doubt) -> None:
    found = drift(hours([value * times for value in WAVE]), neighbours=FRIENDS)
    assert found
    assert found.doubt is doubt
    assert found.amount > 1.6


def test_one_broken_neighbour_makes_nobody_doubtful() -> None:
    broken = hours([900.0] * HOURS)
    assert drift(hours(WAVE), neighbours=[*FRIENDS, broken]) is None
    assert drift(hours(WAVE), neighbours=[*FRIENDS[:2], broken]) is None


def test_a_smoky_evening_is_no_drift() -> None:
    smoky = [value + (80 if 30 <= index < 36 else 0) for index, value in enumerate(WAVE)]
    assert drift(hours(smoky), neighbours=FRIENDS) is None


def test_in_clean_air_one_microgram_more_is_no_drift() -> None:
    assert drift(hours([2.0] * HOURS), neighbours=[hours([1.0] * HOURS)] * 3) is None


def test_without_three_neighbours_or_a_day_of_hours_nothing_is_said() -> None:
    high = hours([value * 3 for value in WAVE])
    assert drift(high, neighbours=FRIENDS[:2]) is None
    assert drift(hours([None] * 25 + [value * 3 for value in WAVE[25:]]), neighbours=FRIENDS) is None
    raw = tuple(Hour(start_s=hour.start_s, pm2_5=Value(raw=99, why=Why.UNKNOWN_SENSOR)) for hour in high)
    assert drift(raw, neighbours=FRIENDS) is None


def test_neighbours_are_near() -> None:
    places = {"a": (0, 0), "b": (500, 0), "c": (4_000, 3_000), "d": (4_000, 3_001), "e": None}
    assert near("a", places=places) == ("b", "c")
    assert near("e", places=places) == ()


def test_a_value_that_stands_still_for_six_hours_is_doubtful_but_not_in_clean_air() -> None:
    def flags(value: float, count: int) -> tuple[Flag, ...]:
        humidity = [(index * 600, 50.0 + index % 7) for index in range(count)]
        return own_flags((), pm2_5=[(index * 600, value) for index in range(count)], humidity=humidity)

    assert flags(12, 37) == (Flag(doubt=Doubt.STUCK, amount=6),)
    assert flags(12, 36) == ()
    assert flags(2, 144) == ()


def test_what_makes_hours_raw_is_counted() -> None:
    damp = own_flags(hours([9.0] * 5, humidity=97), pm2_5=(), humidity=())
    assert damp == (Flag(doubt=Doubt.DAMP, amount=5),)
    dry = own_flags(hours([9.0] * 3, humidity=None), pm2_5=(), humidity=())
    assert dry == (Flag(doubt=Doubt.NO_HUMIDITY, amount=3),)
    stuck = own_flags(hours([9.0] * 8, humidity=100), pm2_5=(), humidity=[(index * 600, 100.0) for index in range(48)])
    assert stuck == (Flag(doubt=Doubt.HUMIDITY_STUCK, amount=7),)
    spiky = own_flags((Hour(start_s=0, spikes=2), Hour(start_s=HOUR_S, spikes=1)), pm2_5=(), humidity=())
    assert spiky == (Flag(doubt=Doubt.SPIKES, amount=3),)


def of(**values: float) -> Survey:
    """Sensors in one cell that say these values, all at 50 %."""
    times = range(END_S - HOURS * HOUR_S, END_S, 600)
    stations = [
        station(
            name,
            sensor="sps30",
            place=(0, 0),
            pm2_5=[(time_s, value + time_s // 600 % 3) for time_s in times],
            pm10=[(time_s, value + 3) for time_s in times],
            humidity=[(time_s, 50.0 + time_s // 600 % 2) for time_s in times],
            kappa=0.33,
            end_s=END_S,
        )
        for name, value in values.items()
    ]
    return survey(stations, end_s=END_S)


def test_a_survey_holds_each_sensor_against_the_others_and_counts_their_levels() -> None:
    found = of(a=10, b=11, c=12, d=60)
    assert [flag.doubt for flag in found.stations["d"].flags if flag.doubt is Doubt.HIGH] == [Doubt.HIGH]
    assert {level.name: count for level, count in found.levels.items()} == {"FAIR": 3, "POOR": 1}
    assert [episode.names for episode in found.episodes] == [("d",)]
    now = found.stations["a"].now()
    assert now
    assert now.start_s == END_S - HOUR_S


def test_a_sensor_that_is_silent_for_hours_has_no_now() -> None:
    one = station("a", sensor="sps30", place=None, pm2_5=(), pm10=(), humidity=(), kappa=0.25, end_s=END_S)
    assert one.now() is None
    assert survey((one,), end_s=END_S).levels == {}
