"""Only what can still change a verdict is asked, and the number of screens that can still come is true."""

from collections.abc import Mapping
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stoep_gateway.privacy.facts import Answer
from stoep_gateway.privacy.questionnaire import asked, left_at_most, letter, next_screen, open_facts
from stoep_gateway.privacy.rulebook import Rulebook, load
from stoep_gateway.privacy.verdicts import check
from support.privacy_oracle import Samples
from support.rulebook_folder import SMALL

BOOK = load(SMALL, on=date(2026, 11, 26))


def screens(book: Rulebook, device: Mapping[str, Answer]) -> list[str]:
    """That somebody sees who answers what is asked as the device says, and knows nothing else."""
    answers: dict[str, Answer] = {}
    seen: list[str] = []
    while (screen := next_screen(book, answers, answered=seen)) is not None:
        wanted = asked(book, answers, screen=screen)
        assert wanted
        seen.append(screen.id)
        answers |= {fact.id: device[fact.id] for fact in wanted if fact.id in device}
    return seen


def test_a_fake_is_asked_for_no_more() -> None:
    device: dict[str, Answer] = {"operator": "H", "captures": frozenset({"nothing_fake"}), "sure_fake": True}
    assert screens(BOOK, device) == ["who", "what"]


def test_who_does_not_know_is_asked_for_everything() -> None:
    assert screens(BOOK, {}) == [screen.id for screen in BOOK.screens]


def test_at_home_what_is_kept_does_not_matter() -> None:
    assert screens(BOOK, {"operator": "H", "captures": frozenset({"image"})}) == ["who", "what", "place"]


def test_about_somebody_elses_sensor_only_what_can_be_seen_is_asked_and_the_letter_asks_the_rest() -> None:
    device: dict[str, Answer] = {"asking_as": "someone_else", "operator": "M", "captures": frozenset({"image"})}
    assert screens(BOOK, device) == ["who", "what", "place"]
    assert [fact.id for fact in letter(BOOK, device)] == ["keep_days", "min_group", "area", "sold_from"]


def test_a_file_that_says_enough_leaves_nothing_to_ask() -> None:
    device: dict[str, Answer] = {"asking_as": "mine", "captures": frozenset({"nothing_fake"}), "sure_fake": True}
    assert next_screen(BOOK, device, answered=()) is None
    assert left_at_most(BOOK, device, answered=()) == 0


@settings(max_examples=25)
@given(data=st.data())
def test_no_more_screens_come_than_were_said(data: st.DataObject) -> None:
    book, samples = BOOK, Samples(BOOK)
    device = data.draw(samples.complete())
    answers: dict[str, Answer] = {}
    seen: list[str] = []
    bounds = [left_at_most(book, answers, answered=seen)]
    while (screen := next_screen(book, answers, answered=seen)) is not None:
        wanted = asked(book, answers, screen=screen)
        seen.append(screen.id)
        known = [fact.id for fact in wanted if data.draw(st.booleans(), label=f"knows {fact.id}")]
        answers |= {name: device[name] for name in known}
        bounds.append(left_at_most(book, answers, answered=seen))
    assert all(after < before for before, after in pairwise(bounds))
    assert bounds[-1] == 0


@settings(max_examples=25)
@given(data=st.data())
def test_as_many_screens_come_as_were_said_if_no_answer_is_known(data: st.DataObject) -> None:
    book, samples = BOOK, Samples(BOOK)
    device = data.draw(samples.complete())
    known = data.draw(st.sets(st.sampled_from(list(device))))
    answers = {name: device[name] for name in known}
    said = left_at_most(book, answers, answered=())
    seen: list[str] = []
    while (screen := next_screen(book, answers, answered=seen)) is not None:
        seen.append(screen.id)
    assert len(seen) == said


@settings(max_examples=25)
@given(data=st.data())
def test_every_question_that_is_asked_can_change_a_verdict(data: st.DataObject) -> None:
    book, samples = BOOK, Samples(BOOK)
    device = data.draw(samples.complete())
    known = data.draw(st.sets(st.sampled_from(list(device))))
    answers = {name: device[name] for name in known}
    for name in open_facts(book, answers):
        assert _can_change(name, answers, book=book, samples=samples), name


def _can_change(name: str, answers: Mapping[str, Answer], *, book: Rulebook, samples: Samples) -> bool:
    """Found by trying: some way to answer everything else, and two answers to this that end differently."""
    others = [each for each in samples.of_fact if each not in answers and each != name]

    def search(filled: dict[str, Answer], left: list[str]) -> bool:
        verdicts = {
            tuple(finding.verdict for finding in check(book, {**filled, name: value}).findings)
            for value in samples.of_fact[name]
        }
        if not left:
            return len(verdicts) > 1
        if name not in open_facts(book, filled):
            return False
        return any(search({**filled, left[0]: value}, left[1:]) for value in samples.of_fact[left[0]])

    return search(dict(answers), others)


@pytest.mark.parametrize("answered", [(), ("who",), ("who", "what")])
def test_a_screen_that_was_shown_does_not_come_again(answered: tuple[str, ...]) -> None:
    screen = next_screen(BOOK, {}, answered=answered)
    assert screen is not None
    assert screen.id not in answered
