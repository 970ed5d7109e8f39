"""The journal's one SQLite database. Used by one thread; every change is one transaction with FULL sync."""

import json
import operator
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from stoep_gateway.errors import ConfigError
from stoep_gateway.journal import lanes
from stoep_gateway.journal.blob import encode_letter
from stoep_gateway.journal.entry_rows import checksum, entry_of, select
from stoep_gateway.journal.errors import DiskFullError, decoding, disk_full, is_full, journal_error, open_error
from stoep_gateway.journal.ledger_rows import ANCHOR_FILE, read_anchor, write_anchor
from stoep_gateway.journal.records import CommitBatch, Cursor, Delivery, Entry, JournalState, PlaceRow
from stoep_gateway.journal.reserve import LOG_BYTES, Reserve
from stoep_gateway.journal.state import load_places, load_state, write_state
from stoep_gateway.migrations import migrate

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
        self._anchor: tuple[int, bytes] | None = None  # as written by this start

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
            (done,) = connection.execute("SELECT commits FROM starts WHERE id = ?", (self._start,)).fetchone()
            if done < batch.number:
                connection.executemany(
                    "INSERT INTO entries (observations, crc, blob) VALUES (?, ?, ?)",
                    [(count, checksum(count, blob), blob) for count, blob in batch.entries],
                )
                write_state(connection, batch, start=self._start)
                released = sum(count for count, _ in batch.entries)
                if released:
                    connection.execute(
                        "UPDATE backends SET released = released + ?1, pending = pending + ?1", (released,)
                    )
                    self._expire(connection)
            head = _head(connection)
        if batch.anchor is not None and batch.anchor != self._anchor:
            self._write_anchor(batch.anchor)
            self._anchor = batch.anchor
        return head

    def attach(self, names: Iterable[str]) -> dict[str, Cursor]:
        """The configured back-ends. A new one begins with the oldest entry held; one that left keeps its entries."""
        with self._transaction() as connection:
            connection.execute("UPDATE backends SET configured = 0")
            for name in names:
                if connection.execute("UPDATE backends SET configured = 1 WHERE name = ?", (name,)).rowcount:
                    continue
                oldest = connection.execute("SELECT min(position) FROM entries").fetchone()[0] or _head(connection) + 1
                (held,) = connection.execute("SELECT ifnull(sum(observations), 0) FROM entries").fetchone()
                connection.execute(
                    "INSERT INTO backends (name, configured, backlog_next, backlog_end, live_next, released, pending)"
                    " VALUES (?1, 1, ?2, ?2, ?2, ?3, ?3)",
                    (name, oldest, held),
                )
            rows = connection.execute(
                "SELECT name, backlog_next, backlog_end, live_next FROM backends WHERE configured"
            )
            return {row[0]: _cursor(row[1:]) for row in rows}

    def head(self) -> int:
        """The newest position ever given, 0 before the first."""
        with self._translated():
            return _head(self._connection)

    def used_bytes(self) -> int:
        """What the contents take; the file may be larger, since it does not shrink."""
        with self._translated():
            pages, free, size_bytes = self._pages()
        return (pages - free) * size_bytes

    def cursor(self, backend: str, *, lag_entries: int) -> Cursor:
        """Where the back-end is. More than lag_entries behind, what it lacks becomes backlog and fresh data live."""
        with self._transaction() as connection:
            cursor = _load_cursor(connection, backend)
            split = lanes.split(cursor, head=_head(connection), lag_entries=lag_entries)
            if split != cursor:
                _store_cursor(connection, backend, split)
            return split

    def read(self, first: int, *, end: int | None, max_observations: int) -> tuple[Entry, ...]:
        """Whole entries from `first`, before `end`, of at most max_observations; one if it is larger alone."""
        entries: list[Entry] = []
        total = 0
        with self._translated():
            rows = select(self._connection, first=first, end=end, limit=max_observations)
            for row in rows:
                entry = entry_of(*row)
                if entries and total + entry.observations > max_observations:
                    break
                total += entry.observations
                entries.append(entry)
            rows.close()
        return tuple(entries)

    def deliver(self, delivery: Delivery) -> None:
        """Move a back-end's cursor and count what became of the observations passed, in one transaction."""
        with self._transaction() as connection:
            cursor = _load_cursor(connection, delivery.backend)
            first, _ = lanes.bounds(cursor, lane=delivery.lane)
            # What expired while it was on its way has arrived after all.
            arrived = sum(count for position, count in delivery.entries if position < first)
            query = "SELECT withheld FROM backends WHERE name = ?"
            with decoding():
                counts = json.loads(connection.execute(query, (delivery.backend,)).fetchone()[0])
                for reason, number in delivery.withheld.items():
                    counts[reason] = counts.get(reason, 0) + number
            connection.execute(
                "UPDATE backends SET delivered = delivered + ?, dead = dead + ?, expired = expired - ?,"
                " pending = pending - ?, withheld = ? WHERE name = ?",
                (
                    delivery.delivered,
                    len(delivery.dead),
                    arrived,
                    sum(count for _, count in delivery.entries) - arrived,
                    json.dumps(counts, sort_keys=True),
                    delivery.backend,
                ),
            )
            moved = lanes.advance(cursor, lane=delivery.lane, next_position=delivery.next_position)
            _store_cursor(connection, delivery.backend, moved)
            if delivery.dead:
                connection.executemany(
                    "INSERT INTO dead_letters (backend, reason, observation) VALUES (?, ?, ?)",
                    [(delivery.backend, letter.reason, encode_letter(letter.observation)) for letter in delivery.dead],
                )
                connection.execute(
                    "DELETE FROM dead_letters WHERE backend = ?1 AND id <="
                    " (SELECT id FROM dead_letters WHERE backend = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
                    (delivery.backend, _LETTERS_MAX),
                )
            _prune(connection)

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
            cursor = _cursor(fields)
            lost = 0
            for begin, end in ((cursor.backlog_next, min(cut, cursor.backlog_end)), (cursor.live_next, cut)):
                lost += _observations(connection, begin, end)
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
        with self._translated():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.IntegrityError:
            raise  # a rule of the schema was about to be broken: no disk's fault, and trying again would not help
        except sqlite3.Error as error:
            if is_full(error):
                self._make_room()
            raise journal_error(error, path=self._path) from error

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
    migrate(connection, room="journal")
    start: int = connection.execute("INSERT INTO starts DEFAULT VALUES RETURNING id").fetchone()[0]
    connection.execute("DELETE FROM starts WHERE id <= ? - 32", (start,))
    return start


def _head(connection: sqlite3.Connection) -> int:
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'entries'").fetchone()
    return row[0] if row else 0


def _cursor(fields: Iterable[int]) -> Cursor:
    with decoding():
        backlog_next, backlog_end, live_next = map(operator.index, fields)
    return Cursor(backlog_next=backlog_next, backlog_end=backlog_end, live_next=live_next)


def _load_cursor(connection: sqlite3.Connection, backend: str) -> Cursor:
    query = "SELECT backlog_next, backlog_end, live_next FROM backends WHERE name = ?"
    return _cursor(connection.execute(query, (backend,)).fetchone())


def _store_cursor(connection: sqlite3.Connection, backend: str, cursor: Cursor) -> None:
    connection.execute(
        "UPDATE backends SET backlog_next = ?, backlog_end = ?, live_next = ? WHERE name = ?",
        (cursor.backlog_next, cursor.backlog_end, cursor.live_next, backend),
    )


def _observations(connection: sqlite3.Connection, begin: int, end: int) -> int:
    query = "SELECT ifnull(sum(observations), 0) FROM entries WHERE position >= ? AND position < ?"
    total: int = connection.execute(query, (begin, end)).fetchone()[0]
    return total


def _prune(connection: sqlite3.Connection) -> None:
    """Forget what no back-end wants any more."""
    cursors = connection.execute("SELECT backlog_next, backlog_end, live_next FROM backends").fetchall()
    connection.execute("DELETE FROM entries WHERE position < ?", (min(lanes.oldest(_cursor(row)) for row in cursors),))
