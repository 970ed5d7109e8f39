"""Weather of an address: what is told is kept, and nothing that an address or its answer is ends the analyst."""

import random
from pathlib import Path

import pytest

from stoep_gateway.analyst.weather_service import WeatherService, fetch
from stoep_gateway.crowd.weather import WeatherHour
from stoep_gateway.errors import RetryableError
from stoep_gateway.grid import DAY_S, HOUR_S

NOON_S = 20_000 * DAY_S + 12 * HOUR_S


def service(folder: Path) -> WeatherService:
    return WeatherService("https://weather.example.org/", folder=folder, rng=random.Random(1))


def test_what_was_told_outlives_a_restart_and_newer_words_replace_it(tmp_path: Path) -> None:
    first = service(tmp_path)
    first.take([WeatherHour(start_s=NOON_S, temperature_c=20.0), WeatherHour(start_s=NOON_S + HOUR_S, rain_mm=1.0)])
    first.take([WeatherHour(start_s=NOON_S, temperature_c=21.0)])
    assert service(tmp_path).hours == first.hours
    assert [hour.temperature_c for hour in first.hours] == [21.0, None]


def test_an_hour_of_a_far_year_ends_nothing_that_was_told(tmp_path: Path) -> None:
    weather = service(tmp_path)
    weather.take([WeatherHour(start_s=NOON_S, temperature_c=20.0)])
    weather.take([WeatherHour(start_s=NOON_S + 2000 * DAY_S, temperature_c=20.0)])
    weather.take([WeatherHour(start_s=NOON_S + HOUR_S, temperature_c=19.0)])
    assert [hour.start_s for hour in weather.hours][:2] == [NOON_S, NOON_S + HOUR_S]


@pytest.mark.parametrize("url", ["https://weather.example.org:port/?key=hush", "https://é..example.org/?key=hush"])
async def test_an_address_that_is_none_is_told_of_without_its_key(url: str) -> None:
    with pytest.raises(RetryableError, match="weather_url is no address") as caught:
        await fetch(url)
    assert "hush" not in str(caught.value)
