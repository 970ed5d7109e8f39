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


@pytest.mark.parametrize("base", BASE, ids=lambda base: base.id)
@given(st.data())
@settings(max_examples=15, deadline=None)
def test_a_changed_text_stands_everywhere_where_the_old_one_stood(base: Description, data: st.DataObject) -> None:
    words = st.builds(Words, _WORDS, _WORDS)
    one, other = (
        {
            "name": data.draw(words),
            "purpose": data.draw(words),
            "measures": data.draw(words),
            "place": data.draw(words),
            "organisation": data.draw(_WORDS),
            "contact": data.draw(_WORDS),
            "privacy_officer": data.draw(_WORDS),
            "legal_basis": data.draw(words),
            "recipients": (data.draw(_WORDS),),
            "page": f"https://{data.draw(_WORDS)}.example",
            "steps": {step: data.draw(words) for step in STEPS},
        }
        for _ in range(2)
    )
    before, after = texts(replace(base, **one)), texts(replace(base, **other))  # type: ignore[arg-type]
    for name in before:
        for old, new in zip(_pieces(one), _pieces(other), strict=True):
            if old != new:
                assert (old in before[name]) == (new in after[name]), (name, old)
                assert old not in after[name] or any(old in each for each in _pieces(other)), (name, old)


def _pieces(said: Mapping[str, object]) -> list[str]:
    found: list[str] = []
    for value in said.values():
        each = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else (value,)
        for one in each:
            found += [one.nl, one.en] if isinstance(one, Words) else [str(one)]
    return found


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
