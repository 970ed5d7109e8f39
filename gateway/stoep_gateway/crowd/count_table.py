"""A CSV file of counts, `sensor,ts,count`, as one table: a row a slot, a column a sensor."""

import csv
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from stoep_gateway.crowd.forecast.history import HOUR_S, Floats
from stoep_gateway.crowd.local_time import parse_moment
from stoep_gateway.errors import ConfigError

COLUMNS = ("sensor", "ts", "count")
_SENSORS_MAX, _SLOTS_MAX = 500, 1_000_000
_MANY = 1_000_000  # people in a slot


@dataclass(frozen=True, slots=True, kw_only=True)
class CountTable:
    """start_s: Unix, of the first slot. counts: (slots, sensors), NaN where the file has no row or an empty count."""

    slot_s: int
    start_s: int
    sensors: tuple[str, ...]
    counts: Floats


def read_counts(lines: Iterable[str], *, file: Path, zone: ZoneInfo | None) -> CountTable:
    """Rows in any order, columns in any order, others ignored. zone: of times that have no offset; None: such a time is
    an error. The slot is the shortest step between two times. ConfigError with the line.
    """
    places: dict[str, int] = {}
    seen: dict[tuple[int, int], float] = {}
    line_of: dict[tuple[int, int], int] = {}
    for line, sensor, moment, count in _rows(lines, file=file, zone=zone):
        place = places.setdefault(sensor, len(places))
        if len(places) > _SENSORS_MAX:
            raise ConfigError(f"{file}:{line}: more than {_SENSORS_MAX} sensors: test some of them at a time")
        key = place, int(moment.timestamp())
        if key in seen and moment.fold == 0 and zone is not None and moment.tzinfo is zone:
            key = place, int(moment.replace(fold=1).timestamp())  # the hour that comes twice in autumn
        if key in seen:
            raise ConfigError(
                f"{file}:{line}: {sensor} at {moment.isoformat()} was there before, on line {line_of[key]}"
            )
        seen[key], line_of[key] = count, line
    if not seen:
        raise ConfigError(f"{file}: no counts")
    times = np.unique(np.fromiter((time_s for _, time_s in seen), dtype=np.int64, count=len(seen)))
    slot_s = _slot_s(times, file=file)
    start_s, slots = int(times[0]), int(times[-1] - times[0]) // slot_s + 1
    if slots > _SLOTS_MAX:
        raise ConfigError(
            f"{file}: {slots} slots from first to last: more than {_SLOTS_MAX}; a year is wrong somewhere"
        )
    counts = np.full((slots, len(places)), np.nan, dtype=np.float32)
    for (place, time_s), count in seen.items():
        slot, rest = divmod(time_s - start_s, slot_s)
        if rest:
            raise ConfigError(f"{file}:{line_of[place, time_s]}: not on the grid of {slot_s} s of the other times")
        counts[slot, place] = count
    return CountTable(slot_s=slot_s, start_s=start_s, sensors=tuple(places), counts=counts)


def _rows(lines: Iterable[str], *, file: Path, zone: ZoneInfo | None) -> Iterator[tuple[int, str, datetime, float]]:
    reader = csv.reader(lines, strict=True)
    try:
        header = [name.strip().removeprefix("\ufeff") for name in next(reader, [])]
        missing = [name for name in COLUMNS if name not in header]
        if missing:
            raise ConfigError(f"{file}:1: column {missing[0]} is missing: the first line must name {','.join(COLUMNS)}")
        where = [header.index(name) for name in COLUMNS]
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            if len(row) <= max(where):
                raise ConfigError(f"{file}:{reader.line_num}: {len(row)} cells, the first line has {len(header)}")
            sensor, ts, count = (row[at].strip() for at in where)
            if not sensor:
                raise ConfigError(f"{file}:{reader.line_num}: a row without a sensor")
            yield (
                reader.line_num,
                sensor,
                _moment(ts, f"{file}:{reader.line_num}", zone),
                _count(count, f"{file}:{reader.line_num}"),
            )
    except csv.Error as error:
        raise ConfigError(f"{file}:{reader.line_num}: not CSV: {error}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file}:{reader.line_num + 1}: not UTF-8") from error


def _moment(text: str, where: str, zone: ZoneInfo | None) -> datetime:
    moment = parse_moment(text)
    if moment is None:
        raise ConfigError(f"{where}: {text[:40]!r} is no ISO 8601 time, such as 2026-07-05T16:00+02:00")
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    if zone is None:
        raise ConfigError(f"{where}: {text[:40]!r} has no offset: say with --tz which clock it is of")
    moment = moment.replace(tzinfo=zone)
    if moment.astimezone(UTC).astimezone(zone).replace(fold=0) != moment.replace(fold=0):
        raise ConfigError(f"{where}: {text[:40]!r} does not exist in {zone.key}, where summer time begins: --tz UTC?")
    return moment


def _count(text: str, where: str) -> float:
    """NaN for an empty one."""
    if text == "" or text.lower() in ("nan", "na", "null"):
        return math.nan
    try:
        count = float(text)
    except ValueError:
        count = -1.0
    if not 0 <= count <= _MANY:
        raise ConfigError(f"{where}: {text[:40]!r} is no count of people: a number from 0 to {_MANY}, or nothing")
    return count


def _slot_s(times: "np.typing.NDArray[np.int64]", *, file: Path) -> int:
    steps = np.diff(times)
    slot_s = int(steps.min()) if len(steps) else 0
    if slot_s < 60 or HOUR_S % slot_s:
        shortest = timedelta(seconds=slot_s)
        raise ConfigError(f"{file}: the shortest step between two times is {shortest}: it must divide an hour")
    if times[0] % slot_s:
        raise ConfigError(f"{file}: times do not start at full slots of {slot_s} s")
    return slot_s
