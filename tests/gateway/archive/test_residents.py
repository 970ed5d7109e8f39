"""The archive without a device is as if it had never been there."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from stoep_gateway.archive import resident_rows
from stoep_gateway.archive.reader import ArchiveReader
from stoep_gateway.archive.writer import open_archive
from stoep_gateway.records import Cell, Observation
from stoep_testing.observations import T0_S, reading, window
from support.archived import deliver, read_all, reference

KEPT = [reading(row, device="garden-8") for row in range(1, 200)]
GONE = [
    *(reading(row, device="garden-7", value=row / 8) for row in range(1, 200)),
    *(reading(row, device="garden-7", quantity="air_humidity", time_s=None) for row in range(300, 310)),
    *(window(number, device="garden-7") for number in range(3)),
]
OLD_CHUNK = "INSERT INTO chunk SELECT max(series.id), '0a1b2c3d', 1, x'01' FROM series"


def dump(path: Path) -> list[str]:
    """Without the number of changes."""
    with closing(sqlite3.connect(path)) as connection:
        return [line for line in connection.iterdump() if "version" not in line]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


async def test_what_is_left_after_an_erasure_is_what_would_be_there_without_the_device(
    path: Path, tmp_path: Path
) -> None:
    without = tmp_path / "without.db"
    await deliver(without, KEPT)
    await deliver(path, KEPT, GONE)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(OLD_CHUNK)
    before = ArchiveReader(path).version()
    resident_rows.erase(path, ["garden-7"])
    assert dump(path) == dump(without)
    assert ArchiveReader(path).version() > before  # pages that were made before are made anew


def test_every_table_is_one_that_an_erasure_reaches(path: Path) -> None:
    open_archive(path).close()
    with closing(sqlite3.connect(path)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        columns = {table: [row[1] for row in connection.execute(f"PRAGMA table_info({table})")] for table in tables}
    reached = {table for table, has in columns.items() if table == "device" or "device" in has or "series" in has}
    assert set(tables) - reached == {"version", "making"}  # policies, which are nobody's


async def test_a_device_that_was_moved_is_there_and_nobody_else(path: Path) -> None:
    there = Cell(x_m=81_750, y_m=455_750, size_m=500)
    await deliver(path, KEPT, GONE)
    resident_rows.move(path, ["garden-7"], cell=there)
    cells = {device.name: device.cell for device in ArchiveReader(path).devices()}
    assert cells == {"garden-7": there, "garden-8": KEPT[0].cell}
    assert read_all(path) == reference([*KEPT, *GONE])


async def test_an_archive_goes_on_after_an_erasure(path: Path) -> None:
    await deliver(path, KEPT, GONE)
    resident_rows.erase(path, ["garden-7"])
    later: list[Observation] = [reading(row, device="garden-9", time_s=T0_S + row) for row in range(1, 5)]
    await deliver(path, later)
    assert read_all(path) == reference([*KEPT, *later])


def test_no_archive_is_made_where_there_is_none(path: Path) -> None:
    resident_rows.erase(path, ["garden-7"])
    resident_rows.move(path, ["garden-7"], cell=None)
    assert not path.exists()
