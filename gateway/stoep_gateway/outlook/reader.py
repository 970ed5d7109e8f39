"""Read the outlook without ever writing to it: for the pages, commands and anybody's scripts."""

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from stoep_gateway.crowd.alert import Alert
from stoep_gateway.crowd.board import Board
from stoep_gateway.crowd.places import Places
from stoep_gateway.errors import RetryableError
from stoep_gateway.outlook import board_codec, places_codec
from stoep_gateway.outlook.delivery import Delivery
from stoep_gateway.outlook.tables import ALERT, DELIVERY, alert_of, delivery_of

_BUSY_S = 5.0


class OutlookReader:
    """Every call opens the file read-only and closes it again: safe in any thread, beside a writer or without one.

    RetryableError: there is none yet, or it cannot be read now. A board or places that are damaged count as not there.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._places: tuple[bytes, Places] | None = None  # they change with the operator's file, not with a round

    def version(self) -> int:
        """Grows whenever something was added; the same number means the same answers."""
        with self._open() as connection:
            number: int = connection.execute("SELECT number FROM version").fetchone()[0]
            return number

    def newest(self, *, history_of: Collection[str] | None = None) -> Board | None:
        """The board of the round that was kept last. None: there was none yet. history_of: as in board_codec.decode."""
        return self._board("WHERE now_s = (SELECT newest_s FROM version)", history_of=history_of)

    def at(self, time_s: int) -> Board | None:
        """The board of the newest round that took counts in up to then, or earlier. None: none is kept."""
        return self._board("WHERE now_s <= ? ORDER BY now_s DESC LIMIT 1", time_s)

    def moments(self, start_s: int, end_s: int) -> tuple[int, ...]:
        """now_s of the rounds with start_s <= now_s < end_s, rising."""
        with self._open() as connection:
            query = "SELECT now_s FROM round WHERE now_s >= ? AND now_s < ? ORDER BY now_s"
            return tuple(now_s for (now_s,) in connection.execute(query, (start_s, end_s)))

    def places(self) -> Places | None:
        """Those of the newest file of the operator's that could be read. None: none yet."""
        with self._open() as connection:
            found = connection.execute("SELECT body FROM places").fetchone()
        if found is None:
            return None
        held = self._places
        if held is None or held[0] != found[0]:
            try:
                held = self._places = (found[0], places_codec.decode(found[0]))
            except ValueError:
                return None
        return held[1]

    def alerts(self, *, newest: int) -> tuple[Alert, ...]:
        """So many at most, the newest first; those that stand rather than those that ended since."""
        with self._open() as connection:
            chosen = f"SELECT {ALERT} FROM alert ORDER BY ended_s IS NOT NULL, raised_s DESC, id LIMIT ?"  # noqa: S608
            query = f"SELECT * FROM ({chosen}) ORDER BY raised_s DESC, id"  # noqa: S608
            return tuple(alert_of(row) for row in connection.execute(query, (newest,)))

    def alerts_at(self, time_s: int) -> tuple[Alert, ...]:
        """Those that stood at that moment, the newest first."""
        with self._open() as connection:
            stood = "raised_s <= ? AND (ended_s IS NULL OR ended_s > ?)"
            query = f"SELECT {ALERT} FROM alert WHERE {stood} ORDER BY raised_s DESC, id"  # noqa: S608
            return tuple(alert_of(row) for row in connection.execute(query, (time_s, time_s)))

    def deliveries(self, alert_id: str) -> tuple[Delivery, ...]:
        """In the order of the news; by channel."""
        with self._open() as connection:
            query = f"SELECT {DELIVERY} FROM delivery WHERE alert = ? ORDER BY is_end, channel"  # noqa: S608
            return tuple(delivery_of(row) for row in connection.execute(query, (alert_id,)))

    def newest_s(self) -> int | None:
        """now_s of the newest round, without reading it."""
        with self._open() as connection:
            found: int | None = connection.execute("SELECT newest_s FROM version").fetchone()[0]
            return found

    def outcomes(self) -> dict[str, int]:
        """How many deliveries are "told", "given up" and "waiting"."""
        with self._open() as connection:
            row = connection.execute(
                "SELECT count(done_s) - total(is_given_up), total(is_given_up), count(*) - count(done_s) FROM delivery"
            ).fetchone()
        return {name: int(count) for name, count in zip(("told", "given up", "waiting"), row, strict=True)}

    def _board(self, condition: str, *values: int, history_of: Collection[str] | None = None) -> Board | None:
        with self._open() as connection:
            found = connection.execute(f"SELECT body FROM round {condition}", values).fetchone()  # noqa: S608
        try:
            return board_codec.decode(found[0], history_of=history_of) if found else None
        except ValueError:
            return None

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            uri = f"{self._path.absolute().as_uri()}?mode=ro"
            with closing(sqlite3.connect(uri, uri=True, timeout=_BUSY_S, isolation_level=None)) as connection:
                connection.execute("PRAGMA temp_store = MEMORY")  # nothing of a query lands in a file elsewhere
                connection.execute("BEGIN")  # one snapshot for all queries of a call
                yield connection
        except sqlite3.Error as error:
            raise RetryableError(f"{self._path}: cannot be read ({error}): has the analyst been started?") from error
