"""The desk's log: lines are added, never changed, and leave from the old end when they are old."""

import sqlite3
from collections.abc import Collection

from stoep_gateway.desk.records import Entry


def write(connection: sqlite3.Connection, user: str, *, what: str, at_s: int, about: str = "", note: str = "") -> None:
    """One line more."""
    connection.execute(
        "INSERT INTO log SELECT ifnull(max(id), 0) + 1, ?, ?, ?, ?, ? FROM log", (at_s, user, what, about, note)
    )


def read(connection: sqlite3.Connection, *, newest: int, what: Collection[str]) -> tuple[Entry, ...]:
    """The newest lines that say one of these, newest first."""
    marks = ", ".join("?" * len(what))
    rows = connection.execute(
        f"SELECT at_s, user, what, about, note FROM log WHERE what IN ({marks}) ORDER BY id DESC LIMIT ?",  # noqa: S608
        (*what, newest),
    )
    return tuple(
        Entry(at_s=at_s, user=user, what=said, about=about, note=note) for at_s, user, said, about, note in rows
    )


def shorten(connection: sqlite3.Connection, *, before_s: int, now_s: int, lines_max: int) -> None:
    """Take out lines of before then, one by one from the oldest on: the table allows nothing else.

    A line with a time to come was written under a wrong clock; it is old once a later one is.
    """
    for _ in range(lines_max):
        row = connection.execute("SELECT id, at_s FROM log ORDER BY id LIMIT 1").fetchone()
        if row is None:
            return
        if row[1] > now_s:
            (at_s,) = connection.execute("SELECT min(at_s) FROM log").fetchone()
        else:
            at_s = row[1]
        if at_s >= before_s:
            return
        connection.execute("DELETE FROM log WHERE id = ?", row[:1])
