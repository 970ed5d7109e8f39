"""The back-ends' rows: how far each is, and what became of the observations for it."""

import json
import operator
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from stoep_gateway.journal import lanes, seals
from stoep_gateway.journal.errors import decoding
from stoep_gateway.journal.records import Cursor, Delivery


@contextmanager
def changing(connection: sqlite3.Connection) -> Iterator[None]:
    """Around every change by SQL: of sound rows sound ones are made. DamagedRowError: one is not."""
    seals.read_sound(connection, "backends")
    yield
    seals.reseal(connection, "backends")


def attach(connection: sqlite3.Connection, names: Iterable[str], *, head: int) -> None:
    """Configure these and no others. A new one begins with the oldest entry held."""
    with changing(connection):
        connection.execute("UPDATE backends SET configured = 0")
        for name in names:
            if connection.execute("UPDATE backends SET configured = 1 WHERE name = ?", (name,)).rowcount:
                continue
            oldest = connection.execute("SELECT min(position) FROM entries").fetchone()[0] or head + 1
            (held,) = connection.execute("SELECT ifnull(sum(observations), 0) FROM entries").fetchone()
            connection.execute(
                "INSERT INTO backends (name, configured, backlog_next, backlog_end, live_next, released, pending)"
                " VALUES (?1, 1, ?2, ?2, ?2, ?3, ?3)",
                (name, oldest, held),
            )


def count(connection: sqlite3.Connection, delivery: Delivery) -> bool:
    """What became of a batch, and how far its back-end is now.

    False: its row was set aside since the batch was read, which comes again.
    """
    cursor = load_cursor(connection, delivery.backend)
    first, end = lanes.bounds(cursor, lane=delivery.lane)
    begin = delivery.entries[0][0] if delivery.entries else first
    if observations(connection, first, begin) or (end is not None and delivery.next_position > end):
        return False
    # What expired while it was on its way has arrived after all.
    arrived = sum(count for position, count in delivery.entries if position < first)
    query = "SELECT withheld FROM backends WHERE name = ?"
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
    store_cursor(connection, delivery.backend, moved)
    return True


def cursor_of(fields: Iterable[int]) -> Cursor:
    """(backlog_next, backlog_end, live_next)."""
    with decoding():
        backlog_next, backlog_end, live_next = map(operator.index, fields)
    return Cursor(backlog_next=backlog_next, backlog_end=backlog_end, live_next=live_next)


def load_cursor(connection: sqlite3.Connection, backend: str) -> Cursor:
    """Where the back-end is."""
    query = "SELECT backlog_next, backlog_end, live_next FROM backends WHERE name = ?"
    return cursor_of(connection.execute(query, (backend,)).fetchone())


def store_cursor(connection: sqlite3.Connection, backend: str, cursor: Cursor) -> None:
    """Where it is from now on."""
    connection.execute(
        "UPDATE backends SET backlog_next = ?, backlog_end = ?, live_next = ? WHERE name = ?",
        (cursor.backlog_next, cursor.backlog_end, cursor.live_next, backend),
    )


def observations(connection: sqlite3.Connection, begin: int, end: int) -> int:
    """How many the entries from `begin` on, before `end`, hold."""
    query = "SELECT ifnull(sum(observations), 0) FROM entries WHERE position >= ? AND position < ?"
    total: int = connection.execute(query, (begin, end)).fetchone()[0]
    return total
