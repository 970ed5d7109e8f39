"""The journal's one SQLite database. Used by one thread; every change is one transaction with FULL sync."""

import logging
import sqlite3
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from stoep_gateway.errors import ConfigError
from stoep_gateway.journal import backend_rows, lanes, resident_rows, seals, start_rows
from stoep_gateway.journal.blob import encode_letter
from stoep_gateway.journal.copied import note_repeats
from stoep_gateway.journal.entry_rows import entry_of, insert, select
from stoep_gateway.journal.errors import (
    DamagedRowError,
    DiskFullError,
    JournalError,
    decoding,
    disk_full,
    is_full,
    journal_error,
    open_error,
)
from stoep_gateway.journal.ledger_rows import ANCHOR_FILE, read_anchor, write_anchor
from stoep_gateway.journal.mend import REPEATS, mend, said
from stoep_gateway.journal.records import CommitBatch, Cursor, Delivery, Entry, JournalState, PlaceRow
from stoep_gateway.journal.reserve import LOG_BYTES, Reserve
from stoep_gateway.journal.state import load_places, load_state, write_state
from stoep_gateway.migrations import migrate
from stoep_gateway.records import WIRE_EPOCH_S, Cell
from stoep_gateway.scrub import overwrite_deleted, scrub
from stoep_gateway.transaction import transaction

_LOG = logging.getLogger("stoep.journal")

JOURNAL_FILE = "journal.db"
RESERVE_FILE = "journal.reserve"

_PAGE_BYTES = 1024  # of a new file; one that is there keeps its own
_LETTERS_MAX = 10_000  # a back-end; the oldest go first, their number stays in the accounts


class Journal:
    """Open it with `Journal.open`. JournalError: nothing of that call was kept, it may be tried again."""

    def __init__(
        self, connection: sqlite3.Connection, *, path: Path, max_size_bytes: int, reserve: Reserve, start: int
    ) -> None:
        self._connection = connection
        self._path = path
        self._max_size_bytes = max_size_bytes
        self._reserve = reserve
        self._start = start
        self._anchor_path = path.with_name(ANCHOR_FILE)
        self._names: tuple[str, ...] = ()  # of the back-ends that are configured
        self._anchor: tuple[int, bytes] | None = None  # as written by this start
        self.repeats = False  # whether back-ends get again what they have: rows were set aside since it was opened

    @classmethod
    def open(cls, path: Path, *, max_size_bytes: int = 1 << 30, reserve_bytes: int = 0) -> "Journal":
        """Open or create, migrate, and begin a new gateway start. ConfigError when it cannot be used.

        reserve_bytes: room kept in a file beside it, so that deliveries can be counted on a full disk.
        """
        reserve = Reserve(path.with_name(RESERVE_FILE), size_bytes=reserve_bytes)
        try:
            try:
                connection, start = _begin(path)
            except sqlite3.Error as error:
                if not is_full(error) or not reserve.release(log=_log(path)):
                    raise
                connection, start = _begin(path)
            if not reserve.hold():
                reserve.release(log=_log(path))
        except sqlite3.Error as error:
            raise open_error(error, path=path) from error
        except (ConfigError, OSError) as error:
            raise ConfigError(f"journal {path}: {error}") from error
        return cls(connection, path=path, max_size_bytes=max_size_bytes, reserve=reserve, start=start)

    def load_state(self) -> JournalState:
        """What ingest must know to go on. ConfigError: the ledger's second file is damaged."""
        anchor = read_anchor(self._anchor_path)
        with self._translated(), decoding():
            return load_state(self._connection, anchor=anchor)

    def load_places(self) -> Mapping[str, PlaceRow]:
        """The windows' counters of every place, for pages and metrics."""
        with self._translated(), decoding():
            return load_places(self._connection)

    def commit(self, batch: CommitBatch) -> int:
        """Keep a batch whole; a batch that is already kept is left alone. Returns the newest position.

        The ledger's anchor follows in a second file, so that a journal put back without it is noticed.
        DiskFullError: also when the room that is left is for deliveries.
        """
        if not self._has_room():
            raise disk_full(self._path)
        with self._transaction() as connection:
            start = start_rows.load(connection, self._start)
            if start.commits < batch.number:
                insert(connection, batch.entries, first=start.head + 1)
                write_state(connection, batch)
                start = replace(start, commits=batch.number, head=start.head + len(batch.entries))
                start_rows.store(connection, start, counts=batch.start)
                released = sum(count for count, _ in batch.entries)
                if released:
                    with backend_rows.changing(connection):
                        connection.execute(
                            "UPDATE backends SET released = released + ?1, pending = pending + ?1", (released,)
                        )
                        self._expire(connection)
        if batch.anchor is not None and batch.anchor != self._anchor:
            self._write_anchor(batch.anchor)
            self._anchor = batch.anchor
        return start.head

    def attach(self, names: Iterable[str]) -> dict[str, Cursor]:
        """The configured back-ends. A new one begins with the oldest entry held; one that left keeps its entries."""
        self._names = tuple(names)
        with self._transaction() as connection:
            backend_rows.attach(connection, self._names, head=start_rows.load(connection, self._start).head)
            rows = connection.execute(
                "SELECT name, backlog_next, backlog_end, live_next FROM backends WHERE configured"
            )
            return {row[0]: backend_rows.cursor_of(row[1:]) for row in rows}

    def head(self) -> int:
        """The newest position ever given, 0 before the first."""
        with self._translated():
            return start_rows.load(self._connection, self._start).head

    def used_bytes(self) -> int:
        """What the contents take; the file may be larger, since it does not shrink."""
        with self._translated():
            pages, free, size_bytes = self._pages()
        return (pages - free) * size_bytes

    def cursor(self, backend: str, *, lag_entries: int) -> Cursor:
        """Where the back-end is. More than lag_entries behind, what it lacks becomes backlog and fresh data live."""
        with self._transaction() as connection:
            seals.read_sound(connection, "backends")
            cursor = backend_rows.load_cursor(connection, backend)
            head = start_rows.load(connection, self._start).head
            split = lanes.split(cursor, head=head, lag_entries=lag_entries)
            if split != cursor:
                with backend_rows.changing(connection):
                    backend_rows.store_cursor(connection, backend, split)
            return split

    def read(self, first: int, *, end: int | None, max_observations: int) -> tuple[Entry, ...]:
        """Whole entries from `first`, before `end`, of at most max_observations; one if it is larger alone."""
        entries: list[Entry] = []
        total = 0
        with self._translated():
            rows = select(self._connection, first=first, end=end, limit=max_observations)
            for row in rows:
                entry = entry_of(*row)
                if entry.position < (entries[-1].position + 1 if entries else first):
                    raise DamagedRowError("entries")  # a page out of order: going on behind it goes round
                if entries and total + entry.observations > max_observations:
                    break
                total += entry.observations
                entries.append(entry)
            rows.close()
        return tuple(entries)

    def deliver(self, delivery: Delivery) -> None:
        """Move a back-end's cursor and count what became of the observations passed, in one transaction."""
        with self._transaction() as connection:
            with backend_rows.changing(connection):
                if not backend_rows.count(connection, delivery):
                    return
            if delivery.dead:
                (newest,) = connection.execute("SELECT ifnull(max(id), 0) FROM dead_letters").fetchone()
                connection.executemany(
                    seals.insert_sql("dead_letters"),
                    [
                        (number, delivery.backend, letter.reason, encode_letter(letter.observation))
                        for number, letter in enumerate(delivery.dead, newest + 1)
                    ],
                )
                connection.execute(
                    "DELETE FROM dead_letters WHERE backend = ?1 AND id <="
                    " (SELECT id FROM dead_letters WHERE backend = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
                    (delivery.backend, _LETTERS_MAX),
                )
            _prune(connection)

    def move(self, devices: Collection[str], *, cell: Cell | None) -> None:
        """What waits of these devices was measured in that cell."""
        with self._transaction() as connection:
            resident_rows.move(connection, devices, cell=cell)

    def erase(self, devices: Collection[str], *, place: str) -> None:
        """No byte of these devices stays in the file; of the place what the ledger says. If it fails, call it again."""
        with self._translated():
            overwrite_deleted(self._connection)
        with self._transaction() as connection:
            resident_rows.erase(connection, devices, place=place)
        with self._translated():
            scrub(self._connection)

    def close(self) -> None:
        """Fold the write-ahead log in and close."""
        self._connection.close()
        self._reserve.keep()

    def _expire(self, connection: sqlite3.Connection) -> None:
        """Above the size limit the oldest entries go, counted for every back-end that still wanted them."""
        pages, free, size_bytes = self._pages()
        if (pages - free) * size_bytes <= self._max_size_bytes:
            return
        first, last = connection.execute("SELECT min(position), max(position) FROM entries").fetchone()
        cut = first + (last - first) // 32 + 1  # a thirty-second at a time, so that it does not happen at every commit
        for name, *fields in connection.execute(
            "SELECT name, backlog_next, backlog_end, live_next FROM backends"
        ).fetchall():
            cursor = backend_rows.cursor_of(fields)
            lost = 0
            for begin, end in ((cursor.backlog_next, min(cut, cursor.backlog_end)), (cursor.live_next, cut)):
                lost += backend_rows.observations(connection, begin, end)
            connection.execute(
                "UPDATE backends SET expired = expired + ?1, pending = pending - ?1,"
                " backlog_next = min(backlog_end, max(backlog_next, ?2)), live_next = max(live_next, ?2)"
                " WHERE name = ?3",
                (lost, cut, name),
            )
        connection.execute("DELETE FROM entries WHERE position < ?", (cut,))

    def _pages(self) -> tuple[int, int, int]:
        """(pages, unused pages, bytes of a page)."""
        pages, free, size_bytes = (
            self._connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_count", "freelist_count", "page_size")
        )
        return pages, free, size_bytes

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._translated(), transaction(self._connection):
            yield self._connection

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.IntegrityError:
            raise  # a rule of the schema was about to be broken: no disk's fault, and trying again would not help
        except DamagedRowError as error:
            if not self._mend():
                raise journal_error(error, path=self._path) from error  # of the ledger: nothing makes it whole
            raise JournalError(f"journal {self._path}: damaged rows are set aside, the log says which") from error
        except sqlite3.Error as error:
            if is_full(error):
                self._make_room()
            raise journal_error(error, path=self._path) from error

    def _mend(self) -> int:
        """A row was found damaged while the gateway runs: what is tried again finds a sound journal. How many were."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            self._start, damaged = _set_aside(self._connection, path=self._path, running=self._start)
            if self._names:
                head = start_rows.load(self._connection, self._start).head
                backend_rows.attach(self._connection, self._names, head=head)
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise journal_error(error, path=self._path) from error
        self.repeats = self.repeats or not REPEATS.isdisjoint(damaged)
        return sum(damaged.values())

    def _write_anchor(self, anchor: tuple[int, bytes]) -> None:
        """What it belongs to is kept already: that may cost the reserve."""
        try:
            write_anchor(self._anchor_path, anchor)
        except DiskFullError:
            if not self._reserve.release(log=_log(self._path)):
                raise
            write_anchor(self._anchor_path, anchor)

    def _has_room(self) -> bool:
        """Whether a commit leaves deliveries what they need: the reserve, or as much inside the database."""
        if self._reserve.hold():
            return True
        with self._translated():
            _, free, size_bytes = self._pages()
        return bool(free * size_bytes >= self._reserve.size_bytes)

    def _make_room(self) -> None:
        """The disk is full: the write-ahead log is folded in, for which the reserve has room, and begins anew."""
        self._reserve.release(log=_log(self._path))
        with suppress(sqlite3.Error):
            self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)")


def _log(path: Path) -> Path:
    """SQLite's write-ahead log."""
    return path.with_name(path.name + "-wal")


def _begin(path: Path) -> tuple[sqlite3.Connection, int]:
    """The open database and the number of this gateway start."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5.0)
    try:
        with decoding():
            return connection, _prepare(connection, path=path)
    except BaseException:
        connection.close()
        raise


def _prepare(connection: sqlite3.Connection, *, path: Path) -> int:
    # FULL: the last commit survives a power cut. https://sqlite.org/pragma.html#pragma_synchronous
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA temp_store = MEMORY")  # nothing of a query lands in a file elsewhere
    # For an SD card: small pages, and delivered entries are not overwritten with zeros, as Debian's SQLite does. What
    # stays readable in free pages was released before it came here; raw people counts never come here.
    connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
    connection.execute("PRAGMA secure_delete = OFF")
    connection.execute("PRAGMA journal_mode = WAL")
    (page_bytes,) = connection.execute("PRAGMA page_size").fetchone()
    connection.execute(f"PRAGMA wal_autocheckpoint = {LOG_BYTES // page_bytes}")
    connection.execute("PRAGMA journal_size_limit = 16777216")
    path.chmod(0o600)
    seals.prepare(connection)
    migrate(connection, room="journal")
    connection.execute("BEGIN IMMEDIATE")
    start, _ = _set_aside(connection, path=path)
    connection.execute("COMMIT")
    return start


def _set_aside(connection: sqlite3.Connection, *, path: Path, running: int = 0) -> tuple[int, dict[str, int]]:
    """Set damaged rows aside and tell: (the start that goes on, how many rows a table). running: the present start."""
    damaged = mend(connection)
    for line in said(damaged):
        _LOG.error("journal %s: %s; look for a failing disk", path, line)
    if not REPEATS.isdisjoint(damaged):
        note_repeats(connection, now_s=int(time.time()) - WIRE_EPOCH_S)
    return start_rows.begin(connection, set_aside=sum(damaged.values()), running=running), damaged


def _prune(connection: sqlite3.Connection) -> None:
    """Forget what no back-end wants any more."""
    cursors = connection.execute("SELECT backlog_next, backlog_end, live_next FROM backends").fetchall()
    connection.execute(
        "DELETE FROM entries WHERE position < ?", (min(lanes.oldest(backend_rows.cursor_of(row)) for row in cursors),)
    )
