"""Weather of a file or of a service becomes hours, and hours become arrays on the grid of slots."""

import json
import math
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_gateway.crowd.aligned import weather_array
from stoep_gateway.crowd.weather import WeatherHour, parse_weather_csv, parse_weather_json, stale_note
from stoep_gateway.errors import ConfigError, RetryableError

ZONE = ZoneInfo("Europe/Amsterdam")
FILE = Path("weather.csv")
NINE_S = int(datetime(2027, 6, 12, 9, tzinfo=ZONE).timestamp())
CSV = """\
time,temperature_c,rain_mm,wind_m_s,sun,clouds
2027-06-12T09:00,18.5,0,4,0.75,3
2027-06-12T08:00Z,,1.2,,,
"""
URL = "https://weather.example/v1"
# The form of an answer of Open-Meteo with hourly=temperature_2m,precipitation,wind_speed_10m,sunshine_duration.
ANSWER: dict[str, Any] = {
    "latitude": 52.1,
    "utc_offset_seconds": 7200,
    "timezone": "Europe/Amsterdam",
    "hourly_units": {
        "time": "iso8601",
        "temperature_2m": "°C",
        "precipitation": "mm",
        "wind_speed_10m": "km/h",
        "sunshine_duration": "s",
    },
    "hourly": {
        "time": ["2027-06-12T09:00", "2027-06-12T10:00"],
        "temperature_2m": [18.5, None],
        "precipitation": [0.4, 0.0],
        "wind_speed_10m": [14.4, 18],
        "sunshine_duration": [900, 2700.0],
    },
}


def from_csv(text: str) -> tuple[WeatherHour, ...]:
    return parse_weather_csv(text, file=FILE, zone=ZONE)


def from_json(document: object) -> tuple[WeatherHour, ...]:
    return parse_weather_json(json.dumps(document), source=URL)


def test_a_file_is_read_by_the_names_of_its_columns() -> None:
    assert from_csv(CSV) == (
        WeatherHour(start_s=NINE_S, temperature_c=18.5, rain_mm=0, wind_m_s=4, sun=0.75),
        WeatherHour(start_s=NINE_S + 3600, rain_mm=1.2),
    )


def test_radiation_is_read_in_joules_of_the_hour_and_in_watts_of_the_hour_before() -> None:
    (hour,) = from_csv("time,radiation_j_cm2\n2027-06-12T09:00,160\n")
    assert hour == WeatherHour(start_s=NINE_S, radiation_j_cm2=160)
    answer = json.loads(json.dumps(ANSWER))
    answer["hourly_units"]["shortwave_radiation"] = "W/m²"
    answer["hourly"]["shortwave_radiation"] = [500.0, 1e6]  # no sun is so strong
    first, second, *_ = from_json(answer)
    assert (first.start_s, first.radiation_j_cm2) == (NINE_S - 3600, pytest.approx(180.0))
    assert second.radiation_j_cm2 is None


def test_the_hour_that_comes_twice_in_autumn_is_two_hours() -> None:
    rows = "".join(f"2027-10-31T{hour}:00,{value}\n" for hour, value in (("01", 1), ("02", 2), ("02", 3), ("03", 4)))
    hours = from_csv(f"time,sun,temperature_c\n{rows.replace(',', ',,')}")
    assert [hour.temperature_c for hour in hours] == [1, 2, 3, 4]
    assert {after.start_s - before.start_s for before, after in pairwise(hours)} == {3600}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("time\n2027-06-12T09:00\n", "weather.csv:1: no column of temperature_c, rain_mm, wind_m_s, sun"),
        ("temperature_c\n3\n", "weather.csv:1: column time is missing"),
        (
            CSV.replace("T09:00", "T09:30"),
            "weather.csv:2: time must be a full hour such as 2027-06-12T10:00, each once",
        ),
        (CSV.replace("T08:00Z", "T07:00Z"), "weather.csv:3: time must be a full hour such as"),
        (CSV.replace("18.5", "185"), "weather.csv:2: temperature_c must be empty or a number from -60 to 60"),
        (CSV.replace("18.5", "nan"), "weather.csv:2: temperature_c must be empty or a number from -60 to 60"),
        (CSV.replace("0.75", "75 %"), "weather.csv:2: sun must be empty or a number from 0 to 1"),
        (CSV + "x", "weather.csv:4: 1 cells, the first line has 6"),
    ],
)
def test_a_mistake_in_a_file_is_one_line_with_its_place(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        from_csv(text)
    assert str(caught.value).startswith(message)


def test_an_answer_is_read_with_its_units_and_its_sums_of_the_hour_before() -> None:
    before, nine, ten = from_json(ANSWER)
    assert before == WeatherHour(start_s=NINE_S - 3600, rain_mm=0.4, sun=0.25)
    assert nine == WeatherHour(start_s=NINE_S, temperature_c=18.5, wind_m_s=pytest.approx(4), rain_mm=0, sun=0.75)
    assert ten == WeatherHour(start_s=NINE_S + 3600, wind_m_s=pytest.approx(5))


def test_an_answer_in_unix_time_and_other_units_is_the_same() -> None:
    units = {"time": "unixtime", "temperature_2m": "°F", "precipitation": "inch", "wind_speed_10m": "kn"}
    hourly = {
        "time": [NINE_S, NINE_S + 3600],
        "temperature_2m": [68, 212],  # no weather is so hot: as if it were not there
        "precipitation": [None, 0.1],
        "wind_speed_10m": [10, None],
    }
    (nine,) = from_json({"hourly_units": units, "hourly": hourly, "utc_offset_seconds": 7200})
    assert (nine.temperature_c, nine.rain_mm, nine.wind_m_s) == pytest.approx((20, 2.54, 5.144), abs=1e-3)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ([], "the answer has no hourly.time"),
        ({"error": True, "reason": "limit"}, "the answer has no hourly.time"),
        ({**ANSWER, "utc_offset_seconds": "two"}, "hourly.time is no row of full hours"),
        ({**ANSWER, "hourly": {**ANSWER["hourly"], "time": [3, 2]}}, "hourly.time is no row of full hours"),
        (
            {**ANSWER, "hourly": {"time": ["2027-06-12T09:00"]}},
            "the answer has no value of temperature_2m, precipitation,",
        ),
        (
            {**ANSWER, "hourly": {**ANSWER["hourly"], "precipitation": [1]}},
            "hourly.precipitation must have a value for",
        ),
        ({**ANSWER, "hourly_units": {}}, "hourly.temperature_2m must have a value for each time, in °C or °F"),
        (
            {**ANSWER, "hourly": {**ANSWER["hourly"], "precipitation": ["a", 1]}},
            "hourly.precipitation has something else",
        ),
    ],
)
def test_an_answer_that_is_none_is_one_line(document: object, message: str) -> None:
    with pytest.raises(RetryableError) as caught:
        from_json(document)
    assert str(caught.value).startswith(f"{URL}: {message}")
    assert "\n" not in str(caught.value)


def test_an_answer_that_is_no_json_is_told() -> None:
    with pytest.raises(RetryableError, match="the answer is not JSON: does the URL give hourly weather"):
        parse_weather_json("<html>", source=URL)


def test_weather_that_has_ended_is_told() -> None:
    hours = from_csv(CSV)
    assert stale_note(hours, now_s=NINE_S) is None
    assert stale_note(hours, now_s=NINE_S + 7200) == (
        "the weather ends at 2027-06-12 09:00 UTC: forecasts go without it until newer comes"
    )
    assert stale_note((), now_s=0) == "the weather is empty: forecasts go without it"


def test_hours_fill_their_slots_and_the_rest_is_unknown() -> None:
    array = weather_array(from_csv(CSV), start_s=NINE_S - 900, slot_s=900, slots=6)
    assert array[1:5].tolist() == [[18.5, 0, 4, 0.75]] * 4
    assert all(math.isnan(value) for value in array[0])
    assert array[5, 1] == pytest.approx(1.2)


@given(slots=st.integers(1, 12), shift=st.integers(-40, 40))
def test_hours_out_of_the_grid_change_nothing(slots: int, shift: int) -> None:
    array = weather_array(from_csv(CSV), start_s=NINE_S + shift * 900, slot_s=900, slots=slots)
    known = [0 <= shift + slot < 4 for slot in range(slots)]
    assert [not math.isnan(row[0]) for row in array] == known


@given(at=st.integers(0, 400), cut=st.integers(0, 9), added=st.text(max_size=6))
def test_damage_gives_hours_or_one_line(at: int, cut: int, added: str) -> None:
    try:
        from_csv(CSV[:at] + added + CSV[at + cut :])
    except ConfigError as error:
        assert "\n" not in str(error)
    answer = json.dumps(ANSWER)
    try:
        parse_weather_json(answer[:at] + added + answer[at + cut :], source=URL)
    except RetryableError as error:
        assert "\n" not in str(error)
