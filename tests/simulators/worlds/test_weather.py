"""The weather is repeatable, and weather."""

import pytest

from stoep_simulators.worlds.local_time import DAY_S, day_index, day_start_s, hour_of_day
from stoep_simulators.worlds.rain_gauge import TIP_MM, tips_ms
from stoep_simulators.worlds.weather import STEP_S, Weather, weather

_START_S = 206_000_000


def _month(seed: int, *, month: int = 7) -> Weather:
    return weather(seed, start_s=_START_S, end_s=_START_S + 30 * DAY_S, month=month)


def test_the_same_seed_gives_the_same_weather() -> None:
    assert _month(3) == _month(3)


def test_another_seed_gives_other_weather() -> None:
    assert _month(3) != _month(4)


def test_the_series_cover_the_span() -> None:
    span = weather(1, start_s=_START_S + 7, end_s=_START_S + 1_000)
    assert span.times_s[0] <= _START_S + 7
    assert span.times_s[-1] >= _START_S + 1_000
    assert {len(span.temperature_c), len(span.humidity_percent), len(span.pressure_hpa), len(span.rain_mm)} == {
        len(span.times_s)
    }


def test_values_stay_within_what_sensors_report() -> None:
    for seed in range(8):
        month = _month(seed)
        assert -40 < min(month.temperature_c) < max(month.temperature_c) < 60
        assert 0 <= min(month.humidity_percent) <= max(month.humidity_percent) <= 100
        assert 940 < min(month.pressure_hpa) < max(month.pressure_hpa) < 1_070
        assert 0 <= min(month.sun) <= max(month.sun) <= 1


def test_afternoons_are_warmer_than_nights() -> None:
    month = _month(5)
    by_hour = list(zip(map(hour_of_day, month.times_s), month.temperature_c, strict=True))
    afternoon = [degrees_c for hour, degrees_c in by_hour if 14 <= hour < 16]
    night = [degrees_c for hour, degrees_c in by_hour if 3 <= hour < 5]
    assert sum(afternoon) / len(afternoon) > sum(night) / len(night) + 3


def test_summers_are_warmer_than_winters() -> None:
    summer, winter = _month(2, month=7), _month(2, month=1)
    assert sum(summer.temperature_c) > sum(winter.temperature_c) + 8 * len(summer.temperature_c)


def test_july_rain_lies_around_what_de_bilt_saw() -> None:
    # 0.31 / (0.31 + 0.43) of the days are wet, 6.4 mm on each: 80 mm in 30 days.
    mean_mm = sum(sum(_month(seed).rain_mm) for seed in range(40)) / 40
    assert 60 < mean_mm < 100


def test_each_tip_of_the_gauge_is_one_bucket_of_rain() -> None:
    month = _month(6)
    tips = tips_ms(month)
    assert sum(month.rain_mm) - TIP_MM <= len(tips) * TIP_MM <= sum(month.rain_mm) + 1e-6
    assert list(tips) == sorted(tips)


def test_the_gauge_tips_while_it_rains() -> None:
    month = _month(6)
    wet_s = {time_s for time_s, rain_mm in zip(month.times_s, month.rain_mm, strict=True) if rain_mm}
    assert all(tip_ms // 1_000 - (tip_ms // 1_000 - month.start_s) % STEP_S in wet_s for tip_ms in tips_ms(month))


@pytest.mark.parametrize("before_s", [0, 1, STEP_S - 1, STEP_S, STEP_S + 1])
def test_weather_may_end_right_before_midnight(before_s: int) -> None:
    midnight_s = day_start_s(day_index(217_000_800) + 2)
    assert weather(7, start_s=217_000_800, end_s=midnight_s - before_s).times_s[-1] >= midnight_s - before_s
