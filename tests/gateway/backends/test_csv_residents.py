"""Lines of one garden are corrected or go; everybody else's files and lines stay byte for byte."""

import csv
from pathlib import Path

import pytest

from stoep_gateway.backends import csv_residents
from stoep_gateway.backends.csv_files import CsvFiles
from stoep_gateway.backends.csv_rows import lines
from stoep_gateway.records import Cell
from stoep_testing.observations import reading

THERE = Cell(x_m=81_750, y_m=455_750, size_m=500)
KEPT = tuple(reading(row, device="garden-8") for row in range(1, 6))
GONE = tuple(reading(row, device="garden-7", value=row / 8) for row in range(1, 200, 2))


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    backend = CsvFiles(tmp_path)
    await backend.send((*KEPT[:3], *GONE, *KEPT[3:]), unsure=False)
    await backend.close()
    return tmp_path


def text(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.glob("*.csv")))


async def test_erased_lines_go_and_the_others_stay_as_they_are(folder: Path) -> None:
    csv_residents.erase(folder, ["garden-7"])
    assert b"garden-7" not in text(folder)
    assert all(lines([each]) in text(folder) for each in KEPT)
    assert not list(folder.glob(".*"))


async def test_moved_lines_have_the_new_cell(folder: Path) -> None:
    csv_residents.move(folder, ["garden-7"], cell=THERE)
    found = text(folder)
    assert (found.count(b"garden-7,"), found.count(b",81750,455750,500,")) == (len(GONE), len(GONE))
    assert all(lines([each]) in found for each in KEPT)


async def test_a_line_that_a_power_cut_tore_goes_too(folder: Path) -> None:
    path = sorted(folder.glob("*.csv"))[0]
    path.write_bytes(path.read_bytes() + lines([GONE[0]])[:20])
    csv_residents.erase(folder, ["garden-7"])
    assert b"garden-7" not in text(folder)
    assert path.read_bytes().endswith(b"\n")


async def test_the_back_end_goes_on_in_the_same_file(folder: Path) -> None:
    csv_residents.erase(folder, ["garden-7"])
    backend = CsvFiles(folder)
    await backend.send((*KEPT, reading(9, device="garden-8")), unsure=True)
    await backend.close()
    assert text(folder).count(b"garden-8,soil") == len(KEPT) + 1


async def test_a_file_with_other_columns_that_another_version_wrote_is_put_right_too(folder: Path) -> None:
    path = sorted(folder.glob("*.csv"))[0]
    older = path.with_name("observations-2020-01-01.csv")
    with path.open(newline="") as file, older.open("w", newline="") as out:
        rows = list(csv.reader(file))
        csv.writer(out, lineterminator="\n").writerows([*row[:2], "more", *row[2:]] for row in rows)
    csv_residents.move(folder, ["garden-7"], cell=THERE)
    assert older.read_bytes().count(b",81750,455750,500,") == path.read_bytes().count(b",81750,455750,500,") > 0
    csv_residents.erase(folder, ["garden-7"])
    assert b"garden-7" not in text(folder)


def test_a_file_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.csv"
    path.write_bytes(b"identity,device\n1,garden-7\n")
    csv_residents.erase(tmp_path, ["garden-7"])
    assert path.read_bytes() == b"identity,device\n1,garden-7\n"


def test_what_an_interrupted_run_left_goes(tmp_path: Path) -> None:
    (tmp_path / ".observations-2026-06-01.csv.new").write_bytes(b"garden-7")
    csv_residents.erase(tmp_path, ["garden-7"])
    assert list(tmp_path.iterdir()) == []
