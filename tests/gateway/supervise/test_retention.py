"""When the archive forgets: by a clock that is known, a few days at a time, never if the operator says so."""

from pathlib import Path

import pytest

from stoep_gateway.archive.bucket import DAY_S
from stoep_gateway.archive.reader import ArchiveReader
from stoep_gateway.archive.writer import ArchiveWriter
from stoep_gateway.records import WIRE_EPOCH_S
from stoep_gateway.supervise.retention import Retention
from stoep_testing.observations import T0_S, reading
from support.archived import deliver

FILE_NAME = "archive.db"

DAYS = 12


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    """A reading at noon of each of twelve days."""
    file = tmp_path / FILE_NAME
    await deliver(file, [reading(day + 1, time_s=T0_S + day * DAY_S + DAY_S // 2) for day in range(DAYS)])
    return file


def days(path: Path) -> list[int]:
    found = ArchiveReader(path).series("garden-1", quantity="soil_temperature", start_s=T0_S, end_s=T0_S + 99 * DAY_S)
    return [(point.time_s - T0_S) // DAY_S for point in found if point.time_s is not None]


async def rounds(path: Path, *, keep_days: int, day: int | None, count: int = 1) -> Retention:
    """At noon of that day, or with nobody knowing the time."""
    writer = ArchiveWriter(path)
    now_s = None if day is None else T0_S + day * DAY_S + DAY_S // 2 - WIRE_EPOCH_S
    retention = Retention(writer, keep_days=keep_days, now_s=lambda: now_s)
    for _ in range(count):
        await retention.round()
    await writer.close()
    return retention


async def test_a_day_stays_for_as_long_as_it_says_after_it_is_over(path: Path) -> None:
    retention = await rounds(path, keep_days=10, day=DAYS - 1)
    assert days(path) == list(range(1, DAYS))
    assert (retention.deleted, retention.oldest_day) == (1, T0_S // DAY_S + 1)


@pytest.mark.parametrize(("keep_days", "day"), [(0, 900), (10, None)])
async def test_nothing_is_deleted_if_it_is_kept_for_ever_or_nobody_knows_the_time(
    path: Path, keep_days: int, day: int | None
) -> None:
    retention = await rounds(path, keep_days=keep_days, day=day)
    assert days(path) == list(range(DAYS))
    assert (retention.deleted, retention.oldest_day) == (0, T0_S // DAY_S)


async def test_a_clock_far_ahead_costs_four_days_an_hour(path: Path) -> None:
    await rounds(path, keep_days=400, day=900)
    assert days(path) == list(range(4, DAYS))
    await rounds(path, keep_days=400, day=900, count=3)
    assert days(path) == []
