"""The archive keeps every observation once, and readers see it at any time."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stoep_gateway.archive.part import decode
from stoep_gateway.archive.reader import ArchiveReader
from stoep_gateway.archive.writer import ArchiveWriter
from stoep_gateway.errors import RetryableError
from stoep_gateway.records import Cell, Observation
from stoep_testing.observations import SCHEVENINGEN, T0_S, reading, window
from support.archived import DAYS_S, batches, deliver, read_all, reference
from support.repository import TESTS

FILE_NAME = "archive.db"
STATUS_FILE = "status.json.gz"


@settings(max_examples=40)
@given(batches=batches, again=st.randoms(use_true_random=False))
def test_any_order_and_any_repeat_equal_a_dictionary_by_identity(batches: list[list[Observation]], again) -> None:  # type: ignore[no-untyped-def]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE_NAME
        everything = [entry for batch in batches for entry in batch]
        repeated = again.sample(everything, len(everything))
        asyncio.run(deliver(path, *batches, *([repeated] if repeated else []), *batches[:2]))
        if everything:
            assert read_all(path) == reference(everything)


async def test_series_end_before_end_s_and_are_in_order_of_time(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    await deliver(path, [reading(row) for row in (5, 3, 4, 1, 2)])
    points = ArchiveReader(path).series("garden-1", quantity="soil_temperature", start_s=T0_S + 1200, end_s=T0_S + 2400)
    assert [point.row for point in points] == [2, 3]


async def test_the_latest_value_is_the_newest_by_time_and_not_the_last_to_arrive(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    await deliver(path, [reading(9, value=9.0)], [reading(4, value=4.0)], [reading(5, time_s=None)], [window(2)])
    (latest,) = ArchiveReader(path).latest("garden-1")
    assert (latest.value, latest.time_s, latest.unit, latest.window_s) == (9.0, T0_S + 5400, "Cel", 0)
    (latest,) = ArchiveReader(path).latest("beach-1")
    assert (latest.value, latest.time_s, latest.window_s) == (42.0, T0_S + 1800, 900)


async def test_a_device_is_where_its_newest_observation_says(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    elsewhere = Cell(x_m=81_750, y_m=455_250, size_m=500)
    await deliver(path, [reading(2, cell=elsewhere)], [reading(1, cell=SCHEVENINGEN)])
    (device,) = ArchiveReader(path).devices()
    assert device.cell == elsewhere
    assert (device.name, device.profile, device.quantities) == ("garden-1", "soil", ("soil_temperature",))


async def test_the_version_moves_with_new_observations_only(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    await deliver(path, [reading(1)])
    before = ArchiveReader(path).version()
    await deliver(path, [reading(1)])
    assert ArchiveReader(path).version() == before
    await deliver(path, [reading(2)])
    assert ArchiveReader(path).version() > before


async def test_rows_that_come_one_by_one_and_in_between_fill_parts_of_a_limited_size(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    rows = [reading(row, time_s=T0_S + row) for row in (*range(1, 400, 2), *range(2, 400, 2))]
    await deliver(path, *[[row] for row in rows])
    assert read_all(path) == reference(rows)
    with closing(sqlite3.connect(path)) as connection:
        bodies = [body for (body,) in connection.execute("SELECT body FROM part")]
    assert max(len(decode(body)) for body in bodies) == 128
    assert len(bodies) < 14


async def test_a_full_part_is_not_written_again_for_what_follows_it(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    writer = ArchiveWriter(path)
    await writer.send(tuple(reading(row, time_s=T0_S + row) for row in range(1, 121)), unsure=False)
    await writer.send(tuple(reading(row, time_s=T0_S + row) for row in range(121, 131)), unsure=False)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE touched (id INTEGER)")
        connection.execute("CREATE TRIGGER notes AFTER UPDATE ON part BEGIN INSERT INTO touched VALUES (NEW.id); END")
        connection.commit()
        await writer.send(tuple(reading(row, time_s=T0_S + row) for row in range(131, 137)), unsure=False)
        await writer.close()
        assert connection.execute("SELECT id FROM touched").fetchall() == [(2,)]


async def test_the_status_is_the_last_one_written(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path / FILE_NAME)
    await writer.send((reading(1),), unsure=False)
    assert ArchiveReader(tmp_path / FILE_NAME).status() is None
    await writer.write_status('{"n": 1}')
    await writer.write_status('{"n": 2}')
    await writer.close()
    assert ArchiveReader(tmp_path / FILE_NAME).status() == '{"n": 2}'
    assert (tmp_path / STATUS_FILE).stat().st_mode & 0o777 == 0o600
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [FILE_NAME, STATUS_FILE]


async def test_a_status_that_a_power_cut_damaged_is_none(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path / FILE_NAME)
    await writer.write_status('{"n": 1}' * 9)
    await writer.close()
    whole = (tmp_path / STATUS_FILE).read_bytes()
    for size in range(len(whole)):
        (tmp_path / STATUS_FILE).write_bytes(whole[:size] + bytes(len(whole) - size if size % 2 else 0))
        assert ArchiveReader(tmp_path / FILE_NAME).status() in (None, "", '{"n": 1}' * 9)


async def test_a_status_that_cannot_be_written_leaves_the_one_before(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path / FILE_NAME)
    await writer.write_status('{"n": 1}')
    (tmp_path / f".{STATUS_FILE}.new").mkdir()
    with pytest.raises(RetryableError, match="cannot write"):
        await writer.write_status('{"n": 2}')
    await writer.close()
    assert ArchiveReader(tmp_path / FILE_NAME).status() == '{"n": 1}'


async def test_the_first_status_makes_the_archive_so_that_pages_have_one(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path / FILE_NAME)
    await writer.write_status("{}")
    assert ArchiveReader(tmp_path / FILE_NAME).devices() == ()
    await writer.close()


async def test_a_reader_sees_whole_batches_while_the_writer_writes(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    writer = ArchiveWriter(path)
    await writer.send((reading(1), reading(2)), unsure=False)

    reader = ArchiveReader(path)
    seen: list[int] = []

    async def write() -> None:
        rows = count(3, 2)
        while (row := next(rows)) < 121 or len(seen) < 2:  # a busy machine may let the writer alone for long
            await writer.send((reading(row), reading(row + 1)), unsure=False)

    async with asyncio.TaskGroup() as group:
        writing = group.create_task(write(), name="writing")
        while not writing.done():
            found = await asyncio.to_thread(
                reader.series, "garden-1", quantity="soil_temperature", start_s=T0_S, end_s=T0_S + DAYS_S
            )
            seen.append(len(found))
    await writer.close()
    assert seen == sorted(seen)
    assert all(points % 2 == 0 for points in seen)
    assert len(seen) > 1


async def test_after_a_clean_stop_the_file_needs_no_companions_to_be_read(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    await deliver(path, [reading(1)])
    assert [entry.name for entry in tmp_path.iterdir()] == [FILE_NAME]
    # https://www.sqlite.org/fileformat2.html §1.3.3: 1 = legacy (rollback) journal, 2 = WAL.
    assert path.read_bytes()[18:20] == b"\x01\x01"
    assert len(read_all(path)) == 1


async def test_a_reader_at_work_does_not_hinder_the_writers_stop_and_next_start(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    writer = ArchiveWriter(path)
    await writer.send((reading(1),), unsure=False)
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None)
    connection.execute("BEGIN")
    connection.execute("SELECT * FROM device").fetchall()
    await writer.close()
    await deliver(path, [reading(2)])
    connection.close()
    assert len(read_all(path)) == 2


CHILD = """
import asyncio, sys
from pathlib import Path
from stoep_gateway.archive.writer import ArchiveWriter
from support.archived import DAYS_S, batches, deliver, read_all, reference
from stoep_testing.observations import reading

async def main():
    writer = ArchiveWriter(Path(sys.argv[1]))
    for row in range(1, 100_000, 3):
        await writer.send(tuple(reading(row + step) for step in range(3)), unsure=False)
        print(row + 2, flush=True)

asyncio.run(main())
"""


async def test_after_a_sigkill_every_confirmed_observation_is_there_and_readers_go_on(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    environment = os.environ | {"PYTHONPATH": str(TESTS)}
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(path)], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert child.stdout is not None
    for line in child.stdout:
        if int(line) > 150:
            break
    child.send_signal(signal.SIGKILL)
    confirmed = int(([line, *child.stdout.read().split()])[-1])
    child.stdout.close()
    child.wait()
    found = read_all(path)
    everything = [reading(row) for row in range(1, confirmed + 1)]
    assert reference(everything).items() <= found.items()
    await deliver(path, everything)
    assert read_all(path) == found


def test_without_an_archive_the_reader_says_so_and_makes_no_file(tmp_path: Path) -> None:
    with pytest.raises(RetryableError, match="has the gateway been started"):
        ArchiveReader(tmp_path / FILE_NAME).devices()
    assert list(tmp_path.iterdir()) == []


async def test_a_damaged_chunk_is_an_error_and_no_value(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    await deliver(path, [reading(1)])
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE part SET body = substr(body, 1, length(body) - 1)")
    connection.close()
    with pytest.raises(RetryableError, match=r"damaged|not a chunk"):
        read_all(path)
    with pytest.raises(RetryableError, match="restore the file"):
        await deliver(path, [reading(2)])


async def test_an_archive_of_a_later_stoep_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    await deliver(path, [reading(1)])
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(RetryableError, match="schema 99"):
        await deliver(path, [reading(2)])


async def test_what_is_not_an_archive_is_an_error_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(b"not a database, by no means " * 100)
    with pytest.raises(RetryableError, match=str(path)):
        await deliver(path, [reading(1)])


async def test_closing_waits_for_the_disk_without_holding_the_loop(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    writer = ArchiveWriter(path)
    await writer.write_status("{}")
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        writing = asyncio.create_task(writer.write_status("{}"), name="writing")
        await asyncio.sleep(0)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await writer.close()
        other.rollback()
    await writing
    await writer.close()
