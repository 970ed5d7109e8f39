"""Weather by the hour, past and forecast: from an operator's CSV file, or from the JSON of a weather service."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from stoep_gateway.crowd.local_time import parse_moment, unix_s
from stoep_gateway.crowd.operator_file import is_number
from stoep_gateway.csv_rows import csv_rows
from stoep_gateway.errors import ConfigError, RetryableError

HOUR_S = 3600
SIZE_MAX_CHARS = 10_000_000  # some twenty years of hours
_HOURS_MAX = 200_000
_COLUMNS = ("temperature_c", "rain_mm", "wind_m_s", "sun", "radiation_j_cm2")
_RANGES = {
    "temperature_c": (-60.0, 60.0),
    "rain_mm": (0.0, 300.0),
    "wind_m_s": (0.0, 90.0),
    "sun": (0.0, 1.0),
    "radiation_j_cm2": (0.0, 500.0),  # an hour of the sun overhead, without air, has 490
}
# Names and units of an hourly answer of Open-Meteo (open-meteo.com/en/docs): (unit: factor, offset).
_FIELDS: Mapping[str, tuple[str, Mapping[str, tuple[float, float]]]] = {
    "temperature_c": ("temperature_2m", {"°C": (1, 0), "°F": (5 / 9, -160 / 9)}),
    "rain_mm": ("precipitation", {"mm": (1, 0), "inch": (25.4, 0)}),
    "wind_m_s": ("wind_speed_10m", {"m/s": (1, 0), "km/h": (1 / 3.6, 0), "mp/h": (0.44704, 0), "kn": (1852 / 3600, 0)}),
    "sun": ("sunshine_duration", {"s": (1 / HOUR_S, 0)}),
    "radiation_j_cm2": ("shortwave_radiation", {"W/m²": (HOUR_S / 10_000, 0), "W/m2": (HOUR_S / 10_000, 0)}),
}
_HOUR_BEFORE = ("rain_mm", "sun", "radiation_j_cm2")  # these are sums of the hour before their time


@dataclass(frozen=True, slots=True, kw_only=True)
class WeatherHour:
    """start_s: a full hour of Unix time. rain_mm: in the hour; sun: share of the hour that it shone; None: unknown.

    radiation_j_cm2: global radiation of the hour, J/cm2.
    """

    start_s: int
    temperature_c: float | None = None
    rain_mm: float | None = None
    wind_m_s: float | None = None
    sun: float | None = None
    radiation_j_cm2: float | None = None


def parse_weather_csv(text: str, *, file: Path, zone: ZoneInfo) -> tuple[WeatherHour, ...]:
    """In order. Columns: time (begin of the hour, ISO 8601, without offset in `zone`) and any of temperature_c,
    rain_mm, wind_m_s, sun, radiation_j_cm2; an empty cell is unknown, other columns are passed over. ConfigError.
    """
    if len(text) > SIZE_MAX_CHARS:
        raise ConfigError(f"{file}: longer than {SIZE_MAX_CHARS} characters: keep what is needed")
    hours: dict[int, WeatherHour] = {}
    for line, row in csv_rows(text, file=file, needed=("time",), most=_HOURS_MAX):
        if line <= 2 and not any(column in row for column in _COLUMNS):
            raise ConfigError(f"{file}:1: no column of {', '.join(_COLUMNS)}: the first line must name at least one")
        start_s = _hour(row["time"], zone=zone, taken=hours)
        if start_s is None:
            raise ConfigError(f"{file}:{line}: time must be a full hour such as 2027-06-12T10:00, each once")
        values = {column: _cell(row.get(column, ""), column=column) for column in _COLUMNS}
        wrong = next((column for column, value in values.items() if value == _WRONG), None)
        if wrong:
            low, high = _RANGES[wrong]
            raise ConfigError(f"{file}:{line}: {wrong} must be empty or a number from {low:g} to {high:g}")
        hours[start_s] = WeatherHour(start_s=start_s, **values)
    return tuple(hours[start_s] for start_s in sorted(hours))


def parse_weather_json(text: str, *, source: str) -> tuple[WeatherHour, ...]:
    """In order. An answer as Open-Meteo gives it: hourly.time and arrays beside it, hourly_units.

    Times are local by utc_offset_seconds, or Unix with the unit "unixtime". RetryableError begins with source.
    """
    if len(text) > SIZE_MAX_CHARS:
        raise RetryableError(f"{source}: the answer is too long: ask for fewer days")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RetryableError(f"{source}: the answer is not JSON: does the URL give hourly weather?") from error
    hourly = document.get("hourly") if isinstance(document, dict) else None
    units = document.get("hourly_units") if isinstance(document, dict) else None
    times = hourly.get("time") if isinstance(hourly, dict) else None
    if not isinstance(document, dict) or not isinstance(hourly, dict) or not isinstance(times, list) or not times:
        raise RetryableError(f"{source}: the answer has no hourly.time: does the URL give hourly weather?")
    starts_s = _starts(times, offset=document.get("utc_offset_seconds", 0))
    if starts_s is None or len(times) > _HOURS_MAX:
        raise RetryableError(f"{source}: hourly.time is no row of full hours")
    found: dict[int, dict[str, float]] = {}
    for column, (name, factors) in _FIELDS.items():
        values = hourly.get(name)
        if values is None:
            continue
        unit = units.get(name) if isinstance(units, dict) else None
        if (
            not isinstance(values, list)
            or len(values) != len(times)
            or not isinstance(unit, str)
            or unit not in factors
        ):
            raise RetryableError(f"{source}: hourly.{name} must have a value for each time, in {' or '.join(factors)}")
        factor, offset = factors[unit]
        shift_s = HOUR_S if column in _HOUR_BEFORE else 0
        for start_s, value in zip(starts_s, values, strict=True):
            if value is not None and not is_number(value):
                raise RetryableError(f"{source}: hourly.{name} has something else than numbers")
            known = _bounded(value, column=column, factor=factor, offset=offset)
            if known is not None:
                found.setdefault(start_s - shift_s, {})[column] = known
    if not found:
        names = ", ".join(name for name, _ in _FIELDS.values())
        raise RetryableError(f"{source}: the answer has no value of {names}: ask for them with hourly=")
    return tuple(WeatherHour(start_s=start_s, **found[start_s]) for start_s in sorted(found))


def stale_note(hours: Sequence[WeatherHour], *, now_s: int) -> str | None:
    """What to tell where the weather does not reach into the hours to come; None if it does."""
    end_s = max((hour.start_s + HOUR_S for hour in hours), default=None)
    if end_s is None:
        return "the weather is empty: forecasts go without it"
    if end_s <= now_s:
        return f"the weather ends at {_words(end_s)}: forecasts go without it until newer comes"
    return None


_WRONG = -1e9  # no weather is so


def _cell(cell: str, *, column: str) -> float | None:
    if not cell:
        return None
    low, high = _RANGES[column]
    try:
        value = float(cell)
    except ValueError:
        return _WRONG
    return value if low <= value <= high else _WRONG


def _bounded(value: float | None, *, column: str, factor: float, offset: float) -> float | None:
    """In our unit; what no weather can be is unknown."""
    if value is None:
        return None
    low, high = _RANGES[column]
    converted = value * factor + offset
    return converted if low <= converted <= high else None


def _hour(text: str, *, zone: ZoneInfo, taken: Mapping[int, object]) -> int | None:
    """Unix seconds; the second time that an hour of autumn is named, its repetition. None if it does not fit."""
    moment = parse_moment(text)
    if moment is None:
        return None
    start_s = unix_s(moment, zone=zone)
    if start_s in taken:
        start_s = unix_s(moment.replace(fold=1), zone=zone)
    return None if start_s % HOUR_S or start_s in taken else start_s


def _starts(times: Sequence[object], *, offset: object) -> list[int] | None:
    """Unix seconds of Unix or local times; None unless they are rising full hours."""
    if not isinstance(offset, int) or isinstance(offset, bool) or abs(offset) > 86_400:
        return None
    starts_s = []
    for time in times:
        if isinstance(time, int) and not isinstance(time, bool) and 0 <= time < 2**33:
            starts_s.append(time)
        elif isinstance(time, str) and (moment := parse_moment(time)) and moment.tzinfo is None:
            starts_s.append(int((moment.replace(tzinfo=UTC) - timedelta(seconds=offset)).timestamp()))
        else:
            return None
    is_rising = all(before < after for before, after in pairwise(starts_s))
    return starts_s if is_rising and not any(start_s % HOUR_S for start_s in starts_s) else None


def _words(time_s: int) -> str:
    return datetime.fromtimestamp(time_s, tz=UTC).strftime("%Y-%m-%d %H:%M UTC")
