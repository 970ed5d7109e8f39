"""The words of the questionnaire: short, common, and each fact can be asked, answered and asked of somebody else."""

import re
from collections.abc import Iterator
from functools import cache

import pytest

from stoep_gateway.privacy.facts import Facts, Follows, read_facts
from stoep_gateway.privacy.rulebook import RulebookError
from stoep_gateway.privacy.toml_tables import document
from stoep_gateway.privacy.words import Words
from support.read_pages import found_in, hard_words
from support.repository import ROOT

_FILE = ROOT / "gateway" / "stoep_gateway" / "privacy" / "data" / "facts.toml"
_TEXT = _FILE.read_text(encoding="utf-8")
_WORDS_MAX = 20


@cache
def _facts() -> Facts:
    return read_facts(document(_TEXT, name="facts.toml"))


def _texts() -> Iterator[Words]:
    for screen in _facts().screens:
        yield from (screen.title, screen.why)
    for fact in _facts().values():
        yield from (fact.question, fact.ask_owner, fact.help, *(value.label for value in fact.values))


def test_every_screen_says_why_it_asks() -> None:
    assert [screen.id for screen in _facts().screens if not screen.why] == []


def test_every_fact_can_be_asked_of_the_owner_by_a_question() -> None:
    for fact in _facts().values():
        assert fact.ask_owner.nl.endswith("?"), fact.id
        assert fact.ask_owner.en.endswith("?"), fact.id


def test_a_fact_without_a_question_of_its_own_is_the_first_of_its_screen() -> None:
    assert [fact.id for fact in _facts().values() if not fact.question and fact.id != _first_of(fact.screen)] == []


def test_sentences_are_short_and_words_are_common() -> None:
    for text in _texts():
        for said in (text.nl, text.en):
            assert all(len(sentence.split()) <= _WORDS_MAX for sentence in re.split(r"[.?!:](?:\s|$)", said)), said
        assert [word for word in hard_words() if found_in(text.nl, word)] == [], text.nl


def test_no_two_values_of_a_fact_read_alike() -> None:
    for fact in _facts().values():
        labels = [value.label for value in fact.values]
        assert len(labels) == len(set(labels)), fact.id


def test_who_follows_which_answer_is_read() -> None:
    assert _facts()["sees_faces"].follows == Follows(fact="captures", values=("image",))
    assert _facts()["works_council"].follows == Follows(fact="staff_traceable", values=("yes",))
    assert _facts()["captures"].follows is None


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ('follows = { captures = ["smell"] }', "can follow another fact of its screen"),
        ('follows = { reach = ["inside"] }', "can follow another fact of its screen"),
        ('follows = { sees_faces = ["yes"] }', "can follow another fact of its screen"),
        ('follows = { nothing = ["yes"] }', "can follow another fact of its screen"),
        ('follows = { captures = "image" }', "one fact with its values"),
        ("follows = 3", "follows: must be a table"),
    ],
)
def test_a_fact_that_cannot_follow_is_refused_with_its_line(wrong: str, said: str) -> None:
    right = 'follows = { captures = ["image"] }'
    line = _TEXT[: _TEXT.index(right)].count("\n") + 1
    with pytest.raises(RulebookError) as caught:
        read_facts(document(_TEXT.replace(right, wrong, 1), name="facts.toml"))
    assert str(caught.value).startswith(f"facts.toml:{line}: ")
    assert said in str(caught.value)


def _first_of(screen: str) -> str:
    return next(each.facts[0] for each in _facts().screens if each.id == screen)
