"""`stoep garden report|open-data`, in this process: what they write, and what they say when they cannot."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from stoep_gateway.almanac.blocks import Kind
from stoep_gateway.almanac.reader import AlmanacReader
from stoep_gateway.almanac.tables import FILE_NAME
from stoep_gateway.almanac.writer import AlmanacWriter
from stoep_gateway.commands.garden_almanac import found_of, withdraw_figures
from stoep_gateway.commands.main import main
from stoep_gateway.config.load import load
from support.garden_figures import figure
from support.street_almanac import gardens

NAMES = [f"tuin-{number:02}" for number in range(11)]
DAY = date(2026, 6, 1)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "stoep.toml"
    file.write_text('[gateway]\nname = "straat"\n[garden]\nlicence = "CC-BY-4.0"\n')
    return file


@pytest.fixture
def almanac(tmp_path: Path) -> Iterator[AlmanacReader]:
    path = tmp_path / "state" / FILE_NAME
    with closing(AlmanacWriter(path)) as writer:
        for name in NAMES:
            writer.keep_garden(replace(gardens()[0], name=name), recent_from=DAY, stamp="")
        writer.turn(dict.fromkeys(NAMES, Kind(soil="sand", is_open=True)), today=DAY, k=10)
        for number, depletion_mm in enumerate((10.0, 13.0, 16.0, 19.0, 22.0)):
            on = DAY.replace(day=1 + number)
            writer.keep_figure(1, on=on, figure=figure(on, depletion_mm=depletion_mm, rain_mm=0.0))
        yield AlmanacReader(path)


def run(*words: str | Path, config: Path) -> int:
    return main(["garden", *map(str, words), "--config", str(config)])


def test_a_report_is_written_for_the_pages_and_read_out(
    almanac: AlmanacReader, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("report", "--year", "2026", config=config) == 0
    said = capsys.readouterr().out
    assert "2026: 11 gardens in 1 blocks, 2026-06-01 to 2026-06-05" in said
    assert "drought:\n  sand: 3.0 mm a day (11 gardens, 1 blocks, 4 days)" in said
    assert "cooling: no such days" in said
    assert almanac.reports() == (2026,)


@pytest.mark.parametrize("year", ["2025", "0", "99999"])
def test_a_year_without_figures_has_no_report(
    almanac: AlmanacReader, config: Path, capsys: pytest.CaptureFixture[str], year: str
) -> None:
    assert run("report", "--year", year, config=config) == 2
    assert f"no figures of {year}: they are made once k + 1 gardens count" in capsys.readouterr().err
    assert almanac.reports() == ()


def test_open_data_are_the_same_bytes_each_time(
    almanac: AlmanacReader, config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in ("one", "two"):
        assert run("open-data", tmp_path / folder, config=config) == 0
    assert "5 figures of 1 blocks" in capsys.readouterr().out
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == ["data.csv", "datapackage.json"]
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    package = json.loads((tmp_path / "one" / "datapackage.json").read_text())
    assert (package["licenses"][0]["name"], package["k"]) == ("CC-BY-4.0", 10)


def test_after_a_withdrawal_open_data_are_without_the_garden(
    almanac: AlmanacReader, config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("report", "--year", "2026", config=config)
    settings = load(config)
    assert withdraw_figures(NAMES[3], settings=settings) == 5
    assert withdraw_figures(NAMES[3], settings=settings) == 0
    run("open-data", tmp_path / "later", config=config)
    assert "0 figures of 0 blocks" in capsys.readouterr().out
    assert len((tmp_path / "later" / "data.csv").read_text().splitlines()) == 1
    assert (almanac.reports(), found_of(NAMES[3], settings=settings)) == ((), None)
    assert found_of(NAMES[4], settings=settings) is not None


def test_without_a_licence_the_command_says_so(
    almanac: AlmanacReader, config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config.write_text("")
    run("open-data", tmp_path / "one", config=config)
    assert "no licence: nobody may use it before [garden] licence names one" in capsys.readouterr().out


def test_a_folder_that_cannot_be_written_is_told(
    almanac: AlmanacReader, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("open-data", config, config=config) == 2
    assert "cannot write (File exists): name a folder of yours" in capsys.readouterr().err


@pytest.mark.parametrize("words", [("report", "--year", "2026"), ("open-data", "open")])
def test_before_the_first_garden_there_is_nothing_to_tell(
    config: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    assert run(*words, config=config) == 2
    assert "no gardens were looked at yet: start stoep run" in capsys.readouterr().err
