"""A source description is read strictly: what is wrong is one line with file, line and what is allowed."""

from datetime import date
from importlib.resources import files

import pytest

from stoep_gateway.privacy.facts import Facts, read_facts
from stoep_gateway.privacy.source import KEYS, STEPS, Description, DescriptionError, read
from stoep_gateway.privacy.source_words import PROTECTIONS, THEMES, TYPES
from stoep_gateway.privacy.toml_tables import document
from stoep_gateway.privacy.words import NO_WORDS, Words
from stoep_gateway.records import Cell
from support.repository import ROOT

EXAMPLES = sorted((ROOT / "examples" / "privacy").glob("source-*.toml"))


@pytest.fixture(scope="module")
def facts() -> Facts:
    text = (files("stoep_gateway.privacy") / "data" / "facts.toml").read_text(encoding="utf-8")
    return read_facts(document(text, name="facts.toml"))


def test_what_a_description_says_is_read(facts: Facts) -> None:
    text = (
        '[source]\nid = "radar-7"\ntype = "radar"\ntheme = "walking"\nname.nl = "Teller"\nname.en = "Counter"\n'
        'cell_x_m = 81250\ncell_y_m = 457750\ncell_size_m = 500\nrecipients = ["KNMI"]\nprotections = ["noise"]\n'
        'valid_until = 2027-12-31\npage = "https://stad.example/device/radar-7"\n'
        '[steps]\nplan.nl = "Stap"\nplan.en = "Step"\n'
        '[facts]\ncaptures = ["presence_no_image"]\nkeep_days = "forever"\nmin_group = "unknown"\n'
    )
    found = read(text, name="x.toml", facts=facts)
    assert found.name == Words("Teller", "Counter")
    assert found.cell == Cell(x_m=81250, y_m=457750, size_m=500)
    assert (found.kind, found.theme, found.recipients, found.protections) == ("radar", "walking", ("KNMI",), ("noise",))
    assert found.valid_until == date(2027, 12, 31)
    assert found.steps == {"plan": Words("Stap", "Step")}
    assert dict(found.facts) == {"captures": frozenset({"presence_no_image"}), "keep_days": float("inf")}


def test_what_nobody_said_is_empty(facts: Facts) -> None:
    found = read('[source]\nid = "a"\n', name="x.toml", facts=facts)
    assert found == Description(id="a")
    assert not found.purpose
    assert found.purpose == NO_WORDS


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id = 1\n", "x.toml:1: id: unknown table or key (known: source, steps, facts)"),
        ("[sourc]\n", "x.toml:1: sourc: unknown table or key, did you mean source?"),
        ("source = 3\n", "x.toml:1: source: must be a table: write [source]"),
        ("[source\n", "x.toml:1: not TOML:"),
        ("[source]\n", "x.toml:1: id: must be 1 to 64 of letters, digits, . _ and -, such as radar-7"),
        ('[source]\nid = "a b"\n', "x.toml:2: id: must be 1 to 64"),
        ('[source]\nid = "a"\nnaam = "b"\n', "x.toml:3: naam: unknown key, did you mean name?"),
        ('[source]\nid = "a"\nname.nl = "b"\n', "x.toml:1: [source] name.en is missing: write both languages"),
        ('[source]\nid = "a"\ntype = "lidar"\n', 'x.toml:3: [source] type = "lidar": must be one of radar, infrared,'),
        (
            '[source]\nid = "a"\nprotections = ["nois"]\n',
            'x.toml:3: protections: "nois": not known, did you mean noise?',
        ),
        ('[source]\nid = "a"\nrecipients = "KNMI"\n', "x.toml:3: recipients: must be a list of texts in quotes"),
        ('[source]\nid = "a"\nrecipients = ["A", "A"]\n', "x.toml:3: recipients: must be at most 20 texts, each once"),
        (
            '[source]\nid = "a"\npage = "www.stad.example"\n',
            "x.toml:3: page: must be an address that begins with https:",
        ),
        ('[source]\nid = "a"\ncell_x_m = 81250\n', "x.toml:3: cell_x_m: needs cell_y_m too"),
        (
            '[source]\nid = "a"\ncell_x_m = 81251\ncell_y_m = 457750\ncell_size_m = 500\n',
            "x.toml:3: cell_x_m: not the centre of a cell of 500 m, no finer place is kept: cell_x_m = 81250, ",
        ),
        (
            '[source]\nid = "a"\nvalid_until = "soon"\n',
            "x.toml:3: [source] valid_until: must be a date such as 2026-11-24",
        ),
        ('[source]\nid = "a"\n[steps]\npaln.nl = "x"\n', "x.toml:4: paln: unknown key, did you mean plan?"),
        ('[source]\nid = "a"\n[facts]\nkeepdays = 3\n', "x.toml:4: keepdays: unknown key, did you mean keep_days?"),
        ('[source]\nid = "a"\n[facts]\noperator = "X"\n', 'x.toml:4: operator: "X": must be one of H, A, C, M, P'),
        (f"#{'x' * 100_000}", "x.toml:1: longer than 100000 characters"),
    ],
)
def test_what_is_wrong_is_one_line_with_its_place(facts: Facts, text: str, said: str) -> None:
    with pytest.raises(DescriptionError) as error:
        read(text, name="x.toml", facts=facts)
    assert str(error.value).startswith(said.removesuffix(",")), str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_are_descriptions(path: object, facts: Facts) -> None:
    assert read(ROOT.joinpath(str(path)).read_text(encoding="utf-8"), name=str(path), facts=facts).purpose


def test_there_is_an_example_of_a_counter_and_of_a_garden() -> None:
    assert {path.stem for path in EXAMPLES} >= {"source-people-counter", "source-soil-garden"}


def test_every_key_and_word_of_a_description_stands_in_the_docs() -> None:
    page = (ROOT / "docs" / "privacy-outputs.md").read_text(encoding="utf-8")
    texts = {"name", "measures", "purpose", "place", "legal_basis"}
    words = [f"{key}.nl" if key in texts else key for key in KEYS]
    assert [word for word in (*words, *TYPES, *THEMES, *PROTECTIONS, *STEPS) if f"`{word}`" not in page] == []
