"""One row a gateway start: its counters, its last batch, and the newest position, which the next start goes on from."""

import json
import sqlite3
from dataclasses import dataclass

from stoep_gateway.journal import seals
from stoep_gateway.journal.records import StartRow

_KEPT = 32  # rows of earlier starts
_STORE = seals.insert_sql("starts", verb="INSERT OR REPLACE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """commits: the number of the last batch. head: the newest position ever given. set_aside: damaged rows, ever."""

    id: int
    commits: int = 0
    head: int = 0
    set_aside: int = 0


def begin(connection: sqlite3.Connection, *, set_aside: int, running: int = 0) -> int:
    """A new start's id, after damaged rows were set aside. Positions go on after whatever the journal still knows.

    running: of a start that goes on under the new id, its last batch known as long as its row is sound.
    """
    rows, _ = seals.read(connection, "starts")
    before = _start(rows[-1]) if rows else Start(id=0)
    query = "SELECT ifnull(max(max(backlog_end, live_next)) - 1, 0) FROM backends"
    (given,) = connection.execute(query).fetchone()
    (held,) = connection.execute("SELECT ifnull(max(position), 0) FROM entries").fetchone()
    start = Start(
        id=max(before.id, running) + 1,
        commits=before.commits if before.id == running else 0,
        head=max(before.head, given, held),
        set_aside=before.set_aside + set_aside,
    )
    store(connection, start, counts=StartRow())
    connection.execute("DELETE FROM starts WHERE id <= ?", (start.id - _KEPT,))
    return start.id


def load(connection: sqlite3.Connection, start: int) -> Start:
    """DamagedRowError: it cannot be trusted."""
    return _start(seals.read_one(connection, "starts", key=start))


def newest(connection: sqlite3.Connection) -> Start:
    """Of the last start whose row is sound; for readers."""
    rows, _ = seals.read(connection, "starts")
    return _start(rows[-1]) if rows else Start(id=0)


def store(connection: sqlite3.Connection, start: Start, *, counts: StartRow) -> None:
    """Inside the caller's transaction."""
    connection.execute(
        _STORE,
        (
            start.id,
            start.commits,
            counts.received,
            counts.duplicate,
            counts.not_taken,
            counts.rejected,
            counts.open,
            counts.kept,
            json.dumps(dict(counts.unopened), sort_keys=True),
            start.head,
            start.set_aside,
        ),
    )


def _start(row: seals.Row) -> Start:
    id_, commits, *_, head, set_aside = row
    return Start(id=id_, commits=commits, head=head, set_aside=set_aside)
