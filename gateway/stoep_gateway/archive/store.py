"""Released observations into the archive's tables: each once, whatever comes in which order and how often."""

import sqlite3
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from math import ceil

from stoep_gateway.archive import chunk
from stoep_gateway.archive.bucket import bucket_of, start_of
from stoep_gateway.archive.part import Moment, decode, encode, merge
from stoep_gateway.records import Observation, Provenance

_PART_ROWS = 128  # more: longer parts are written anew for each frame; fewer: more pages of the index
_CHUNKS = (
    "SELECT series, body FROM chunk"
    " WHERE series IN (SELECT id FROM series WHERE device = ? AND window_s = ?) AND life = ? AND bucket = ?"
)
_FORGET_CHUNKS = (
    "DELETE FROM chunk"
    " WHERE series IN (SELECT id FROM series WHERE device = ? AND window_s = ?) AND life = ? AND bucket = ?"
)


def store(connection: sqlite3.Connection, batch: Sequence[Observation]) -> None:
    """Inside the caller's transaction. What is there already stays as it is. ChunkError: what is there is damaged."""
    newest: dict[str, Observation] = {}
    for observation in batch:
        if observation.device not in newest or observation.position >= newest[observation.device].position:
            newest[observation.device] = observation
    devices = {name: _store_device(connection, observation) for name, observation in newest.items()}
    series: dict[tuple[int, str, str, int], int] = {}
    last: dict[int, tuple[int, int, float]] = {}
    days: dict[tuple[int, int, str, int], dict[int, Moment]] = {}
    made: dict[tuple[int, int, int], Provenance] = {}
    for observation in batch:
        device, window_s, time_s = devices[observation.device], observation.window_s, observation.time_s
        key = (device, observation.quantity, observation.unit, window_s)
        if key not in series:
            series[key] = _series(connection, key)
        one = series[key]
        row, life = (0, "") if window_s else (observation.row, observation.life)
        day = days.setdefault((device, window_s, life, bucket_of(time_s, row=row)), {})
        moment = day.setdefault(row or time_s or 0, Moment(time_s or 0, {}))  # rows count from 1 (SPEC §1)
        moment.values.setdefault(one, observation.value)
        if time_s is not None:
            last[one] = max(last.get(one, (-1, 0, 0.0)), (time_s, row, observation.value))
            if observation.provenance is not None:
                made[device, time_s, window_s] = observation.provenance
    changed = [_store_day(connection, key, moments) for key, moments in days.items()]
    connection.executemany(
        "INSERT INTO latest VALUES (?, ?, ?) ON CONFLICT (series) DO UPDATE SET time_s = excluded.time_s,"
        " value = excluded.value WHERE excluded.time_s > time_s",
        [(one, time_s, value) for one, (time_s, _, value) in sorted(last.items())],
    )
    _store_made(connection, made)
    if any(changed):
        connection.execute("UPDATE version SET number = number + 1")


def _store_device(connection: sqlite3.Connection, observation: Observation) -> int:
    """Its id. Profile and cell are those of the newest observation."""
    cell = observation.cell
    place = (cell.x_m, cell.y_m, cell.size_m) if cell else (None, None, None)
    query = (
        "SELECT id, position, profile, cell_x_m, cell_y_m, cell_size_m FROM device JOIN newest ON device = id"
        " WHERE name = ?"
    )
    found = connection.execute(query, (observation.device,)).fetchone()
    if found is None:
        sql = "INSERT INTO device (name, profile, cell_x_m, cell_y_m, cell_size_m) VALUES (?, ?, ?, ?, ?) RETURNING id"
        (number,) = connection.execute(sql, (observation.device, observation.profile, *place)).fetchone()
        connection.execute("INSERT INTO newest VALUES (?, ?)", (number, observation.position))
        return int(number)
    number, position, *told = found
    if observation.position > position:
        connection.execute("UPDATE newest SET position = ? WHERE device = ?", (observation.position, number))
        if told != [observation.profile, *place]:
            connection.execute(
                "UPDATE device SET profile = ?, cell_x_m = ?, cell_y_m = ?, cell_size_m = ? WHERE id = ?",
                (observation.profile, *place, number),
            )
    return int(number)


def _series(connection: sqlite3.Connection, key: tuple[int, str, str, int]) -> int:
    query = "SELECT id FROM series WHERE device = ? AND quantity = ? AND unit = ? AND window_s = ?"
    found = connection.execute(query, key).fetchone()
    if found is None:
        sql = "INSERT INTO series (device, quantity, unit, window_s) VALUES (?, ?, ?, ?) RETURNING id"
        found = connection.execute(sql, key).fetchone()
    return int(found[0])


def _store_made(connection: sqlite3.Connection, made: Mapping[tuple[int, int, int], Provenance]) -> None:
    """made: by device, start and length of the window; its quantities have one draw."""
    known: dict[tuple[str, int, int, int], int] = {}
    for window, provenance in made.items():
        key = (provenance.epsilon, provenance.contribution, provenance.k, provenance.rounding)
        if key not in known:
            insert = "INSERT OR IGNORE INTO making (epsilon, contribution, k, rounding) VALUES (?, ?, ?, ?)"
            connection.execute(insert, key)
            query = "SELECT id FROM making WHERE epsilon = ? AND contribution = ? AND k = ? AND rounding = ?"
            (known[key],) = connection.execute(query, key).fetchone()
        values = (*window, known[key], provenance.covered_s)
        connection.execute("INSERT OR IGNORE INTO made VALUES (?, ?, ?, ?, ?)", values)


def _store_day(connection: sqlite3.Connection, day: tuple[int, int, str, int], moments: Mapping[int, Moment]) -> bool:
    """day: (device, window_s, life, bucket). False: everything was there already."""
    begun = [
        first
        for (first,) in connection.execute(
            "SELECT first FROM part WHERE device = ? AND window_s = ? AND life = ? AND bucket = ? ORDER BY first", day
        )
    ]
    by_part: dict[int, dict[int, Moment]] = {}
    for number, moment in moments.items():
        place = bisect_right(begun, number) - 1
        by_part.setdefault(begun[place] if begun else 0, {})[number] = moment
    changed = [_store_part(connection, day, first, new=new) for first, new in by_part.items()]
    return any(changed)


def _store_part(
    connection: sqlite3.Connection, day: tuple[int, int, str, int], first: int, *, new: Mapping[int, Moment]
) -> bool:
    found = connection.execute(
        "SELECT id, body FROM part WHERE device = ? AND window_s = ? AND life = ? AND bucket = ? AND first = ?",
        (*day, first),
    ).fetchone()
    known = decode(found[1]) if found else _of_schema_1(connection, day)
    merged = merge(known, new=new)
    if merged is None:
        return False
    numbers = sorted(merged)
    size = _PART_ROWS  # what follows begins a new part; what falls between makes two with room for more
    if known and min(new) < max(known):
        size = ceil(len(numbers) / ceil(len(numbers) / _PART_ROWS))
    for at in range(0, len(numbers), size):
        piece = numbers[at : at + size]
        body = encode({number: merged[number] for number in piece})
        if at == 0 and found:
            if body != found[1]:
                connection.execute("UPDATE part SET body = ? WHERE id = ?", (body, found[0]))
        else:
            sql = "INSERT INTO part (device, window_s, life, bucket, first, body) VALUES (?, ?, ?, ?, ?, ?)"
            connection.execute(sql, (*day, piece[0] if at else first, body))
    if not found:
        connection.execute(_FORGET_CHUNKS, day)
    return True


def _of_schema_1(connection: sqlite3.Connection, day: tuple[int, int, str, int]) -> dict[int, Moment]:
    """What was kept of a day before there were parts; it goes into the day's first one."""
    start_s = start_of(day[3])
    known: dict[int, Moment] = {}
    for series, body in connection.execute(_CHUNKS, day):
        for row, time_s, value in chunk.decode(body, start_s=start_s):
            known.setdefault(row or time_s, Moment(time_s, {})).values[series] = value
    return known
