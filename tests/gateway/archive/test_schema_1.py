"""An archive of schema 1, filled: nothing is lost or doubled by the upgrade, at whatever moment it is looked at."""

import asyncio
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings

from stoep_gateway.archive.reader import ArchiveReader
from stoep_gateway.archive.writer import ArchiveWriter
from stoep_gateway.errors import RetryableError
from stoep_gateway.records import Cell, Observation
from stoep_testing.observations import T0_S, reading, window
from support.archived import batches, deliver, read_all, reference
from support.old_archive import fill

FILE_NAME = "archive.db"


async def upgrade(path: Path) -> None:
    """As a gateway does that has nothing to deliver yet."""
    writer = ArchiveWriter(path)
    await writer.write_status("{}")
    await writer.close()


def street() -> list[Observation]:
    """Three days of two gardens with a second life and rows without a time, and a day of windows."""
    gardens = [
        reading(row, device=device, quantity=quantity, value=row / 8, life=life)
        for row in range(1, 433)
        for device in ("garden-1", "garden-2")
        for quantity in ("soil_temperature", "air_humidity")
        for life in ("0a1b2c3d", "00000002")
    ]
    undated = [reading(row, value=float(row), time_s=None, life="00000003") for row in range(1_000, 1_060)]
    return gardens + undated + [window(number, quantity=way) for number in range(96) for way in ("in", "out")]


async def test_everything_is_there_before_and_after_new_rows_of_the_same_day(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    everything = street()
    fill(path, everything)
    await upgrade(path)
    assert read_all(path) == reference(everything)
    more = [reading(row, quantity="soil_temperature") for row in range(433, 440)]
    await deliver(path, more, everything, more)
    assert read_all(path) == reference(everything + more)


@settings(max_examples=30)
@given(old=batches, new=batches)
def test_whatever_an_old_archive_has_and_whatever_comes_equals_a_dictionary(
    old: list[list[Observation]], new: list[list[Observation]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE_NAME
        once = {one.identity: one for batch in old for one in batch}
        fill(path, once.values())
        asyncio.run(deliver(path, *new))
        if new:
            assert read_all(path) == reference([one for batch in new for one in batch]) | reference([*once.values()])


async def test_a_repeat_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    fill(path, street())
    await upgrade(path)
    before = ArchiveReader(path).version()
    await deliver(path, street())
    assert ArchiveReader(path).version() == before
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM part").fetchone() == (0,)


async def test_devices_and_newest_values_are_what_they_were(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    elsewhere = Cell(x_m=81_750, y_m=455_250, size_m=500)
    fill(path, [reading(9, cell=elsewhere, value=9.0), window(2)])
    await upgrade(path)
    beach, garden = ArchiveReader(path).devices()
    assert (garden.name, garden.cell, garden.quantities) == ("garden-1", elsewhere, ("soil_temperature",))
    assert (beach.profile, beach.quantities) == ("people", ("in",))
    (latest,) = ArchiveReader(path).latest("garden-1")
    assert (latest.value, latest.time_s, latest.unit) == (9.0, T0_S + 5400, "Cel")
    await deliver(path, [reading(4, value=4.0)])  # older, by position and by time
    assert ArchiveReader(path).latest("garden-1") == (latest,)
    assert ArchiveReader(path).devices() == (beach, garden)


async def test_a_damaged_chunk_is_an_error_of_its_day_alone(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    fill(path, [reading(1), reading(300)])
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "UPDATE chunk SET body = substr(body, 1, length(body) - 1) WHERE bucket = ?", (T0_S // 86_400,)
        )
    await deliver(path, [reading(301)])
    points = ArchiveReader(path).series(
        "garden-1", quantity="soil_temperature", start_s=T0_S + 86_400, end_s=T0_S + 5 * 86_400
    )
    assert [point.row for point in points] == [300, 301]
    with pytest.raises(RetryableError, match="restore the file"):
        read_all(path)
    with pytest.raises(RetryableError, match="restore the file"):
        await deliver(path, [reading(2)])
