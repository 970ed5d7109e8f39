"""Correct or erase what the archive holds of certain devices, while nobody else writes it."""

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from stoep_gateway.archive.writer import open_archive
from stoep_gateway.errors import ConfigError
from stoep_gateway.records import Cell
from stoep_gateway.scrub import scrub
from stoep_gateway.write_ahead import close_readable

_OF_SERIES = "DELETE FROM {} WHERE series IN (SELECT id FROM series WHERE device = ?)"
_OF_DEVICE = "DELETE FROM {} WHERE device = ?"


def move(path: Path, devices: Collection[str], *, cell: Cell | None) -> None:
    """They hang in that cell. ConfigError: the file cannot be written."""
    if not path.exists():
        return
    place = (cell.x_m, cell.y_m, cell.size_m) if cell else (None, None, None)
    with _changing(path) as connection:
        connection.executemany(
            "UPDATE device SET cell_x_m = ?, cell_y_m = ?, cell_size_m = ? WHERE name = ?",
            [(*place, device) for device in devices],
        )


def erase(path: Path, devices: Collection[str]) -> None:
    """No byte of them stays in the file. ConfigError: it cannot be written, or somebody reads it; run it again then."""
    if not path.exists():
        return
    with _changing(path, is_scrubbed=True) as connection:
        columns = _tables(connection)
        for name in devices:
            found = connection.execute("SELECT id FROM device WHERE name = ?", (name,)).fetchone()
            if found is None:
                continue
            for table, has in columns.items():
                if "series" in has:
                    connection.execute(_OF_SERIES.format(table), found)
            for table, has in columns.items():
                if "device" in has:
                    connection.execute(_OF_DEVICE.format(table), found)
            connection.execute("DELETE FROM device WHERE id = ?", found)


def _tables(connection: sqlite3.Connection) -> dict[str, set[str]]:
    """Columns by table: `device` and `series` are ids of those tables wherever they stand."""
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return {name: {row[1] for row in connection.execute(f"PRAGMA table_info({name})")} for name in names}


@contextmanager
def _changing(path: Path, *, is_scrubbed: bool = False) -> Iterator[sqlite3.Connection]:
    """One transaction."""
    try:
        connection = open_archive(path)
        try:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("UPDATE version SET number = number + 1")
            connection.execute("COMMIT")
            if is_scrubbed:
                scrub(connection)
        finally:
            close_readable(connection)
    except sqlite3.Error as error:
        raise ConfigError(
            f"{path}: cannot be changed ({error}): end what reads it, look for room and at the disk; then again"
        ) from error
