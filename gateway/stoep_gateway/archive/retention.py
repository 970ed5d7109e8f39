"""Days that were kept long enough leave the archive, a little at a time."""

import sqlite3
from dataclasses import dataclass

from stoep_gateway.archive import chunk
from stoep_gateway.archive.bucket import start_of
from stoep_gateway.archive.part import ChunkError, decode
from stoep_gateway.grid import DAY_S

_STEP_PARTS = 64  # of at most 128 rows each: some tens of milliseconds
_STEP_WINDOWS = 4_096
_OLD = "bucket >= 0 AND bucket < ?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expired:
    """observations: how many this step deleted. is_done: nothing that old is left."""

    observations: int
    is_done: bool


def oldest_day(connection: sqlite3.Connection) -> int | None:
    """The first day (UTC, counted from 1970) of which something is kept. None: nothing with a time is."""
    firsts = [connection.execute("SELECT min(bucket) FROM chunk WHERE bucket >= 0").fetchone()]
    for device in _devices(connection):  # the index begins with the device
        query = "SELECT min(bucket) FROM part WHERE device = ? AND bucket >= 0"
        firsts.append(connection.execute(query, (device,)).fetchone())
    return min((day for (day,) in firsts if day is not None), default=None)


def expire(connection: sqlite3.Connection, *, first_day: int) -> Expired:
    """One step, inside the caller's transaction: what is of days before first_day goes.

    Nobody knows when rows without a time were measured. Their parts go with the days that they were begun before.
    """
    newest = 0
    for device in _devices(connection):
        query = f"SELECT max(id) FROM part WHERE device = ? AND {_OLD}"  # noqa: S608
        newest = max(newest, connection.execute(query, (device, first_day)).fetchone()[0] or 0)
    chunks = _chunks(connection, first_day=first_day, undated=bool(newest))
    parts = _parts(connection, "bucket < 0 AND id < ?", newest)
    if not parts and not chunks:  # last: they tell how old the others are
        parts = _parts(connection, _OLD, first_day)
    observations = sum(_held(body) for _, body in parts)
    observations += sum(_held_of_schema_1(bucket, body) for _, bucket, body in chunks)
    connection.executemany("DELETE FROM part WHERE id = ?", [(number,) for number, _ in parts])
    connection.executemany("DELETE FROM chunk WHERE rowid = ?", [(number,) for number, *_ in chunks])
    windows = 0
    if not parts and not chunks:
        windows = _forget_made(connection, first_day=first_day)
    is_done = not parts and not chunks and not windows
    if not is_done or _forget(connection, first_day=first_day):
        connection.execute("UPDATE version SET number = number + 1")
    return Expired(observations=observations, is_done=is_done)


def _devices(connection: sqlite3.Connection) -> list[int]:
    return [number for (number,) in connection.execute("SELECT id FROM device")]


def _parts(connection: sqlite3.Connection, condition: str, value: int) -> list[tuple[int, bytes]]:
    """(id, body) of some parts of one device that has any."""
    query = f"SELECT id, body FROM part WHERE device = ? AND {condition} LIMIT ?"  # noqa: S608
    for device in _devices(connection):
        if found := connection.execute(query, (device, value, _STEP_PARTS)).fetchall():
            return found
    return []


def _chunks(connection: sqlite3.Connection, *, first_day: int, undated: bool) -> list[tuple[int, int, bytes]]:
    """(rowid, bucket, body) of days from before there were parts. undated: some part is old, so all of these are."""
    query = "SELECT rowid, bucket, body FROM chunk WHERE bucket >= 0 AND bucket < ? LIMIT ?"
    found = connection.execute(query, (first_day, _STEP_PARTS)).fetchall()
    if not found and undated:
        query = "SELECT rowid, bucket, body FROM chunk WHERE NOT EXISTS (SELECT 1 FROM chunk WHERE bucket >= 0) LIMIT ?"
        found = connection.execute(query, (_STEP_PARTS,)).fetchall()
    return found


def _forget_made(connection: sqlite3.Connection, *, first_day: int) -> int:
    """How some windows of one device were made; how many."""
    query = (
        "DELETE FROM made WHERE device = ? AND start_s < ? AND (start_s, window_s) IN"
        " (SELECT start_s, window_s FROM made WHERE device = ? AND start_s < ? ORDER BY start_s LIMIT ?)"
    )
    for device in _devices(connection):
        old = (device, first_day * DAY_S)
        if gone := connection.execute(query, (*old, *old, _STEP_WINDOWS)).rowcount:
            return gone
    return 0


def _forget(connection: sqlite3.Connection, *, first_day: int) -> bool:
    """Newest values that are too old, and devices of which nothing is left. Whether there were any."""
    gone = connection.execute("DELETE FROM latest WHERE time_s < ?", (first_day * DAY_S,)).rowcount
    empty = (
        "NOT EXISTS (SELECT 1 FROM part WHERE part.device = {0}) AND NOT EXISTS"
        " (SELECT 1 FROM chunk JOIN series AS its ON its.id = series WHERE its.device = {0})"
    )
    for table, column in (("newest", "newest.device"), ("series", "series.device"), ("device", "device.id")):
        gone += connection.execute(f"DELETE FROM {table} WHERE {empty.format(column)}").rowcount  # noqa: S608
    return gone > 0


def _held(body: bytes) -> int:
    """A damaged part counts none."""
    try:
        return sum(len(moment.values) for moment in decode(body).values())
    except ChunkError:
        return 0


def _held_of_schema_1(bucket: int, body: bytes) -> int:
    try:
        return len(chunk.decode(body, start_s=start_of(bucket)))
    except ChunkError:
        return 0
