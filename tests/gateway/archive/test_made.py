"""How released windows were made, kept beside their values."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from stoep_gateway.archive.reader import ArchiveReader
from stoep_gateway.archive.writer import FILE_NAME, ArchiveWriter
from stoep_gateway.records import Observation, Provenance
from stoep_testing.observations import NOISY, T0_S, reading, window
from support.archived import deliver

DAY_S = 86_400
THRESHOLD_ALONE = Provenance(epsilon="", contribution=2, k=10, rounding=1, covered_s=900)


def made(path: Path, *, quantity: str = "in") -> list[Provenance | None]:
    points = ArchiveReader(path).series("beach-1", quantity=quantity, start_s=T0_S, end_s=T0_S + 3 * DAY_S)
    return [point.provenance for point in points]


async def test_each_window_tells_how_it_was_made_and_a_repeat_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    batch: list[Observation] = [
        window(0),
        window(1, provenance=THRESHOLD_ALONE),
        window(2, provenance=NOISY),
        window(2, quantity="out", provenance=NOISY),
        window(100, provenance=replace(NOISY, covered_s=60)),
        reading(7),
    ]
    await deliver(path, batch, batch)
    assert made(path) == [None, THRESHOLD_ALONE, NOISY, replace(NOISY, covered_s=60)]
    assert made(path, quantity="out") == [NOISY]
    [newest] = [value for value in ArchiveReader(path).latest("beach-1") if value.quantity == "in"]
    assert newest.provenance == replace(NOISY, covered_s=60)
    [value] = ArchiveReader(path).latest("garden-1")
    assert value.provenance is None


async def test_what_windows_share_is_kept_once_and_readings_take_no_room(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    await deliver(path, [window(number, provenance=NOISY) for number in range(90)], [reading(1)])
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM making").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM made").fetchone() == (90,)


async def test_days_that_are_forgotten_take_it_along(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    windows = [window(number, provenance=NOISY) for number in range(0, 3 * 96, 24)]
    writer = ArchiveWriter(path)
    await writer.send((*windows, window(1, device="beach-2", provenance=NOISY)), unsure=False)
    while not (await writer.expire(first_day=T0_S // DAY_S + 2)).is_done:
        continue
    await writer.close()
    assert made(path) == [NOISY] * 4
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM made").fetchone() == (4,)


async def test_a_device_that_leaves_the_archive_takes_it_along(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    await deliver(path, [window(1, provenance=NOISY), window(1, device="beach-2", provenance=NOISY)])
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM device WHERE name = 'beach-1'")
        assert connection.execute("SELECT count(*) FROM made").fetchone() == (1,)
