"""The archive forgets whole days that are old enough, all of them and no other one, in small steps."""

import asyncio
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from stoep_gateway.archive.bucket import DAY_S, bucket_of
from stoep_gateway.archive.reader import ArchiveReader
from stoep_gateway.archive.writer import ArchiveWriter
from stoep_gateway.records import Observation
from stoep_testing.observations import T0_S, reading, window
from support.archived import batches, deliver, read_all, reference
from support.old_archive import fill

FILE_NAME = "archive.db"

FIRST_DAY = T0_S // DAY_S


async def forget(path: Path, *, first_day: int) -> list[int]:
    """What each step deleted."""
    writer = ArchiveWriter(path)
    steps = []
    try:
        while not (step := await writer.expire(first_day=first_day)).is_done:
            steps.append(step.observations)
    finally:
        await writer.close()
    return steps


def dated(observations: list[Observation]) -> list[Observation]:
    return [one for one in observations if one.time_s is not None]


@settings(max_examples=10)
@given(batches=batches, days=st.integers(0, 6))
def test_what_is_left_is_what_was_measured_from_that_day_on(batches: list[list[Observation]], days: int) -> None:
    everything = dated([one for batch in batches for one in batch])
    young = [one for one in everything if bucket_of(one.time_s, row=one.row) >= FIRST_DAY + days]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE_NAME
        asyncio.run(deliver(path, everything))
        deleted = sum(asyncio.run(forget(path, first_day=FIRST_DAY + days)))
        assert read_all(path) == reference(young)
        assert deleted == len(reference(everything)) - len(reference(young))
        asyncio.run(deliver(path, everything))  # what is sent once more is kept once more
        assert read_all(path) == reference(everything)


async def test_of_a_device_of_which_nothing_is_left_nothing_is_told(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    await deliver(path, [reading(1), window(200)])
    before = ArchiveReader(path).version()
    await forget(path, first_day=FIRST_DAY + 1)
    assert [device.name for device in ArchiveReader(path).devices()] == ["beach-1"]
    assert ArchiveReader(path).latest("garden-1") == ()
    assert ArchiveReader(path).version() > before
    after = ArchiveReader(path).version()
    await forget(path, first_day=FIRST_DAY + 1)
    assert ArchiveReader(path).version() == after


async def test_rows_without_a_time_go_with_the_days_they_came_before(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    before = [reading(row, time_s=None, life="00000001") for row in range(1, 300)]
    after = [reading(row, time_s=None, life="00000002") for row in range(1, 300)]
    await deliver(path, before, [reading(1, device="garden-2")], after, [reading(200, device="garden-2")])
    await forget(path, first_day=FIRST_DAY + 1)
    assert read_all(path) == reference([*after, reading(200, device="garden-2")])


async def test_days_of_schema_1_go_too_and_its_rows_without_a_time_after_them(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    undated = [reading(row, time_s=None, life="00000003") for row in range(1, 10)]
    fill(path, [*undated, *(reading(row) for row in range(1, 300))])
    await deliver(path, [reading(row, device="garden-2") for row in (1, 600)])
    await forget(path, first_day=FIRST_DAY + 1)
    kept = [reading(row) for row in range(144, 300)]
    assert read_all(path) == reference([*undated, *kept, reading(600, device="garden-2")])
    await forget(path, first_day=FIRST_DAY + 5)
    assert read_all(path) == reference([])


async def test_steps_are_small(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    rows = [reading(row, time_s=T0_S + row) for row in range(1, 128 * 100 + 1)]
    await deliver(path, rows)
    assert await forget(path, first_day=FIRST_DAY + 1) == [64 * 128, 36 * 128]


async def test_what_was_deleted_is_not_in_the_file_any_more(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    rows = [reading(row, time_s=T0_S + row, value=float(row * row % 977)) for row in range(1, 129)]
    await deliver(path, rows, [reading(400)])
    with closing(sqlite3.connect(path)) as connection:
        ((body,),) = connection.execute("SELECT body FROM part WHERE bucket = ?", (FIRST_DAY,)).fetchall()
    assert body[-60:] in path.read_bytes()
    writer = ArchiveWriter(path)
    while not (await writer.expire(first_day=FIRST_DAY + 1)).is_done:
        pass
    assert body[-60:] not in path.read_bytes()
    await writer.close()
    assert not [piece for piece in range(0, len(body) - 20, 20) if body[piece : piece + 20] in path.read_bytes()]
