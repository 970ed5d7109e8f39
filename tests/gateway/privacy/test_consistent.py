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
from stoep_gateway.privacy.outputs.report import papers
from stoep_gateway.privacy.outputs.subject import Subject
from stoep_gateway.privacy.source import STEPS, Description
from stoep_gateway.privacy.words import Words
from stoep_gateway.records import Cell
from support.told_outputs import example, rulebook, subject, texts

BASE = (example("source-people-counter"), example("source-soil-garden"))
_ALL = ("register", "dtpr", "dpv", "sign", "assessment", "processing", "impact-draft")
_OWN = (
    ("keep_days", 400, 30, _ALL),
    ("keep_days", 400, math.inf, _ALL),
    ("min_group", 10, 12, ("register", "sign", "assessment")),
    ("interval_min", 15, 30, ("register", "assessment")),
    ("area", "Den Haag", "Utrecht", ("register",)),
    ("shared", "public", "nobody", ("register", "sign", "dtpr", "dpv", "assessment", "processing")),
    ("told", "sign_full", "nothing", ("dpv", "assessment")),
)
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


def _with(description: Description, fact: str, answer: Answer | None) -> Description:
    rest: dict[str, Answer] = {key: value for key, value in description.facts.items() if key != fact}
    facts: Mapping[str, Answer] = rest if answer is None else {**rest, fact: answer}
    return replace(description, facts=Answers(dict(ordered(facts, facts=rulebook().facts))))


@pytest.mark.parametrize("fact", list(rulebook().facts))
@given(st.data())
@settings(max_examples=4, deadline=None)
def test_a_changed_fact_changes_every_output_that_mentions_it(fact: str, data: st.DataObject) -> None:
    base = data.draw(st.sampled_from(BASE))
    one = data.draw(_answers(rulebook().facts[fact]))
    other = data.draw(_answers(rulebook().facts[fact]).filter(lambda answer: answer != one))
    before, after = subject(_with(base, fact, one)), subject(_with(base, fact, other))
    found, then = _lines(before, fact), _lines(after, fact)
    assert found.keys() == then.keys()
    for paper, told in found.items():
        assert told == {before.said(fact)}, paper
        assert then[paper] == {after.said(fact)}, paper


@pytest.mark.parametrize(("fact", "one", "other", "outputs"), _OWN)
def test_what_an_output_has_of_its_own_for_a_fact_changes_too(
    fact: str, one: Answer, other: Answer, outputs: tuple[str, ...]
) -> None:
    before, after = texts(_with(BASE[0], fact, one)), texts(_with(BASE[0], fact, other))
    assert [name for name in outputs if before[name] == after[name]] == []


def _lines(of: Subject, fact: str) -> dict[str, set[Words]]:
    """What each paper says to the question that asks for a fact."""
    asks = of.line(fact).asks
    return {
        paper.name: told
        for paper, _ in papers(of)
        if paper.name != "dtpr"  # elements of a list, no answers
        and (told := {line.text for section in paper.sections for line in section.lines if line.asks == asks})
    }


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
