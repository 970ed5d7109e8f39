"""Open data: CSV that any tool reads, a package that says what it is, the same bytes for the same figures."""

import csv
import hashlib
import io
import json
from dataclasses import replace
from datetime import date

from stoep_gateway.almanac.open_data import DATA_FILE, PACKAGE_FILE, files, open_figures
from stoep_gateway.almanac.records import About
from support.garden_figures import block_of, figure

ABOUT = About(k=10, gardens=41, name="straat", licence="CC-BY-4.0", citation="Tuinen van de straat, 2026")
FIGURES = (figure(date(2026, 6, 1)), figure(date(2026, 6, 2), block=2, soil="", rain_mm=None, depletion_mm=-1.5))


def package(about: About = ABOUT) -> dict[str, object]:
    found: dict[str, object] = json.loads(files(about, FIGURES)[PACKAGE_FILE])
    return found


def test_every_row_is_one_day_of_one_block() -> None:
    rows = list(csv.DictReader(io.StringIO(files(ABOUT, FIGURES)[DATA_FILE].decode())))
    assert [(row["date"], row["block"], row["gardens"]) for row in rows] == [
        ("2026-06-01", "1", "11"),
        ("2026-06-02", "2", "11"),
    ]
    assert (rows[0]["soil"], rows[0]["rain_mm"], rows[1]["soil"], rows[1]["rain_mm"]) == ("sand", "1.0", "", "")
    assert rows[1]["depletion_mm"] == "-1.5"


def test_the_package_describes_the_columns_in_their_order() -> None:
    (resource,) = package()["resources"]  # type: ignore[misc]
    data = files(ABOUT, FIGURES)[DATA_FILE]
    header = data.decode().splitlines()[0].split(",")
    assert [field["name"] for field in resource["schema"]["fields"]] == header
    assert resource["bytes"] == len(data)
    assert resource["hash"] == "sha256:" + hashlib.sha256(data).hexdigest()
    assert resource["schema"]["primaryKey"] == ["date", "block"]


def test_the_package_has_citation_method_and_licence() -> None:
    told = package()
    assert told["citation"] == ABOUT.citation
    assert told["licenses"] == [{"name": "CC-BY-4.0", "path": "https://spdx.org/licenses/CC-BY-4.0.html"}]
    assert "k + 1" in str(told["description"])
    assert (told["k"], told["temporal"]) == (10, "2026-06-01/2026-06-02")


def test_without_a_licence_none_is_claimed_and_the_gateway_is_cited() -> None:
    told = package(About(k=10, gardens=41, name="straat"))
    assert "licenses" not in told
    assert str(told["citation"]).startswith("straat: ")


def test_equal_figures_make_equal_bytes_and_others_another_version() -> None:
    assert files(ABOUT, FIGURES) == files(ABOUT, FIGURES)
    other = json.loads(files(ABOUT, FIGURES[:1])[PACKAGE_FILE])
    assert package()["version"] != other["version"]


def test_no_figures_make_an_empty_table() -> None:
    found = files(ABOUT, ())
    assert found[DATA_FILE].decode().count("\n") == 1
    assert json.loads(found[PACKAGE_FILE])["temporal"] == ""


def test_a_block_of_which_one_keeper_does_not_want_it_is_not_in_it() -> None:
    blocks = (block_of(FIGURES[0]), block_of(FIGURES[1], is_open=False))
    assert open_figures(blocks, reversed(FIGURES)) == FIGURES[:1]
    assert open_figures(blocks[1:], FIGURES) == ()


def test_days_before_the_last_keeper_consented_are_not_in_it() -> None:
    later = figure(date(2026, 6, 2))
    block = replace(block_of(later), open_since=later.date)
    assert open_figures((block,), (figure(date(2026, 6, 1)), later)) == (later,)
