"""The only writer of the outlook: rounds with their alerts, what became of each delivery, what is old leaves."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from stoep_gateway.config.private_file import make_private_folder
from stoep_gateway.crowd.alert import Alert
from stoep_gateway.crowd.board import Board
from stoep_gateway.crowd.places import Places
from stoep_gateway.errors import ConfigError, RetryableError
from stoep_gateway.grid import DAY_S
from stoep_gateway.migrations import migrate
from stoep_gateway.outlook import board_codec, places_codec
from stoep_gateway.outlook.delivery import Delivery
from stoep_gateway.outlook.tables import ALERT, DELIVERY, alert_of, alert_row, delivery_of
from stoep_gateway.transaction import transaction
from stoep_gateway.write_ahead import close_readable

ROUNDS_KEEP_DAYS = 35  # of the replay: five weeks, so that the same weekday is there four times
_BUSY_S = 5.0
_REASON_MAX = 200
_STEP_ROUNDS = 200


class OutlookWriter:
    """Safe in any thread: one call at a time. Every call is one transaction, on the disk when it returns.

    RetryableError: the disk does not want to. ConfigError: the file is of a later stoep.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        make_private_folder(path.parent)
        try:
            self._connection = _open(path)
        except sqlite3.Error as error:
            raise self._failed(error) from error

    def keep_round(
        self,
        board: Board,
        *,
        alerts: Sequence[Alert] = (),
        channels: Sequence[str] = (),
    ) -> None:
        """The round in place of one at the same boundary, and what it says about alerts. It is the newest from now on.

        Later ones stay: whether this clock was behind or that of then was ahead, nobody knows.
        alerts: new ones, and those that changed or ended. Each channel is owed the news that one was raised, and that
        one ended.
        """
        body = board_codec.encode(board)
        with self._transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO round VALUES (?, ?)", (board.now_s, body))
            connection.execute("UPDATE version SET newest_s = ?", (board.now_s,))
            for alert in alerts:
                _keep_alert(connection, alert, channels=channels, now_s=board.made_s)
            _changed(connection)

    def keep_places(self, places: Places) -> None:
        """In place of the earlier ones."""
        body = places_codec.encode(places)
        with self._transaction() as connection:
            (found,) = connection.execute("SELECT body FROM places").fetchone() or (None,)
            if found != body:
                connection.execute("INSERT OR REPLACE INTO places VALUES (1, ?)", (body,))
                _changed(connection)

    def alert(self, alert_id: str) -> Alert | None:
        """By its id."""
        with self._transaction() as connection:
            query = f"SELECT {ALERT} FROM alert WHERE id = ?"  # noqa: S608
            found = connection.execute(query, (alert_id,)).fetchone()
        return alert_of(found) if found else None

    def alerts_since(self, time_s: int) -> tuple[Alert, ...]:
        """Alerts that have not ended, or not before then; by their id."""
        with self._transaction() as connection:
            query = f"SELECT {ALERT} FROM alert WHERE ended_s IS NULL OR ended_s >= ? ORDER BY id"  # noqa: S608
            return tuple(alert_of(row) for row in connection.execute(query, (time_s,)))

    def waiting(self) -> tuple[Delivery, ...]:
        """What still has to be delivered, in the order of the news."""
        with self._transaction() as connection:
            query = f"SELECT {DELIVERY} FROM delivery WHERE done_s IS NULL ORDER BY id"  # noqa: S608
            return tuple(delivery_of(row) for row in connection.execute(query))

    def tried(self, delivery: Delivery) -> None:
        """What became of it: all but its identity and made_s replace what is kept."""
        with self._transaction() as connection:
            connection.execute(
                "UPDATE delivery SET attempts = ?, next_s = ?, done_s = ?, is_given_up = ?, reason = ?"
                " WHERE alert = ? AND is_end = ? AND channel = ?",
                (
                    delivery.attempts,
                    delivery.next_s,
                    delivery.done_s,
                    int(delivery.is_given_up),
                    delivery.reason[:_REASON_MAX],
                    delivery.alert_id,
                    int(delivery.is_end),
                    delivery.channel,
                ),
            )
            _changed(connection)

    def expire(self, *, now_s: int, alerts_keep_days: int) -> None:
        """Rounds that are older than `ROUNDS_KEEP_DAYS` leave, some at a time; alerts that ended so many days ago.

        alerts_keep_days: 0 keeps them for ever.
        """
        with self._transaction() as connection:
            gone = connection.execute(
                "DELETE FROM round WHERE now_s IN (SELECT now_s FROM round WHERE now_s < ? ORDER BY now_s LIMIT ?)",
                (now_s - ROUNDS_KEEP_DAYS * DAY_S, _STEP_ROUNDS),
            ).rowcount
            if alerts_keep_days:
                old = "ended_s < ? AND NOT EXISTS (SELECT 1 FROM delivery WHERE alert = alert.id AND done_s IS NULL)"
                before_s = now_s - alerts_keep_days * DAY_S
                ids = connection.execute(f"SELECT id FROM alert WHERE {old}", (before_s,)).fetchall()  # noqa: S608
                connection.executemany("DELETE FROM delivery WHERE alert = ?", ids)
                connection.executemany("DELETE FROM alert WHERE id = ?", ids)
                gone += len(ids)
            if gone:
                _changed(connection)

    def close(self) -> None:
        """Let others read it after we are gone."""
        with self._lock:
            close_readable(self._connection)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                with transaction(self._connection):
                    yield self._connection
            except sqlite3.Error as error:
                raise self._failed(error) from error

    def _failed(self, error: sqlite3.Error) -> RetryableError:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the rest of a code only says where
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            return RetryableError(f"{self._path}: damaged ({error}): move it away, it begins anew from the archive")
        return RetryableError(f"{self._path}: cannot be written ({error}): check room, rights and the disk")


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA temp_store = MEMORY")  # nothing of a query lands in a file elsewhere
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")  # news of an alert must outlast a power cut
        migrate(connection, room="outlook")
    except (sqlite3.Error, ConfigError):
        connection.close()
        raise
    return connection


def _keep_alert(connection: sqlite3.Connection, alert: Alert, *, channels: Sequence[str], now_s: int) -> None:
    connection.execute(f"INSERT OR REPLACE INTO alert ({ALERT}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", alert_row(alert))  # noqa: S608
    is_end = alert.ended_s is not None
    connection.executemany(
        "INSERT OR IGNORE INTO delivery (alert, is_end, channel, made_s, next_s) VALUES (?, ?, ?, ?, ?)",
        [(alert.id, int(is_end), channel, now_s, now_s) for channel in channels],
    )


def _changed(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE version SET number = number + 1")
