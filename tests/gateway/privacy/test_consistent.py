"""One description, many outputs: whatever is changed in it changes wherever it stands, and nowhere else."""

import math
import string
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stoep_gateway.privacy.answers import Answers, ordered
from stoep_gateway.privacy.facts import Answer, Fact
from stoep_gateway.privacy.outputs.dpv import dpv_json_ld
from stoep_gateway.privacy.outputs.dtpr import data_chain
from stoep_gateway.privacy.source import STEPS, Description
from stoep_gateway.privacy.words import Words
from stoep_gateway.records import Cell
from support.told_outputs import example, rulebook, subject, texts

BASE = (example("source-people-counter"), example("source-soil-garden"))
# Several answers may be one element of a list that others made, and one sentence on a sign.
_COARSE = {"dtpr", "dpv", "sign"}
_WORDS = st.text(string.ascii_lowercase, min_size=8, max_size=12)


def _answers(fact: Fact) -> st.SearchStrategy[Answer]:
    match fact.type:
        case "choice":
            return st.sampled_from([value.id for value in fact.values])
        case "set":
            several = [value.id for value in fact.values if not value.alone]
            return st.frozensets(st.sampled_from(several), min_size=1)
        case "yes-no":
            return st.booleans()
        case "whole":
            return st.integers(fact.low, fact.high)
        case "days":
            return st.one_of(st.integers(fact.low, fact.high), st.just(math.inf))
        case "number":
            return st.integers(fact.low, fact.high)
        case "date":
            return st.dates(date(2010, 1, 1), date(2040, 1, 1))
        case "place":
            return _WORDS


@st.composite
def _changes(draw: st.DrawFn) -> tuple[Description, str, Answer, Answer]:
    fact = draw(st.sampled_from(list(rulebook().facts.values())))
    one = draw(_answers(fact))
    other = draw(_answers(fact).filter(lambda answer: answer != one))
    return draw(st.sampled_from(BASE)), fact.id, one, other


def _with(description: Description, fact: str, answer: Answer | None) -> Description:
    rest: dict[str, Answer] = {key: value for key, value in description.facts.items() if key != fact}
    facts: Mapping[str, Answer] = rest if answer is None else {**rest, fact: answer}
    return replace(description, facts=Answers(dict(ordered(facts, facts=rulebook().facts))))


@settings(max_examples=120, deadline=None)
@given(_changes())
def test_a_changed_fact_changes_every_output_that_mentions_it(change: tuple[Description, str, Answer, Answer]) -> None:
    base, fact, one, other = change
    without, before, after = (texts(_with(base, fact, answer)) for answer in (None, one, other))
    says = subject(_with(base, fact, one)).said(fact).nl
    for name in before:
        mentions = before[name] != without[name] and says in before[name]
        if mentions and name not in _COARSE:
            assert before[name] != after[name], name
            assert subject(_with(base, fact, other)).said(fact).nl in after[name], name


_TEXTS = ("name", "purpose", "measures", "place", "legal_basis")
_LINES = ("organisation", "contact", "privacy_officer")


def _told(tag: str) -> dict[str, object]:
    """A text of its own for each thing that a description may say."""
    return {
        **{key: Words(f"{tag}-{key}-nl", f"{tag}-{key}-en") for key in _TEXTS},
        **{key: f"{tag}-{key}" for key in _LINES},
        "recipients": (f"{tag}-recipient",),
        "page": f"https://{tag}-page.example",
        "steps": {step: Words(f"{tag}-{step}-nl", f"{tag}-{step}-en") for step in STEPS},
    }


@pytest.mark.parametrize("base", BASE, ids=lambda base: base.id)
@pytest.mark.parametrize("changed", [*_told("old")])
def test_a_changed_text_stands_everywhere_where_the_old_one_stood(base: Description, changed: str) -> None:
    old, new = _told("old"), _told("new")
    before = texts(replace(base, **old))  # type: ignore[arg-type]
    after = texts(replace(base, **{**old, changed: new[changed]}))  # type: ignore[arg-type]
    outputs = set()
    for was, becomes in zip(_pieces(old[changed]), _pieces(new[changed]), strict=True):
        for name in before:
            assert before[name].count(was) == after[name].count(becomes), (name, was)
            assert was not in after[name], name
            outputs |= {name} if was in before[name] else set()
    assert outputs
    assert all(before[name] == after[name] for name in before.keys() - outputs)


def _pieces(value: object) -> list[str]:
    several = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else (value,)
    return [text for one in several for text in ((one.nl, one.en) if isinstance(one, Words) else (str(one),))]


def test_a_moved_cell_and_another_day_move_in_every_output_that_has_them() -> None:
    moved = replace(BASE[0], cell=Cell(x_m=80250, y_m=458250, size_m=500))
    before, after = texts(BASE[0]), texts(moved)
    assert {name for name in before if before[name] != after[name]} == {"register", "impact-draft", "dpv"}
    assert not [name for name in after if "78750" in after[name]]
    assert BASE[0].valid_until
    later = texts(replace(BASE[0], valid_until=BASE[0].valid_until + timedelta(days=1)))
    assert {name for name in before if before[name] != later[name]} == {"assessment", "register", "dpv"}


@pytest.mark.parametrize(
    ("fact", "one", "other"),
    [
        ("keep_days", 400, 30),
        ("keep_days", 400, 0),
        ("shared", "public", "nobody"),
        ("output", "totals_only", "raw"),
        ("operator", "M", "C"),
        ("captures", frozenset({"presence_no_image"}), frozenset({"image"})),
    ],
)
def test_what_is_told_apart_in_the_lists_of_others_is_told_apart(fact: str, one: Answer, other: Answer) -> None:
    before, after = (subject(_with(BASE[0], fact, answer)) for answer in (one, other))
    assert data_chain(before) != data_chain(after)
    if fact != "operator":
        assert dpv_json_ld(before) != dpv_json_ld(after)
