"""`stoep privacy report` and `register`: what is written, of files and of the gateway's own devices."""

import json
from pathlib import Path

import jsonschema
import pytest

from stoep_gateway.commands.main import main
from stoep_gateway.privacy.outputs.register import schema
from support.gateway import Gateway
from support.repository import ROOT

COUNTER = str(ROOT / "examples/privacy/source-people-counter.toml")
GARDEN = str(ROOT / "examples/privacy/source-soil-garden.toml")


def test_a_report_has_each_paper_to_read_and_for_programs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["privacy", "report", COUNTER, "--into", str(tmp_path / "new" / "report"), "--lang", "nl"]) == 0
    folder = tmp_path / "new" / "report"
    assert capsys.readouterr().out == f"{folder}/index.html\n"
    names = {path.name for path in folder.iterdir()}
    papers = ("assessment", "processing", "impact-draft", "register", "dtpr")
    assert names == {
        *("index.html", "sign.html", "check.html", "dpv.jsonld", "register-entry.schema.json"),
        *(f"{paper}.{kind}" for paper in papers for kind in ("html", "json")),
    }
    index = (folder / "index.html").read_text()
    assert all(f'href="{name}"' in index for name in names if name.endswith(".html") and name != "index.html")
    for name in names:
        text = (folder / name).read_text()
        assert "<script" not in text, name
        assert not name.endswith("html") or text.startswith('<!doctype html>\n<html lang="nl">'), name
        assert not name.endswith(("json", "jsonld")) or json.loads(text), name


def test_a_register_is_a_list_of_entries_that_keep_to_the_printed_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["privacy", "register", COUNTER, GARDEN]) == 0
    entries = json.loads(capsys.readouterr().out)
    assert main(["privacy", "register", "--schema"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads(json.dumps(schema()))
    for entry in entries:
        jsonschema.Draft202012Validator(printed).validate(entry)
    assert [entry["reference"] for entry in entries] == ["teller-keizerstraat", "tuin-07"]


def test_rules_of_another_day_and_of_another_folder_are_taken(tmp_path: Path) -> None:
    assert main(["privacy", "report", COUNTER, "--into", str(tmp_path), "--date", "2028-01-01"]) == 0
    assert "1 January 2028" in (tmp_path / "check.html").read_text()
    assert main(["privacy", "register", COUNTER, "--rules", str(tmp_path)]) == 2


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "file"
    file.write_text("")
    assert main(["privacy", "report", COUNTER, "--into", str(file)]) == 2
    assert capsys.readouterr().err == f"stoep: {file}: cannot be written (File exists): name a folder of yours\n"


def test_a_gateways_own_devices_are_described_by_what_it_does(tmp_path: Path) -> None:
    (tmp_path / "gateway").mkdir()
    settings: dict[str, dict[str, object]] = {"people": {"k": 12, "window_s": 1800}, "archive": {"keep_days": 90}}
    with Gateway(tmp_path / "gateway", settings=settings) as gateway:
        for name, profile in (("beam-1", "people"), ("lucht-1", "air"), ("tuin-1", "soil")):
            gateway.stoep("device", "enroll", name, "--profile", profile, "--bundle", tmp_path / f"{name}.json")
        printed = gateway.stoep("privacy", "register", "--gateway")
        gateway.stoep("privacy", "report", "--gateway", "--into", tmp_path / "report")
    told, end = json.JSONDecoder().raw_decode(printed)
    assert printed[end:].strip() == "left out, for they hang at homes: 1 sensor(s) of gardens"
    entries = {entry["reference"]: entry for entry in told}
    assert set(entries) == {"beam-1", "lucht-1"}  # a garden's hangs at a home
    counter = entries["beam-1"]["stoep"]
    assert (counter["smallest_number_shown"], counter["interval_min"], counter["retention_days"]) == (12, 30, 90)
    assert counter["purpose"] is None
    assert (tmp_path / "report" / "beam-1" / "sign.html").exists()
    assert 'href="lucht-1/index.html"' in (tmp_path / "report" / "index.html").read_text()
    assert not (tmp_path / "report" / "tuin-1").exists()


def test_what_the_operator_tells_fills_what_a_gateway_cannot_know_and_what_it_knows_counts_more(tmp_path: Path) -> None:
    folder = tmp_path / "gateway"
    with Gateway(folder) as gateway:
        (folder / "told").mkdir()
        (folder / "told" / "people.toml").write_text(
            '[source]\npurpose.nl = "Zien hoe druk het is."\npurpose.en = "To see how busy it is."\n'
            'organisation = "Gemeente Voorbeeld"\n[facts]\noperator = "M"\nmin_group = 50\ntold = "nothing"\n'
        )
        (folder / "told" / "air.toml").write_text('operator = "A"\n')  # a device file tells facts alone
        gateway.config.write_text(gateway.config.read_text().replace("[privacy]", '[privacy]\nanswers_dir = "told"'))
        for name, profile in (("beam-1", "people"), ("lucht-1", "air")):
            gateway.stoep("device", "enroll", name, "--profile", profile, "--bundle", tmp_path / f"{name}.json")
        entries = json.loads(gateway.stoep("privacy", "register", "--gateway"))
    counter, air = (next(each for each in entries if each["reference"] == name) for name in ("beam-1", "lucht-1"))
    assert counter["owner"]["organisation"] == "Gemeente Voorbeeld"
    assert counter["stoep"]["purpose"]["en"] == "To see how busy it is."
    assert counter["stoep"]["smallest_number_shown"] == 10
    assert air["owner"]["organisation"] is None


def test_the_check_reads_the_same_answers_from_a_description(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["privacy", "check", COUNTER, "--json", "--date", "2026-11-26"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert main(["privacy", "report", COUNTER, "--into", str(tmp_path), "--date", "2026-11-26"]) == 0
    (about_people,) = [rule["verdict"] for rule in told["rules"] if rule["id"] == "scope.people-data"]
    assert about_people == "does-not-meet"
    assert json.loads((tmp_path / "register.json").read_text())["contains_pi_data"] is False
