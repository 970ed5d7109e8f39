"""The archive as a back-end: keeps every released observation once, packed by device and day."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from stoep_gateway.archive.part import ChunkError
from stoep_gateway.archive.retention import Expired, expire, oldest_day
from stoep_gateway.archive.status import status_path, write_status
from stoep_gateway.archive.store import store
from stoep_gateway.config.private_file import make_private_folder
from stoep_gateway.errors import ConfigError, RetryableError
from stoep_gateway.migrations import migrate
from stoep_gateway.records import Observation
from stoep_gateway.transaction import transaction
from stoep_gateway.write_ahead import close_readable

FILE_NAME = "archive/archive.db"  # of the state folder; in a folder that holds nothing else, see supervise/web_process
_PAGE_BYTES = 1024  # of a new file: what changes is small and lies scattered
_LOG_BYTES = 4 << 20  # at which SQLite folds its log in; SQLite itself counts pages
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
        await self._in_thread(lambda connection: store(connection, batch))

    async def write_status(self, json_text: str) -> None:
        """Replace what pages read about devices and accounts. RetryableError like `send`."""
        await self._in_thread(lambda _: write_status(status_path(self._path), json_text))

    async def oldest_day(self) -> int | None:
        """See `archive.retention`. RetryableError."""
        return await self._in_thread(oldest_day)

    async def expire(self, *, first_day: int) -> Expired:
        """One small step of `archive.retention`, between two sends. RetryableError."""
        step = await self._in_thread(lambda connection: expire(connection, first_day=first_day))
        if step.is_done:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._fold)
        return step

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
                if not self._path.parent.is_dir():
                    make_private_folder(self._path.parent)
                self._connection = open_archive(self._path)
            with transaction(self._connection):
                answer = work(self._connection)
        except sqlite3.Error as error:
            raise RetryableError(
                f"{self._path}: cannot keep observations ({error}): check room, rights and the disk"
            ) from error
        except ChunkError as error:
            raise RetryableError(f"{self._path}: {error}: restore the file or move it away") from error
        except ConfigError as error:
            raise RetryableError(f"{self._path}: {error}") from error
        return answer

    def _fold(self) -> None:
        """What was deleted is overwritten in the file itself, not only in the log; a reader may put it off."""
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def _close(self) -> None:
        if self._connection is not None:
            close_readable(self._connection)
            self._connection = None


def open_archive(path: Path) -> sqlite3.Connection:
    """For the only one who writes now. sqlite3.Error; ConfigError: of a later stoep."""
    connection = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA temp_store = MEMORY")  # nothing of a query lands in a file elsewhere
        connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
        connection.execute("PRAGMA journal_mode = WAL")
        (page_bytes,) = connection.execute("PRAGMA page_size").fetchone()
        connection.execute(f"PRAGMA wal_autocheckpoint = {_LOG_BYTES // page_bytes}")
        connection.execute("PRAGMA secure_delete = ON")  # what leaves is overwritten; Debian's SQLite does it anyway
        connection.execute("PRAGMA synchronous = FULL")  # what was sent is deleted from the journal
        migrate(connection, room="archive")
    except BaseException:
        connection.close()
        raise
    return connection
