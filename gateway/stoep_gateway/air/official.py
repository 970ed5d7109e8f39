"""Official hourly values from a station near by, as an operator's CSV file has them: context, never mixed in. Pure."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from stoep_gateway.air.hours import HOUR_S
from stoep_gateway.air.index import POLLUTANTS, Level, worst
from stoep_gateway.csv_rows import csv_rows
from stoep_gateway.errors import ConfigError

_ROWS_MAX = 200_000
_CHARS_MAX = 10_000_000
_STATION_CHARS = 60
_MOST_UG_M3 = 5_000.0
_YEARS = (1990, 2200)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialHour:
    """Means in µg/m³ of the hour from start_s (Unix) on, by pollutant; those that are not known are not in it."""

    start_s: int
    station: str
    values: dict[str, float]

    def index(self) -> tuple[Level, str] | None:
        """The level and by which pollutant; None without values."""
        return worst(self.values)


def parse_official(text: str, *, file: Path) -> tuple[OfficialHour, ...]:
    """By time, then station. Columns: time (begin of the hour, ISO 8601 with its offset), station, and any of pm2_5,
    pm10, no2, o3 in µg/m³; an empty cell is not known, other columns are passed over. ConfigError with the line.
    """
    if len(text) > _CHARS_MAX:
        raise ConfigError(f"{file}: longer than {_CHARS_MAX} characters: keep what is needed")
    found: dict[tuple[int, str], OfficialHour] = {}
    for line, row in csv_rows(text, file=file, needed=("time", "station"), most=_ROWS_MAX):
        if not any(pollutant in row for pollutant in POLLUTANTS):
            raise ConfigError(f"{file}:1: no column of {', '.join(POLLUTANTS)}: the first line must name at least one")
        start_s, station = _hour(row["time"]), row["station"]
        if start_s is None:
            raise ConfigError(
                f"{file}:{line}: time must be a full hour with its offset, such as 2027-06-12T10:00+02:00"
            )
        if not station or len(station) > _STATION_CHARS or not station.isprintable():
            raise ConfigError(f"{file}:{line}: station must be 1 to {_STATION_CHARS} characters")
        if (start_s, station) in found:
            raise ConfigError(f"{file}:{line}: this hour of this station stands above already: keep one")
        values = {}
        for pollutant in POLLUTANTS:
            cell = row.get(pollutant, "")
            value = _number(cell)
            if cell and value is None:
                most = f"{_MOST_UG_M3:g}"
                raise ConfigError(f"{file}:{line}: {pollutant} must be empty or a number from 0 to {most}")
            if value is not None:
                values[pollutant] = value
        found[start_s, station] = OfficialHour(start_s=start_s, station=station, values=values)
    return tuple(found[key] for key in sorted(found))


def _number(cell: str) -> float | None:
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if 0 <= value <= _MOST_UG_M3 else None


def _hour(text: str) -> int | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None or not _YEARS[0] <= moment.year <= _YEARS[1]:
        return None
    time_s = moment.timestamp()
    return int(time_s) if time_s % HOUR_S == 0 else None
