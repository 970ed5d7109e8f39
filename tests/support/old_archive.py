"""An archive as stoep 0.1 and 0.2 wrote it: schema 1, a chunk a series, life and day."""

import sqlite3
import struct
import zlib
from collections.abc import Iterable, Sequence
from contextlib import closing
from itertools import pairwise
from pathlib import Path

from stoep_gateway.archive.bucket import bucket_of, start_of
from stoep_gateway.archive.chunk import Point
from stoep_gateway.migrations import migrations
from stoep_gateway.records import Observation


def encode(points: Sequence[Point], *, start_s: int) -> bytes:
    """A chunk's body."""
    count = len(points)
    rows = _differences(point.row for point in points)
    times = _differences(point.time_s - start_s for point in points)
    columns = struct.pack(f"<{count}i{count}i{count}d", *rows, *times, *(point.value for point in points))
    return struct.pack("<BI", 1, count) + zlib.compress(columns, 1)


def fill(path: Path, observations: Iterable[Observation]) -> None:
    """observations: each once."""
    chunks: dict[tuple[str, str, str, int, str, int], list[Observation]] = {}
    newest: dict[str, Observation] = {}
    for one in observations:
        bucket, life = bucket_of(one.time_s, row=one.row), "" if one.window_s else one.life
        chunks.setdefault((one.device, one.quantity, one.unit, one.window_s, life, bucket), []).append(one)
        newest[one.device] = max(one, newest.get(one.device, one), key=lambda observation: observation.position)
    ((_, schema), *_) = migrations("archive")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(f"{schema}\nPRAGMA user_version = 1;")
        connection.execute("UPDATE version SET number = 7")
        connection.execute("""INSERT INTO status VALUES (1, '{"written_s": 1}')""")
        for one in newest.values():
            cell = (one.cell.x_m, one.cell.y_m, one.cell.size_m) if one.cell else (None, None, None)
            values = (one.device, one.profile, *cell, one.position)
            connection.execute("INSERT INTO device VALUES (?, ?, ?, ?, ?, ?)", values)
        for (*key, life, bucket), those in chunks.items():
            _insert(connection, key, life=life, bucket=bucket, observations=those)


def _insert(
    connection: sqlite3.Connection, key: Sequence[object], *, life: str, bucket: int, observations: list[Observation]
) -> None:
    connection.execute("INSERT OR IGNORE INTO series (device, quantity, unit, window_s) VALUES (?, ?, ?, ?)", key)
    (series,) = connection.execute(
        "SELECT id FROM series WHERE device = ? AND quantity = ? AND unit = ? AND window_s = ?", key
    ).fetchone()
    points = sorted(Point(0 if one.window_s else one.row, one.time_s or 0, one.value) for one in observations)
    body = encode(points, start_s=start_of(bucket))
    connection.execute("INSERT INTO chunk VALUES (?, ?, ?, ?)", (series, life, bucket, body))
    if bucket >= 0:
        last = max(points, key=lambda point: point.time_s)
        connection.execute(
            "UPDATE series SET last_time_s = ?1, last_value = ?2 WHERE id = ?3 AND ifnull(last_time_s, -1) < ?1",
            (last.time_s, last.value, series),
        )


def _differences(numbers: Iterable[int]) -> list[int]:
    return [following - number for number, following in pairwise([0, *numbers])]
