"""`stoep simulate` refuses what it cannot do."""

import argparse
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from stoep_simulators.commands import simulate
from stoep_simulators.commands.report_files import may_be_written
from stoep_simulators.scenarios.parse import read_scenario


def parse(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    simulate.add_arguments(parser)
    return parser.parse_args(words)


def test_devices_days_and_seed_are_enough() -> None:
    args = parse("--devices", "8", "--days", "2", "--seed", "7")
    assert (args.devices, args.days, args.seed, args.vm, args.json) == (8, 2, 7, False, False)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--devices", "8", "--days", "2"), "give a scenario file, or --devices, --days and --seed"),
        ((), "give a scenario file, or --devices, --days and --seed"),
        (("--devices", "0", "--days", "2", "--seed", "7"), "--devices 0: give a whole number from 1 to 10,000"),
        (("--devices", "8", "--days", "400", "--seed", "7"), "--days 400: give a whole number from 1 to 366"),
        (("street.toml", "--seed", "-7"), "--seed -7: give a whole number from 0 to 2,147,483,647"),
        (("street.toml", "--days", "2"), "--devices and --days stand in the scenario file"),
    ],
)
def test_a_fleet_is_a_file_or_three_numbers_that_can_be(
    words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        simulate.run(parse(*words))
    assert stopped.value.code == 2
    assert said in capsys.readouterr().err


def test_a_file_that_cannot_be_played_is_wrong_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "street.toml").write_text("seed = 1\ndays = 0\n")
    assert simulate.run(parse(str(tmp_path / "street.toml"))) == 2
    assert capsys.readouterr().err == (
        f"stoep simulate: {tmp_path}/street.toml:2: days: must be a whole number from 1 to 366\n"
    )


_STREET = 'seed = 1\ndays = 1\n[[devices]]\nkind = "soil"\n'


def test_a_report_that_cannot_be_written_is_refused_before_the_days_are_played(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "street.toml").write_text(_STREET)
    page = tmp_path / "street.toml" / "page.html"
    assert simulate.run(parse(str(tmp_path / "street.toml"), "--html", str(page))) == 2
    assert f"{page}: cannot be written: Not a directory" in capsys.readouterr().err


def test_a_report_never_takes_the_place_of_what_the_scenario_is_read_from(tmp_path: Path) -> None:
    (tmp_path / "street.toml").write_text(_STREET)
    assert simulate.run(parse(str(tmp_path / "street.toml"), "--junit", str(tmp_path / "." / "street.toml"))) == 2
    assert (tmp_path / "street.toml").read_text() == _STREET


def test_folders_of_reports_are_made(tmp_path: Path) -> None:
    (tmp_path / "street.toml").write_text(_STREET)
    scenario = read_scenario(tmp_path / "street.toml")
    may_be_written([tmp_path / "build" / "city" / "a.xml"], scenario=scenario, file=tmp_path / "street.toml")
    assert (tmp_path / "build" / "city").is_dir()


def test_reports_of_an_earlier_run_are_gone_before_the_days_are_played(tmp_path: Path) -> None:
    (tmp_path / "street.toml").write_text(_STREET)
    (tmp_path / "a.xml").write_text("<testsuites/>")
    scenario = read_scenario(tmp_path / "street.toml")
    may_be_written([tmp_path / "a.xml", Path("/dev/null")], scenario=scenario, file=tmp_path / "street.toml")
    assert not (tmp_path / "a.xml").exists()
    assert Path("/dev/null").exists()


def test_a_run_that_fails_leaves_its_reason_in_junit_and_no_old_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "gateway.toml").write_text("[people]\nkk = 1\n")
    (tmp_path / "street.toml").write_text(_STREET + '[gateway]\nconfig = "gateway.toml"\n')
    (tmp_path / "page.html").write_text("<p>All 7 promises hold.</p>")
    reports = ("--junit", str(tmp_path / "a.xml"), "--html", str(tmp_path / "page.html"))
    assert simulate.run(parse(str(tmp_path / "street.toml"), *reports)) == 1
    said = f"{tmp_path}/gateway.toml: [people] kk: unknown key, did you mean k?"
    assert f"stoep simulate: {said}\n" in capsys.readouterr().err
    (error,) = Xml.parse(tmp_path / "a.xml").iter("error")  # noqa: S314 - our own
    assert error.get("message") == said
    assert not (tmp_path / "page.html").exists()
