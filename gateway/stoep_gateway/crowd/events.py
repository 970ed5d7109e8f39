"""The events file: what draws people, when, and to which places. TOML or CSV."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from stoep_gateway.crowd.local_time import parse_moment, unix_s
from stoep_gateway.crowd.operator_file import LineOf, Table, check_size, toml_table
from stoep_gateway.csv_rows import csv_rows

VISITORS_FULL = 10_000  # so many visitors, or more, are strength 1
_EVENTS_MAX = 2000
_DURATION_MAX_S = 31 * 86_400
_COLUMNS = ("name", "from", "until", "places", "visitors", "strength")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """start_s to end_s: when people come for it and leave, Unix; places: () for all; strength: above 0, up to 1."""

    name: str
    start_s: int
    end_s: int
    places: tuple[str, ...]
    strength: float


def parse_events(text: str, *, file: Path, zone: ZoneInfo, places: Sequence[str]) -> tuple[Event, ...]:
    """By the name of the file TOML or .csv; in order of time. places: the names that exist. ConfigError."""
    tables = _csv(text, file=file) if file.suffix.lower() == ".csv" else _toml(text, file=file)
    events = (_event(table, zone=zone, places=places) for table in tables)
    return tuple(sorted(events, key=lambda event: event.start_s))


def _toml(text: str, *, file: Path) -> list[Table]:
    top = toml_table(text, file=file)
    top.only(("event",))
    return top.tables("event", most=_EVENTS_MAX)


def _csv(text: str, *, file: Path) -> list[Table]:
    check_size(text, file=file)
    tables = []
    for line, row in csv_rows(text, file=file, needed=("name", "from", "until"), most=_EVENTS_MAX):
        values: dict[str, object] = {key: cell for key, cell in row.items() if cell}
        values["places"] = row.get("places", "").split()
        values |= {key: _number(row[key]) for key in ("visitors", "strength") if row.get(key)}
        tables.append(Table(values, file=file, line_of=_at(line)))
    return tables


def _event(table: Table, *, zone: ZoneInfo, places: Sequence[str]) -> Event:
    name = table.text("name", most=80)
    table.name = f'event "{name}"'
    table.only(_COLUMNS)
    start_s, end_s = _moment(table, "from", zone=zone), _moment(table, "until", zone=zone)
    if not 0 < end_s - start_s <= _DURATION_MAX_S:
        raise table.error("until must be after from, by at most 31 days", key="until")
    at = table.labels("places", most=len(places))
    for place in at:
        if place not in places:
            raise table.error(f'places names "{place}", which is no place of the places file', key="places")
    if ("visitors" in table) == ("strength" in table):
        raise table.error(f"give visitors (expected) or strength (0 to 1; 1 is {VISITORS_FULL} visitors), one of both")
    if "strength" in table:
        strength = table.number("strength", low=0.001, high=1)
    else:
        strength = min(1.0, table.number("visitors", low=1, high=10_000_000) / VISITORS_FULL)
    return Event(name=name, start_s=start_s, end_s=end_s, places=at, strength=strength)


def _moment(table: Table, key: str, *, zone: ZoneInfo) -> int:
    value = table.get(key)
    moment = parse_moment(value) if isinstance(value, str) else value
    if not isinstance(moment, datetime) or not 1990 <= moment.year <= 2200:
        raise table.error(f"{key} must be a date and time, such as 2027-06-12T10:00:00", key=key)
    return unix_s(moment, zone=zone)


def _at(line: int) -> LineOf:
    return lambda _: line


def _number(cell: str) -> object:
    try:
        return float(cell)
    except ValueError:
        return cell
