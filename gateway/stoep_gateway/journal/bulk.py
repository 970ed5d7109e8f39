"""Insert thousands of rows in a few calls: sqlite3 hands the interpreter to another thread and back at each call.

While frames are taken at full speed in the other thread, a call a row would take turns with every frame.
"""

import sqlite3
from collections.abc import Sequence
from itertools import chain

_ROWS = (1000, 100, 10, 1)  # a call; a statement may have 32,766 values, https://sqlite.org/limits.html


def insert(connection: sqlite3.Connection, into: str, rows: Sequence[tuple[object, ...]], *, then: str = "") -> None:
    """As `INSERT INTO {into} VALUES (?, …) {then}` for each of the rows, in their order."""
    at = 0
    for size in _ROWS:
        while len(rows) - at >= size:
            some = rows[at : at + size]
            marks = ", ".join((f"({', '.join('?' * len(some[0]))})",) * size)
            connection.execute(f"INSERT INTO {into} VALUES {marks} {then}", (*chain.from_iterable(some),))  # noqa: S608
            at += size
