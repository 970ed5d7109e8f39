"""CSV files: power cuts, full disks, and what others read in them."""

import csv
import json
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from stoep_gateway.backends.csv_files import CsvFiles
from stoep_gateway.backends.csv_rows import FIELDS, HEADER, HEADER_1, UNDATED
from stoep_gateway.backends.made import NAMES
from stoep_gateway.errors import RetryableError
from stoep_testing.observations import NOISY, T0_S, reading, window

DAY_FILE = "observations-2026-06-01.csv"
BATCH = tuple(reading(row, value=row / 3) for row in range(1, 6))


@contextmanager
def files_up_to(size_bytes: int) -> Iterator[None]:
    """This process cannot make files longer than this: the write that crosses it is cut short, the next one fails."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


async def test_after_a_power_cut_at_any_byte_of_the_last_line_each_row_is_there_once(tmp_path: Path) -> None:
    backend = CsvFiles(tmp_path)
    await backend.send(BATCH, unsure=False)
    path = tmp_path / DAY_FILE
    whole = path.read_bytes()
    last_line = whole.rstrip(b"\n").rfind(b"\n") + 1
    for size_bytes in range(last_line, len(whole) + 1):
        path.write_bytes(whole[:size_bytes])
        await backend.send(BATCH[-2:], unsure=True)
        assert path.read_bytes() == whole
    await backend.close()


async def test_after_a_power_cut_in_the_header_the_file_is_whole_again(tmp_path: Path) -> None:
    backend = CsvFiles(tmp_path)
    for size_bytes in range(len(HEADER) + 1):
        (tmp_path / DAY_FILE).write_bytes(HEADER[:size_bytes])
        await backend.send(BATCH, unsure=True)
        assert [row["identity"] for row in rows(tmp_path / DAY_FILE)] == [entry.identity for entry in BATCH]
    await backend.close()


async def test_a_torn_line_goes_even_when_the_next_batch_is_another_one(tmp_path: Path) -> None:
    backend = CsvFiles(tmp_path)
    await backend.send(BATCH[:2], unsure=False)
    path = tmp_path / DAY_FILE
    path.write_bytes(path.read_bytes()[:-5])
    await backend.send(BATCH[2:], unsure=False)
    await backend.close()
    assert [row["identity"] for row in rows(path)] == [BATCH[index].identity for index in (0, 2, 3, 4)]


async def test_a_full_disk_keeps_the_batch_and_leaves_no_torn_line(tmp_path: Path) -> None:
    backend = CsvFiles(tmp_path)
    await backend.send(BATCH[:1], unsure=False)
    before = (tmp_path / DAY_FILE).read_bytes()
    for extra_bytes in (0, 1, 50, 200):
        with files_up_to(len(before) + extra_bytes), pytest.raises(RetryableError, match="cannot write"):
            await backend.send(BATCH, unsure=True)
        assert (tmp_path / DAY_FILE).read_bytes() == before
    await backend.send(BATCH, unsure=True)
    await backend.close()
    assert [row["identity"] for row in rows(tmp_path / DAY_FILE)] == [entry.identity for entry in BATCH]


async def test_observations_go_to_the_file_of_their_own_utc_day(tmp_path: Path) -> None:
    backend = CsvFiles(tmp_path)
    midnight = T0_S + 86_400
    batch = (reading(1, time_s=midnight - 1), reading(2, time_s=midnight), reading(3, time_s=None))
    await backend.send(batch, unsure=False)
    await backend.close()
    assert sorted(path.name for path in tmp_path.glob("*.csv")) == [DAY_FILE, "observations-2026-06-02.csv", UNDATED]
    assert rows(tmp_path / UNDATED)[0]["time"] == ""
    assert rows(tmp_path / DAY_FILE)[0]["time"] == "2026-06-01T23:59:59Z"


async def test_every_field_reads_back_as_it_was(tmp_path: Path) -> None:
    backend = CsvFiles(tmp_path)
    observation = window(3, value=0.1 + 0.2)
    await backend.send((observation,), unsure=False)
    await backend.close()
    (row,) = rows(tmp_path / DAY_FILE)
    assert float(row["value"]) == observation.value
    assert datetime.fromisoformat(row["time"]) == datetime.fromtimestamp(observation.time_s or 0, UTC)
    assert (row["window_s"], row["unit"], row["cell_x_m"], row["cell_size_m"]) == ("900", "1", "79250", "500")
    assert (row["device"], row["profile"], row["quantity"]) == ("beach-1", "people", "in")


async def test_the_data_package_lists_every_file_with_the_columns_it_has(tmp_path: Path) -> None:
    backend = CsvFiles(tmp_path)
    await backend.send((reading(1), reading(2, time_s=None)), unsure=False)
    await backend.close()
    package = json.loads((tmp_path / "datapackage.json").read_text())
    assert [entry["path"] for entry in package["resources"]] == [DAY_FILE, UNDATED]
    for entry in package["resources"]:
        header = (tmp_path / entry["path"]).read_text().splitlines()[0]
        assert [field["name"] for field in entry["schema"]["fields"]] == header.split(",")
    assert len(FIELDS) == len(package["resources"][0]["schema"]["fields"])


@pytest.mark.parametrize("content", [b"somebody,else\n1,2\n", b"x" * 100_000, HEADER[2:]])
async def test_a_file_of_somebody_else_is_left_alone(tmp_path: Path, content: bytes) -> None:
    backend = CsvFiles(tmp_path)
    (tmp_path / DAY_FILE).write_bytes(content)
    with pytest.raises(RetryableError, match="move it away"):
        await backend.send(BATCH, unsure=True)
    await backend.close()
    assert (tmp_path / DAY_FILE).read_bytes() == content


async def test_a_window_tells_how_it_was_made_and_a_reading_has_nothing_of_it(tmp_path: Path) -> None:
    backend = CsvFiles(tmp_path)
    await backend.send((window(1, provenance=NOISY), reading(1)), unsure=False)
    await backend.close()
    made = [[row[name] for name in NAMES] for row in rows(tmp_path / DAY_FILE)]
    assert made == [["1.0", "2", "10", "1", "840", "1.919"], [""] * 6]


@pytest.mark.parametrize("torn", [b"", b"garden-1/0a1b2c3d/6/soil"])
async def test_files_of_the_last_release_get_the_new_columns_and_keep_their_rows(tmp_path: Path, torn: bytes) -> None:
    before = CsvFiles(tmp_path)
    await before.send((*BATCH, window(200)), unsure=False)
    await before.close()
    for path in tmp_path.glob("*.csv"):
        header, *old = path.read_bytes().splitlines()
        assert header + b"\n" == HEADER
        path.write_bytes(HEADER_1 + b"".join(line.removesuffix(b",,,,,,") + b"\n" for line in old) + torn)
    (tmp_path / "somebody.csv").write_bytes(b"somebody,else\n1,2\n")
    backend = CsvFiles(tmp_path)
    await backend.send((*BATCH, window(1, provenance=NOISY)), unsure=True)
    await backend.close()
    found = rows(tmp_path / DAY_FILE)
    assert [row["identity"] for row in found] == [entry.identity for entry in (*BATCH, window(1))]
    assert [row["k"] for row in found] == [""] * len(BATCH) + ["10"]
    assert len(rows(tmp_path / "observations-2026-06-03.csv")) == 1
    assert all(path.read_bytes().startswith(HEADER) for path in tmp_path.glob("observations-*.csv"))
    assert (tmp_path / "somebody.csv").read_bytes() == b"somebody,else\n1,2\n"


async def test_a_day_goes_when_it_was_kept_long_enough_and_the_package_forgets_it(tmp_path: Path) -> None:
    days = [f"observations-2026-05-{day:02}.csv" for day in (1, 2, 30)]
    for name in days:
        (tmp_path / name).write_bytes(HEADER)
    backend = CsvFiles(tmp_path, keep_days=30, now_s=lambda: T0_S)
    await backend.send(BATCH, unsure=False)
    await backend.close()
    assert sorted(path.name for path in tmp_path.glob("*.csv")) == ["observations-2026-05-02.csv", days[2], DAY_FILE]
    package = json.loads((tmp_path / "datapackage.json").read_text())
    assert days[0] not in json.dumps(package)


async def test_a_clock_that_is_years_ahead_costs_four_days_an_hour(tmp_path: Path) -> None:
    for day in range(1, 29):
        (tmp_path / f"observations-2026-02-{day:02}.csv").write_bytes(HEADER)
    backend = CsvFiles(tmp_path, keep_days=30, now_s=lambda: T0_S + 10 * 365 * 86_400)
    for _ in range(3):
        await backend.send(BATCH, unsure=False)
    await backend.close()
    assert len(list(tmp_path.glob("observations-2026-02-*.csv"))) == 24


async def test_without_a_term_every_file_stays(tmp_path: Path) -> None:
    (tmp_path / "observations-1999-01-01.csv").write_bytes(HEADER)
    (tmp_path / "somebody.csv").write_bytes(HEADER)
    backend = CsvFiles(tmp_path)
    await backend.send(BATCH, unsure=False)
    await backend.close()
    assert (tmp_path / "observations-1999-01-01.csv").exists()
