"""Diagrams against an oracle that tries every way to complete the answers, on all rules and facts."""

from collections.abc import Mapping
from datetime import date
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stoep_gateway.privacy.facts import Answer
from stoep_gateway.privacy.questionnaire import open_facts
from stoep_gateway.privacy.rulebook import Rulebook, load
from stoep_gateway.privacy.rules import Rule
from stoep_gateway.privacy.verdicts import check
from support.privacy_oracle import DOUBT, DOUBTED, Samples, completions, ending, expected, is_doubtful
from support.rulebook_folder import SMALL

BOOKS: Mapping[str, Rulebook] = {
    "small": load(SMALL, on=date(2026, 11, 26)),
    "shipped": load(on=date(2026, 11, 26)),
}
SAMPLES = {name: Samples(book) for name, book in BOOKS.items()}
EACH = pytest.mark.parametrize("name", BOOKS)
WAYS_MAX = 600
SOME = settings(max_examples=40)


@EACH
@SOME
@given(data=st.data())
def test_complete_answers_leave_nothing_open(name: str, data: st.DataObject) -> None:
    book, samples = BOOKS[name], SAMPLES[name]
    answers = data.draw(samples.complete())
    result = check(book, answers)
    for rule in book.rules:
        finding = result.of(rule.id)
        if rule.gate and is_doubtful(answers):
            continue  # for this rule they are not complete
        assert finding.verdict == ending(rule, {**answers, **_sure(rule)}, rulebook=book)[0], rule.id
        assert finding.missing == ()


@EACH
@SOME
@given(data=st.data())
def test_unknown_means_that_what_is_missing_can_change_the_verdict(name: str, data: st.DataObject) -> None:
    book, samples = BOOKS[name], SAMPLES[name]
    answers = data.draw(samples.complete())
    for fact in data.draw(st.lists(st.sampled_from(list(book.facts)), min_size=1, max_size=6)):
        answers.pop(fact, None)
    result = check(book, answers)
    for rule in book.rules:
        if samples.ways(rule, answers) <= WAYS_MAX:
            finding = result.of(rule.id)
            assert finding.verdict == expected(rule, answers, rulebook=book, samples=samples), rule.id
            wanted = _deciding(rule, answers, book=book, samples=samples) if finding.verdict == "unknown" else ()
            assert finding.missing == wanted, rule.id


@EACH
@SOME
@given(data=st.data())
def test_an_answer_taken_away_turns_to_unknown_what_it_leaves_open_and_nothing_else(
    name: str, data: st.DataObject
) -> None:
    book, samples = BOOKS[name], SAMPLES[name]
    answers = data.draw(samples.complete())
    before = check(book, answers)
    fact = data.draw(st.sampled_from(list(book.facts)))
    fewer = {key: value for key, value in answers.items() if key != fact}
    after = check(book, fewer)
    for rule in book.rules:
        was, is_now = before.of(rule.id).verdict, after.of(rule.id).verdict
        if fact not in samples.of_rule[rule.id]:
            assert is_now == was, (rule.id, fact)
        else:
            assert is_now == expected(rule, fewer, rulebook=book, samples=samples), (rule.id, fact)


@EACH
@SOME
@given(data=st.data())
def test_an_answer_that_is_not_asked_for_changes_no_verdict(name: str, data: st.DataObject) -> None:
    book, samples = BOOKS[name], SAMPLES[name]
    complete = data.draw(samples.complete())
    known = data.draw(st.sets(st.sampled_from(list(book.facts))))
    answers = {fact: answer for fact, answer in complete.items() if fact in known}
    before = [finding.verdict for finding in check(book, answers).findings]
    unasked = sorted(book.facts.keys() - answers.keys() - open_facts(book, answers))
    for fact in data.draw(st.lists(st.sampled_from(unasked), max_size=4)) if unasked else ():
        more = {**answers, fact: complete[fact]}
        assert [finding.verdict for finding in check(book, more).findings] == before, fact


def _sure(rule: Rule) -> dict[str, Answer]:
    return {DOUBT: True} if rule.gate else {}


def _deciding(rule: Rule, answers: Mapping[str, Answer], *, book: Rulebook, samples: Samples) -> tuple[str, ...]:
    """The missing facts by whose answer alone two ways to complete the answers differ in verdict, in order."""
    found = [(each, ending(rule, each, rulebook=book)[0]) for each in completions(rule, answers, samples=samples)]
    is_doubted = bool(rule.gate) and is_doubtful(answers)
    names = [each for each in samples.of_rule[rule.id] if each not in answers or (is_doubted and each == DOUBTED)]
    deciding = set()
    for fact in names:

        def others(pair: tuple[Mapping[str, Answer], str]) -> str:
            return repr(sorted((key, repr(value)) for key, value in pair[0].items() if key != fact))  # noqa: B023

        groups = groupby(sorted(found, key=others), key=others)
        if any(len({verdict for _, verdict in group}) > 1 for _, group in groups):
            deciding.add(DOUBT if is_doubted and fact == DOUBTED and DOUBT not in answers else fact)
    return tuple(fact for fact in book.facts if fact in deciding)
