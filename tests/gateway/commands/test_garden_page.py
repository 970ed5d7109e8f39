"""`stoep garden link|setup`: the link that opens a garden's own page, and what its operator says of it."""

import json
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from stoep_gateway.desk.garden_records import RESEARCH
from stoep_gateway.desk.gardens import Gardens
from stoep_gateway.desk.records import CONSOLE
from support.gateway import Gateway

YARD = "yard"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Gateway:
    gateway = Gateway(tmp_path_factory.mktemp("made") / "gateway")
    gateway.enroll("yard-1", profile="soil", group=YARD)
    gateway.enroll("yard-2", profile="air", group=YARD)
    gateway.enroll("lucht-1", profile="air")
    return gateway


@pytest.fixture
def gateway(made: Gateway) -> Iterator[Gateway]:
    text = made.config.read_text()
    yield made
    shutil.rmtree(made.state_dir / "desk", ignore_errors=True)
    made.config.write_text(text)


def configure(gateway: Gateway, *, section: str, line: str) -> None:
    text = gateway.config.read_text()
    gateway.config.write_text(f"{text}\n[{section}]\n" if f"[{section}]" not in text else text)
    gateway.config.write_text(gateway.config.read_text().replace(f"[{section}]\n", f"[{section}]\n{line}\n"))


def gardens(gateway: Gateway) -> Gardens:
    return Gardens(gateway.state_dir / "desk" / "desk.db")


def shown(gateway: Gateway, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(gateway.stoep("garden", "setup", YARD, *words, "--json"))
    return found


def token(gateway: Gateway, *words: str) -> str:
    address = str(json.loads(gateway.stoep("garden", "link", YARD, *words, "--json"))["address"])
    return address.rpartition("/my/")[2]


def opens(gateway: Gateway, token: str) -> str:
    return gardens(gateway).open(token, address="10.0.0.1", now_s=1_784_000_000).garden


def test_a_link_is_shown_once_renewed_and_revoked(gateway: Gateway) -> None:
    said = gateway.stoep("garden", "link", YARD)
    address, _, advice = said.partition("\n")
    first = address.rpartition("/my/")[2]
    assert address == f"http://127.0.0.1:{gateway.web_port}/my/{first}"
    assert "set [web] public_url" in advice
    assert opens(gateway, first) == YARD
    second = token(gateway, "--renew")
    assert (opens(gateway, first), opens(gateway, second)) == ("", YARD)
    assert gateway.stoep("garden", "link", YARD, "--revoke") == "its link opens nothing any more\n"
    assert opens(gateway, second) == ""
    assert gateway.stoep("garden", "link", YARD, "--revoke") == "had no link\n"
    third = token(gateway)
    assert opens(gateway, third) == YARD
    assert not any(each in gateway.stoep("garden", "setup", YARD, "--show") for each in (first, second, third))


def test_a_link_begins_with_the_public_address(gateway: Gateway) -> None:
    configure(gateway, section="web", line='public_url = "https://example.nl/scheveningen/"')
    said = gateway.stoep("garden", "link", YARD)
    assert said.startswith("https://example.nl/scheveningen/my/")
    assert "public_url" not in said


def test_what_is_said_of_a_garden_is_kept_and_shown(gateway: Gateway) -> None:
    shown(gateway, "--soil", "B10", "--planting", "lawn", "--dry-mv", "2700", "--wet-mv", "1150")
    found = shown(gateway, "--sun", "half", "--paved", "30", "--consent", "research,open-data")
    assert found["setup"] == {
        "soil": "B10",
        "soil_by": "lab",
        "planting": "lawn",
        "sun": "half",
        "paved_percent": 30,
        "calibration": {"dry_mv": 2700, "wet_mv": 1150, "dry_percent": 0.0, "wet_percent": 100.0, "probe": "yard-1"},
    }
    assert [(each["purpose"], each["is_given"], each["by"]) for each in found["consents"]] == [
        ("research", True, CONSOLE),
        ("open-data", True, CONSOLE),
    ]
    shown(gateway, "--no-consent", "research")
    assert not gardens(gateway).garden(YARD).consents_to(RESEARCH)
    said = gateway.stoep("garden", "setup", YARD, "--show")
    for line in (
        "  soil: B10 (clay, by lab)",
        "  probe: 2700 mV in air, 1150 mV in water",
        "  paved: 30 %",
        "  link: none",
        "  research: no, to text 1, ",
    ):
        assert f"\n{line}" in said


def test_a_soil_is_looked_up_by_postcode(gateway: Gateway) -> None:
    file = gateway.folder / "soils.csv"
    file.write_text("postcode4,class\n2586,B02\n")
    configure(gateway, section="garden", line=f'soil_file = "{file}"')
    assert shown(gateway, "--postcode", "2586 AB")["setup"]["soil"] == "B02"
    assert gardens(gateway).garden(YARD).setup.soil_by == "postcode"


def test_what_is_wrong_keeps_nothing(gateway: Gateway) -> None:
    for words in (("--soil", "B99"), ("--paved", "101"), ("--dry-mv", "2700"), ("--consent", "everything")):
        gateway.stoep("garden", "setup", YARD, "--planting", "lawn", *words, code=2)
    assert gardens(gateway).everyone() == ()


def test_a_withdrawn_garden_keeps_its_page_and_an_erased_one_nothing(tmp_path: Path) -> None:
    with Gateway(tmp_path / "gateway") as gateway:
        gateway.enroll("yard-1", profile="soil", group=YARD)
        opened = token(gateway)
        shown(gateway, "--soil", "B10", "--consent", "research")
        report = json.loads(gateway.stoep("garden", "withdraw", YARD, "--json"))
        assert any("Consents are taken back" in each["en"] for each in report["done"])
        kept = gardens(gateway).garden(YARD)
        assert kept.withdrawn_s is not None
        assert not kept.consents_to(RESEARCH)
        assert opens(gateway, opened) == YARD
        assert "was withdrawn" in gateway.stoep("garden", "link", YARD, "--renew", code=2)
        assert shown(gateway, "--show")["withdrawn_s"] == kept.withdrawn_s

        file = tmp_path / "yard.zip"
        gateway.stoep("garden", "export", YARD, "--out", file)
        with zipfile.ZipFile(file) as package:
            page = json.loads(package.read("own-page.json"))
            assert "own-page.json" in package.read("README.txt").decode()
        assert page["setup"]["soil"] == "B10"
        assert [each["is_given"] for each in page["consents"]] == [True, False]
        assert opened not in str(page)

        gateway.enroll("yard-2", profile="soil", group=YARD)  # it joins again
        shown(gateway, "--planting", "lawn")
        assert gardens(gateway).garden(YARD).withdrawn_s is None
        assert not gardens(gateway).garden(YARD).consents_to(RESEARCH)

        gateway.stoep("garden", "withdraw", YARD)
        assert gateway.stoep("garden", "link", YARD, "--revoke") == "its link opens nothing any more\n"
        gateway.stoep("garden", "erase", YARD, "--yes")
        assert gardens(gateway).everyone() == ()
        assert opens(gateway, opened) == ""
        database = gateway.state_dir / "desk" / "desk.db"
        with closing(sqlite3.connect(database)) as connection:
            assert YARD not in "\n".join(connection.iterdump())
        assert YARD.encode() not in database.read_bytes()


def test_a_request_about_a_garden_makes_no_desk_where_there_is_none(tmp_path: Path) -> None:
    with Gateway(tmp_path / "gateway") as gateway:
        gateway.enroll("yard-1", profile="soil", group=YARD)
        gateway.stoep("garden", "withdraw", YARD)
        assert not (gateway.state_dir / "desk").exists()


def test_a_garden_that_only_the_desk_knows_can_be_erased(tmp_path: Path) -> None:
    with Gateway(tmp_path / "gateway") as gateway:
        gateway.enroll("yard-1", profile="soil", group=YARD)
        shown(gateway, "--soil", "B10")
        (gateway.state_dir / "devices.json").unlink()
        gateway.stoep("garden", "erase", YARD, "--yes")
        assert gardens(gateway).everyone() == ()
