"""The words of the rules: short, common, never harsher than the rule, and honest about what is law."""

import re
from collections.abc import Iterator
from datetime import date

import pytest

from stoep_gateway.privacy.rulebook import Rulebook, load
from stoep_gateway.privacy.words import LANGUAGES, Words
from support.read_pages import found_in, hard_words
from support.reading import words

DAYS = (date(2026, 11, 26), date(2027, 12, 11))
_LONGEST = {"nl": 15, "en": 20}
_SENTENCE = re.compile(r"(?<=[.?!:])\s+")
# Only a judge says so of somebody; a rule may warn that something can be an offence.
_JUDGING = re.compile(r"\b(?:je bent|u bent|dit is|dat is) strafbaar\b|\bcommit(?:ted|s)? an offence\b", re.I)
_NOT_LAW = re.compile(r"niet in de wet|eigen norm|wet noemt geen|wij raden", re.I)


@pytest.fixture(scope="module", params=DAYS, ids=str)
def book(request: pytest.FixtureRequest) -> Rulebook:
    return load(on=request.param)


def texts(book: Rulebook) -> Iterator[tuple[str, Words]]:
    """(where, what a person reads) of every rule and gate."""
    for rule in book.rules:
        yield rule.id, rule.text
        yield rule.id, rule.not_applicable
        for outcome in rule.outcomes:
            yield rule.id, outcome.reason
            yield rule.id, outcome.fix
    for gate in book.gates.values():
        for passage in (*gate.closed, *gate.open):
            yield gate.id, passage.reason


def test_sentences_are_short(book: Rulebook) -> None:
    long = [
        f"{where}: {sentence}"
        for where, text in texts(book)
        for language in LANGUAGES
        for sentence in _SENTENCE.split(text.said(language))
        if words(sentence) > _LONGEST[language]
    ]
    assert long == []


def test_words_are_common(book: Rulebook) -> None:
    hard = [f"{where}: {word}" for where, text in texts(book) for word in hard_words() if found_in(text.nl, word)]
    assert hard == []


def test_no_rule_calls_anybody_an_offender(book: Rulebook) -> None:
    assert [text.nl for _, text in texts(book) if _JUDGING.search(text.nl) or _JUDGING.search(text.en)] == []


def test_who_does_not_keep_to_a_norm_of_ours_reads_that_it_is_no_law(book: Rulebook) -> None:
    own = [
        outcome.reason.nl
        for rule in book.rules
        for outcome in rule.outcomes
        if outcome.force == "own-norm" and outcome.verdict == "does-not-meet"
    ]
    assert own
    assert [reason for reason in own if not _NOT_LAW.search(reason)] == []


def test_whatever_does_not_meet_or_is_not_decided_says_what_to_do(book: Rulebook) -> None:
    mute = [
        f"{rule.id}: {outcome.reason.en}"
        for rule in book.rules
        for outcome in rule.outcomes
        if outcome.verdict in ("does-not-meet", "unknown") and not outcome.fix
    ]
    assert mute == []


def test_every_norm_of_ours_is_named_as_ours_in_its_sources(book: Rulebook) -> None:
    for rule in book.rules:
        if rule.force == "own-norm":
            assert [source.force for source in rule.sources].count("own-norm") == 1, rule.id
