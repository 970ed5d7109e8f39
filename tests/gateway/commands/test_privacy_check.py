"""`stoep privacy check`: the result as text, JSON, a page and an exit code, and the schema of what it reads."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from stoep_gateway.commands.main import main
from support.repository import ROOT
from support.rulebook_folder import RULES, SMALL, changed, copied

WELL = (
    'operator = "M"\ncaptures = ["image"]\nkeep_days = 2\nmin_group = 10\narea = "Utrecht"\nsold_from = "2020-01-01"\n'
)


@pytest.fixture
def device(tmp_path: Path) -> Path:
    file = tmp_path / "street-camera.toml"
    file.write_text(WELL)
    return file


def said(capsys: pytest.CaptureFixture[str], *words: str | Path, code: int = 0, rules: Path = SMALL) -> str:
    assert main(["privacy", "check", *map(str, words), "--rules", str(rules)]) == code
    return capsys.readouterr().out


def as_json(
    capsys: pytest.CaptureFixture[str], *words: str | Path, code: int = 0, rules: Path = SMALL
) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(said(capsys, *words, "--json", code=code, rules=rules))
    return found


def test_json_says_of_each_rule_what_a_program_needs(device: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = as_json(capsys, device, "--date", "2026-11-26")
    assert (found["device"], found["date"]) == ("street-camera", "2026-11-26")
    assert found["counts"] == {"meets": 4, "does-not-meet": 0, "unknown": 0}
    assert [rule["id"] for rule in found["rules"]] == ["fake", "keep", "groups", "notice", "sold"]
    assert found["rules"][1] == {
        "id": "keep",
        "verdict": "meets",
        "force": "law",
        "settled": "settled",
        "reason": "You keep it 2 days.",
        "source": [
            {
                "title": "A law",
                "article": "1",
                "date": "2016-04-27",
                "url": "https://example.org/law",
                "force": "law",
                "checked": "never",
                "checked_on": "2026-11-24",
            }
        ],
        "missing": [],
        "fix": "",
    }


def test_the_first_lines_count_and_nothing_sums_up(device: Path, capsys: pytest.CaptureFixture[str]) -> None:
    device.write_text(WELL.replace("min_group = 10", "min_group = 9").replace("keep_days = 2\n", ""))
    text = said(capsys, device, "--date", "2026-11-26", code=1)
    assert text.splitlines()[:2] == [
        "street-camera. By the rules that hold on 26 November 2026.",
        "2 rules met. 1 not met. 1 not known yet.",
    ]
    assert "our own norm, not law" in text
    assert "Differs from the advice. 9 is too small." in text
    assert "Not checked yet (24 November 2026) · https://example.org/law" in text
    assert "This explains the rules; it is not legal advice." in text


def test_dutch_is_said_on_request(device: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, device, "--lang", "nl", "--date", "2026-11-26")
    assert "4 regels voldoen. 0 voldoen niet. 0 weten we nog niet." in text
    assert "Dit is uitleg, geen juridisch advies." in text
    assert as_json(capsys, device, "--lang", "nl")["rules"][1]["reason"] == "You keep it 2 days. (nl)"


@pytest.mark.parametrize(
    ("change", "code"),
    [("", 0), ("min_group = 10", 0), ("min_group = 3", 1)],
)
def test_the_exit_code_tells_only_whether_a_duty_is_not_met(
    device: Path, capsys: pytest.CaptureFixture[str], change: str, code: int
) -> None:
    device.write_text(WELL.replace("min_group = 10\n", f"{change}\n"))
    said(capsys, device, code=code)


def test_rules_follow_the_calendar(tmp_path: Path, device: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = copied(tmp_path)
    changed(folder, RULES, old="valid_from = 2018-05-25", new="valid_from = 2026-11-26\nvalid_to = 2027-01-31")
    for day, is_there in (("2026-11-25", False), ("2026-11-26", True), ("2027-01-31", True), ("2027-02-01", False)):
        found = as_json(capsys, device, "--date", day, rules=folder)
        assert found["date"] == day
        assert ("fake" in [rule["id"] for rule in found["rules"]]) is is_there


def test_a_rule_that_was_to_be_looked_at_again_says_so(device: Path, capsys: pytest.CaptureFixture[str]) -> None:
    overdue = "This rule was to be looked at again before this day."
    assert overdue not in said(capsys, device, "--date", "2027-05-24")
    assert overdue in said(capsys, device, "--date", "2027-05-25")


def test_the_cases_of_a_rulebook_are_run_on_request(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "--cases") == "14 cases of 5 rules hold\n"
    folder = copied(tmp_path)
    line = changed(folder, RULES, old='[[rule.case]]\nname = "two days"', new='[[rule.case]]\nname = "2 days"')
    changed(folder, RULES, old="keep_days <= 3", new="keep_days <= 1")
    assert said(capsys, "--cases", code=1, rules=folder) == (
        f'{folder}/rules/all.toml:{line}: rule "keep", case "2 days": must be meets, is unknown\n'
    )


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.outside += [value or "" for name, value in attrs if name in ("src", "data", "action")]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_to_print_is_one_file_that_fetches_nothing(
    device: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    file = tmp_path / "page.html"
    text = said(capsys, device, "--html", file, "--lang", language)
    html = file.read_text()
    page = _Page()
    page.feed(html)
    assert page.outside == []
    assert not {"script", "img", "iframe", "link", "object"} & set(page.tags)
    assert f'<html lang="{language}">' in html
    assert "@media print" in html
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
    for line in text.splitlines()[1:2]:
        assert line in plain


def test_what_an_answer_says_is_no_html(device: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    device.write_text(WELL.replace("Utrecht", "<script>alert(1)</script>"))
    said(capsys, device, "--html", tmp_path / "page.html")
    html = (tmp_path / "page.html").read_text()
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_the_schema_is_a_json_schema_with_every_fact(capsys: pytest.CaptureFixture[str]) -> None:
    schema = json.loads(said(capsys, "--schema"))
    jsonschema.Draft202012Validator.check_schema(schema)
    assert list(schema["properties"])[:3] == ["asking_as", "operator", "captures"]
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize("wrong", [["--date", "soon"], ["--lang", "de"], ["--colour"]])
def test_a_wrong_option_is_wrong_use(device: Path, wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["privacy", "check", str(device), *wrong])
    assert ended.value.code == 2


def test_the_published_schema_is_that_of_the_shipped_facts(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["privacy", "check", "--schema"]) == 0
    published = (ROOT / "docs/privacy-device.schema.json").read_text()
    assert published == capsys.readouterr().out, "write it anew: make reference"


def test_an_organisation_is_reminded_of_what_no_fact_decides(
    device: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    leak = "Report it within 72 hours (GDPR article 33)."
    assert leak in said(capsys, device, "--html", tmp_path / "page.html")
    assert leak in (tmp_path / "page.html").read_text()
    device.write_text(WELL.replace('"M"', '"H"'))
    assert leak not in said(capsys, device)
