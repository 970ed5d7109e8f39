"""Readings of a device in one go, for those that look at whole days of it."""

import asyncio
from pathlib import Path

from stoep_gateway.archive.reader import ArchiveReader
from stoep_testing.observations import T0_S, reading, window
from support.archived import deliver

DAY_S = 86_400
START_S = T0_S // DAY_S * DAY_S


def archive(path: Path, *batches: list[object]) -> ArchiveReader:
    asyncio.run(deliver(path, *batches))  # type: ignore[arg-type]
    return ArchiveReader(path)


def rows(*numbers: int, device: str = "garden-1", quantity: str = "soil_temperature") -> list[object]:
    return [
        reading(row, device=device, quantity=quantity, value=row / 8, time_s=START_S + 3_600 * row, life="00000001")
        for row in numbers
    ]


def test_all_quantities_of_a_device_come_at_once_by_time(tmp_path: Path) -> None:
    reader = archive(
        tmp_path / "a.db",
        [*rows(3, 1, 30), *rows(1, quantity="air_humidity"), *rows(2, device="garden-2"), window(1, window_s=900)],
    )
    found = reader.readings("garden-1", start_s=START_S, end_s=START_S + DAY_S)
    assert found == {
        "soil_temperature": [(START_S + 3_600, 1 / 8), (START_S + 3 * 3_600, 3 / 8)],
        "air_humidity": [(START_S + 3_600, 1 / 8)],
    }
    assert reader.readings("nobody", start_s=START_S, end_s=START_S + DAY_S) == {}


def test_the_newest_reading_of_each_device_is_known(tmp_path: Path) -> None:
    reader = archive(tmp_path / "a.db", [*rows(1, 5), *rows(2, device="garden-2")])
    assert reader.newest_readings() == {"garden-1": START_S + 5 * 3_600, "garden-2": START_S + 2 * 3_600}


def test_rows_that_come_late_change_the_extent_of_their_day_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    reader = archive(path, rows(1, 2, 26))
    first = reader.extent("garden-1", start_s=START_S, end_s=START_S + DAY_S)
    second = reader.extent("garden-1", start_s=START_S + DAY_S, end_s=START_S + 2 * DAY_S)
    archive(path, rows(7, 11))
    assert reader.extent("garden-1", start_s=START_S, end_s=START_S + DAY_S) != first
    assert reader.extent("garden-1", start_s=START_S + DAY_S, end_s=START_S + 2 * DAY_S) == second
    assert reader.extent("nobody", start_s=START_S, end_s=START_S + DAY_S) == (0, 0)
