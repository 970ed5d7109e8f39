"""The archive as a back-end: keeps every released observation once, packed by series and day."""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from stoep_gateway.archive.bucket import bucket_of, start_of
from stoep_gateway.archive.chunk import ChunkError, Point, decode, encode, merge
from stoep_gateway.errors import ConfigError, RetryableError
from stoep_gateway.migrations import migrate
from stoep_gateway.records import Observation

FILE_NAME = "archive.db"
_BUSY_S = 5.0  # readers hold a lock for milliseconds, except while the journal mode changes

_Answer = TypeVar("_Answer")


class ArchiveWriter:
    """A back-end (ports.Backend) and the only writer of the file. A repeated observation changes nothing."""

    needs_time = False

    def __init__(self, path: Path) -> None:
        """Opens the file at the first call. SQLite has a thread of its own: fsync must not hold the loop."""
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="archive")

    async def send(self, batch: tuple[Observation, ...], *, unsure: bool) -> None:
        """See ports.Backend. One transaction, on the disk when this returns; unsure changes nothing."""
        await self._in_thread(lambda connection: _store(connection, batch))

    async def write_status(self, json_text: str) -> None:
        """Replace what pages read about devices and accounts. RetryableError like `send`."""
        sql = "INSERT INTO status VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body"
        await self._in_thread(lambda connection: connection.execute(sql, (json_text,)))

    async def close(self) -> None:
        """See ports.Backend."""
        with suppress(RuntimeError):  # closed before
            await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        await asyncio.to_thread(self._thread.shutdown)

    async def _in_thread(self, work: Callable[[sqlite3.Connection], _Answer]) -> _Answer:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._transact, work)

    def _transact(self, work: Callable[[sqlite3.Connection], _Answer]) -> _Answer:
        try:
            if self._connection is None:
                self._connection = _open(self._path)
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                answer = work(self._connection)
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise RetryableError(
                f"{self._path}: cannot keep observations ({error}): check room, rights and the disk"
            ) from error
        except ChunkError as error:
            raise RetryableError(f"{self._path}: {error}: restore the file or move it away") from error
        except ConfigError as error:
            raise RetryableError(f"{self._path}: {error}") from error
        return answer

    def _close(self) -> None:
        if self._connection is not None:
            # A WAL file can only be read while its -shm file is there or can be made: readers of another user could not
            # open it after we are gone. With a reader at work this fails, and the -shm file stays.
            with suppress(sqlite3.Error):
                self._connection.execute("PRAGMA busy_timeout = 0")
                self._connection.execute("PRAGMA journal_mode = DELETE")
            self._connection.close()
            self._connection = None


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")  # what was sent is deleted from the journal
        migrate(connection, room="archive")
    except BaseException:
        connection.close()
        raise
    return connection


def _store(connection: sqlite3.Connection, batch: Sequence[Observation]) -> None:
    by_series: dict[tuple[str, str, str, int], list[Observation]] = {}
    newest: dict[str, Observation] = {}
    for observation in batch:
        key = (observation.device, observation.quantity, observation.unit, observation.window_s)
        by_series.setdefault(key, []).append(observation)
        if observation.device not in newest or observation.position >= newest[observation.device].position:
            newest[observation.device] = observation
    for observation in newest.values():
        _store_device(connection, observation)
    changed = [_store_series(connection, key, observations) for key, observations in by_series.items()]
    if any(changed):
        connection.execute("UPDATE version SET number = number + 1")


def _store_device(connection: sqlite3.Connection, observation: Observation) -> None:
    cell = observation.cell
    connection.execute(
        "INSERT INTO device VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET profile = excluded.profile,"
        " cell_x_m = excluded.cell_x_m, cell_y_m = excluded.cell_y_m, cell_size_m = excluded.cell_size_m,"
        " position = excluded.position WHERE excluded.position > position",
        (
            observation.device,
            observation.profile,
            cell.x_m if cell else None,
            cell.y_m if cell else None,
            cell.size_m if cell else None,
            observation.position,
        ),
    )


def _store_series(
    connection: sqlite3.Connection, key: tuple[str, str, str, int], observations: Sequence[Observation]
) -> bool:
    connection.execute("INSERT OR IGNORE INTO series (device, quantity, unit, window_s) VALUES (?, ?, ?, ?)", key)
    (series,) = connection.execute(
        "SELECT id FROM series WHERE device = ? AND quantity = ? AND unit = ? AND window_s = ?", key
    ).fetchone()
    chunks: dict[tuple[int, str], list[Point]] = {}
    for observation in observations:
        row = 0 if observation.window_s else observation.row
        life = "" if observation.window_s else observation.life
        bucket = bucket_of(observation.time_s, row=row)
        chunks.setdefault((bucket, life), []).append(Point(row, observation.time_s or 0, observation.value))
    changed = [
        _store_chunk(connection, series, bucket=bucket, life=life, new=points)
        for (bucket, life), points in chunks.items()
    ]
    dated = [observation for observation in observations if observation.time_s is not None]
    if any(changed) and dated:
        last = max(dated, key=lambda observation: (observation.time_s or 0, observation.row))
        connection.execute(
            "UPDATE series SET last_time_s = ?1, last_value = ?2 WHERE id = ?3 AND ifnull(last_time_s, -1) < ?1",
            (last.time_s, last.value, series),
        )
    return any(changed)


def _store_chunk(connection: sqlite3.Connection, series: int, *, bucket: int, life: str, new: Sequence[Point]) -> bool:
    """False: everything was there already."""
    start_s = start_of(bucket)
    found = connection.execute(
        "SELECT body FROM chunk WHERE series = ? AND bucket = ? AND life = ?", (series, bucket, life)
    ).fetchone()
    points = merge(decode(found[0], start_s=start_s) if found else (), new=new)
    if points is None:
        return False
    connection.execute(
        "INSERT INTO chunk (series, life, bucket, body) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (series, bucket, life) DO UPDATE SET body = excluded.body",
        (series, life, bucket, encode(points, start_s=start_s)),
    )
    return True
