"""A checksum over each row that changes: what a disk has changed is known when it is read, and never taken for true.

Entries and the ledger have checksums of their own (entry_rows, anonymise.ledger); nothing else in the file counts.
"""

import sqlite3
import zlib
from collections.abc import Iterable
from typing import Any

from stoep_gateway.journal.errors import DamagedRowError

SEALED = {
    "lives": ("device", "life", "floor", "kept", "gone", "device_dropped", "restore", "counter", "rejected"),
    "devices": (
        "device",
        "generation",
        "board_id",
        "board_generation",
        "life",
        "session",
        "past_sessions",
        "sample_s",
        "applied",
    ),
    "places": (
        "place",
        "watermark_s",
        "closed_until_s",
        "closed",
        "released",
        "suppressed",
        "budget",
        "no_data",
        "restore",
        "ledger_index",
    ),
    "starts": (
        "id",
        "commits",
        "received",
        "duplicate",
        "not_taken",
        "rejected",
        "open",
        "kept",
        "unopened",
        "head",
        "set_aside",
    ),
    "backends": (
        "name",
        "configured",
        "backlog_next",
        "backlog_end",
        "live_next",
        "released",
        "delivered",
        "expired",
        "dead",
        "withheld",
        "pending",
    ),
    "dead_letters": ("id", "backend", "reason", "observation"),
    "ledger_claim": ("claimed",),
}
_ROWS = {
    table: f"SELECT {', '.join(columns)}, crc FROM {table}"  # noqa: S608 - names from here
    for table, columns in SEALED.items()
}
_RESEAL = {
    table: f"UPDATE {table} SET crc = seal({', '.join(columns)})"  # noqa: S608 - the same
    for table, columns in SEALED.items()
}
_ORDER = {"lives": " ORDER BY id", "starts": " ORDER BY id"}

Row = tuple[Any, ...]  # int, str, bytes or None, as the tables have them


def seal(*values: int | str | bytes | float | None) -> int:
    """CRC-32 over values and their types, the same with every version of Python."""
    return zlib.crc32(ascii(values).encode())


def prepare(connection: sqlite3.Connection) -> None:
    """Let its SQL seal rows, and let a text that is none any more be read: its row's seal tells."""
    connection.create_function("seal", -1, seal, deterministic=True)
    connection.text_factory = _text


def insert_sql(table: str, *, verb: str = "INSERT", conflict: str = "") -> str:
    """For values in the order of SEALED."""
    columns = SEALED[table]
    marks = ", ".join(f"?{number}" for number in range(1, len(columns) + 1))
    return f"{verb} INTO {table} ({', '.join(columns)}, crc) VALUES ({marks}, seal({marks})) {conflict}"


def read(connection: sqlite3.Connection, table: str) -> tuple[list[Row], int]:
    """Every sound row, values in the order of SEALED, and how many are damaged."""
    rows = connection.execute(_ROWS[table] + _ORDER.get(table, "")).fetchall()
    sound = [row[:-1] for row in rows if seal(*row[:-1]) == row[-1]]
    return sound, len(rows) - len(sound)


def read_one(connection: sqlite3.Connection, table: str, *, key: int) -> Row:
    """The row with this id. DamagedRowError: it is not there or not sound."""
    row = connection.execute(_ROWS[table] + " WHERE id = ?", (key,)).fetchone()
    if row is None or seal(*row[:-1]) != row[-1]:
        raise DamagedRowError(table)
    found: Row = row[:-1]
    return found


def read_sound(connection: sqlite3.Connection, table: str) -> list[Row]:
    """Every row; also before values are changed by SQL. DamagedRowError: one of them is damaged."""
    rows, damaged = read(connection, table)
    if damaged:
        raise DamagedRowError(table)
    return rows


def reseal(connection: sqlite3.Connection, table: str) -> None:
    """After a change by SQL of a table that was sound."""
    connection.execute(_RESEAL[table])


def replace_all(connection: sqlite3.Connection, table: str, rows: Iterable[Row]) -> None:
    """Make the table anew, whatever became of the order of its keys."""
    connection.execute(f"DELETE FROM {table}")  # noqa: S608 - a name from above
    connection.executemany(insert_sql(table, verb="INSERT OR IGNORE"), rows)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
