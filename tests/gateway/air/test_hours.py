"""Hours from readings: three quarters must be there, and a spike is no smoke."""

import pytest

from stoep_gateway.air.hours import HOUR_S, hours
from stoep_gateway.air.index import Level
from stoep_gateway.air.records import Hour

START_S = 1_784_383_200 - 1_784_383_200 % HOUR_S
Series = list[tuple[int, float]]


def steady(value: float, *, count: int, step_s: int = 600, start_s: int = START_S) -> Series:
    return [(start_s + index * step_s, value) for index in range(count)]


def of(pm2_5: Series, *, humidity: Series | None = None, sensor: str = "pms5003", count: int = 2) -> tuple[Hour, ...]:
    damp = humidity if humidity is not None else [(time_s, 50.0) for time_s, _ in pm2_5]
    end_s = START_S + count * HOUR_S
    return hours(pm2_5=pm2_5, pm10=pm2_5, humidity=damp, sensor=sensor, kappa=0.25, start_s=START_S, end_s=end_s)


def test_an_hour_is_the_mean_of_its_readings_corrected_by_its_humidity() -> None:
    first, second = of(steady(20, count=12))
    assert first.start_s == START_S
    assert first.pm2_5
    assert (first.pm2_5.raw, first.pm2_5.corrected) == (20, pytest.approx(11.92))
    assert first.index() == (Level.FAIR, "pm2_5")
    assert second == Hour(start_s=START_S + HOUR_S, pm2_5=first.pm2_5, pm10=first.pm10, humidity_percent=50.0, spikes=0)


@pytest.mark.parametrize(
    ("step_s", "kept", "is_known"), [(600, 5, True), (600, 4, False), (1800, 2, True), (300, 8, False)]
)
def test_an_hour_counts_from_three_quarters_on(step_s: int, kept: int, is_known: bool) -> None:
    per_hour = HOUR_S // step_s
    series = steady(20, count=2 * per_hour, step_s=step_s)
    first, second = of(series[: per_hour + kept])
    assert first.pm2_5 is not None
    assert (second.pm2_5 is not None) == is_known


def test_one_of_two_half_hours_is_too_little() -> None:
    _, second, _ = of(
        steady(20, count=6, step_s=1800)[:3] + steady(20, count=2, step_s=1800, start_s=START_S + 7200), count=3
    )
    assert second.pm2_5 is None


def test_readings_that_crowd_together_are_not_more_than_the_time_that_they_stand_for() -> None:
    dense = steady(80, count=15, step_s=60, start_s=START_S + 3 * HOUR_S)
    *_, third, fourth = of(steady(20, count=18) + dense, count=4)
    assert third.pm2_5
    assert third.pm2_5.raw == pytest.approx(20)
    assert fourth.pm2_5 is None  # a quarter of an hour and one step
    crowded = steady(20, count=24)
    crowded[21:21] = [(START_S + 12_001 + second, 80.0) for second in range(5)]
    *_, fourth = of(crowded, count=4)
    assert fourth.pm2_5
    assert fourth.pm2_5.raw == pytest.approx((3000 * 20 + 600 * 80) / 3600, abs=0.1)


def test_a_device_that_is_told_to_measure_more_often_keeps_its_hours_before_and_after() -> None:
    found = of(steady(20, count=18) + steady(80, count=180, step_s=60, start_s=START_S + 3 * HOUR_S), count=6)
    assert [hour.pm2_5.raw if hour.pm2_5 else None for hour in found] == [20, 20, 20, 80, 80, 80]
    slower = of(steady(80, count=180, step_s=60) + steady(20, count=18, start_s=START_S + 3 * HOUR_S), count=6)
    assert [hour.pm2_5.raw if hour.pm2_5 else None for hour in slower] == [80, 80, 80, None, 20, 20]


def test_two_readings_do_not_tell_how_often_it_measures() -> None:
    assert of(steady(20, count=2))[0] == Hour(start_s=START_S)


def test_a_lone_spike_and_what_is_out_of_the_sensors_range_are_left_out_and_counted() -> None:
    series = steady(10, count=12)
    series[2] = (series[2][0], 999.0)
    series[8] = (series[8][0], 120.0)
    first, second = of(series)
    assert first.pm2_5
    assert second.pm2_5
    assert (first.pm2_5.raw, first.spikes) == (10, 1)
    assert (second.pm2_5.raw, second.spikes) == (10, 1)


def test_smoke_that_stays_is_no_spike() -> None:
    series = steady(10, count=12)
    for index in (2, 3):
        series[index] = (series[index][0], 120.0)
    first, _ = of(series)
    assert first.pm2_5
    assert first.spikes == 0
    assert first.pm2_5.raw == pytest.approx(280 / 6)


def test_without_humidity_or_a_known_sensor_there_is_no_level() -> None:
    assert all(hour.pm2_5 and hour.index() is None for hour in of(steady(20, count=12), humidity=[]))
    assert all(hour.pm2_5 and hour.index() is None for hour in of(steady(20, count=12), sensor=""))
