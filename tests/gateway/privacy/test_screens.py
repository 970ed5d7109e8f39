"""How many screens a device needs at most, whatever else is answered: worked out from the shipped rules."""

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stoep_gateway.privacy.facts import Answer
from stoep_gateway.privacy.questionnaire import asked, left_at_most, next_screen, open_facts
from stoep_gateway.privacy.rulebook import load
from stoep_gateway.privacy.verdicts import check
from stoep_gateway.web.words.check import LEAST, MOST
from support.privacy_oracle import Samples

BOOK = load(on=date(2026, 11, 26))
SAMPLES = Samples(BOOK)
VISIBLE = {"asking_as": "mine", "device_origin": "bought"}
CAMERA = {"captures": frozenset({"image"}), "sees_faces": True, "recognition": "none", "output": "raw"}
STREET = frozenset({"own_ground", "public_space"})
RADAR = {
    "operator": "M",
    "captures": frozenset({"presence_no_image"}),
    "reach": frozenset({"public_space"}),
    "purpose": frozenset({"counting"}),
    "second_use": "none",
    "output": "totals_only",
    "ground": "public_task_law",
}
AIR = {"operator": "H", "captures": frozenset({"environment"}), "reach": frozenset({"own_ground"})}
DEVICES: dict[str, tuple[int, Mapping[str, Answer]]] = {
    "home air meter": (7, {**VISIBLE, **AIR, "shared": "named"}),
    "home air meter on a public map": (8, {**VISIBLE, **AIR, "public_place": "area", "public_name": False}),
    "home air meter on a public map with address and name": (10, {**VISIBLE, **AIR}),
    "classroom CO2 meter": (
        9,
        {**VISIBLE, "operator": "P", "captures": AIR["captures"], "reach": frozenset({"workplace_or_school"})},
    ),
    "doorbell on its own path": (
        9,
        {**VISIBLE, **CAMERA, "operator": "H", "reach": frozenset({"own_ground"}), "shared": "nobody"},
    ),
    "doorbell on the street": (12, {**VISIBLE, **CAMERA, "operator": "H", "reach": STREET, "shared": "nobody"}),
    "somebody else's camera": (
        7,
        {"asking_as": "someone_else", "operator": "H", "captures": CAMERA["captures"], "reach": STREET},
    ),
    "fake camera": (3, {"captures": frozenset({"nothing_fake"}), "sure_fake": True}),
    "municipal counter": (11, {**VISIBLE, **RADAR, "shared": "public", "min_group": 10, "interval_min": 15}),
    "municipal counter that shows small counts": (14, {**VISIBLE, **RADAR, "shared": "public"}),
}


def walked(device: Mapping[str, Answer], *, seen: list[str]) -> dict[str, Answer]:
    """Answers of somebody who knows this of the device, and nothing else."""
    answers: dict[str, Answer] = {}
    while (screen := next_screen(BOOK, answers, answered=seen)) is not None:
        seen.append(screen.id)
        answers |= {fact.id: device[fact.id] for fact in asked(BOOK, answers, screen=screen) if fact.id in device}
    return answers


@pytest.mark.parametrize("name", DEVICES)
def test_a_device_needs_no_more_screens_than_it_should(name: str) -> None:
    screens_max, device = DEVICES[name]
    seen: list[str] = []
    walked(device, seen=seen)  # who knows nothing else sees most
    assert len(seen) <= screens_max, seen


def test_most_kinds_take_as_many_screens_as_the_pages_say_is_usual() -> None:
    counts = []
    for _, device in DEVICES.values():
        seen: list[str] = []
        walked(device, seen=seen)
        counts.append(len(seen))
    usual = [count for count in counts if LEAST <= count <= MOST]
    assert len(usual) >= 0.8 * len(counts), counts
    assert (min(usual), max(usual)) == (LEAST, MOST)


@pytest.mark.parametrize("name", DEVICES)
@settings(max_examples=5)
@given(data=st.data())
def test_no_other_answers_lead_to_more(name: str, data: st.DataObject) -> None:
    screens_max, device = DEVICES[name]
    seen: list[str] = []
    others = data.draw(SAMPLES.complete())
    walked({**others, **device}, seen=seen)
    assert len(seen) <= screens_max, seen


@settings(max_examples=4)
@given(data=st.data())
def test_no_more_screens_come_than_were_said_of_any_device(data: st.DataObject) -> None:
    device = data.draw(SAMPLES.complete())
    known = data.draw(st.sets(st.sampled_from(list(device))))
    answers: dict[str, Answer] = {}
    seen: list[str] = []
    left = left_at_most(BOOK, answers, answered=seen)
    while (screen := next_screen(BOOK, answers, answered=seen)) is not None:
        seen.append(screen.id)
        wanted = asked(BOOK, answers, screen=screen)
        answers |= {fact.id: device[fact.id] for fact in wanted if fact.id in known}
        after = left_at_most(BOOK, answers, answered=seen)
        assert after < left
        left = after
    assert left == 0


@settings(max_examples=10)
@given(data=st.data())
def test_every_question_that_is_asked_can_change_a_verdict(data: st.DataObject) -> None:
    """Shown by two ways to answer everything that differ in this answer, and in a verdict."""
    device = data.draw(SAMPLES.complete())
    known = data.draw(st.sets(st.sampled_from(list(device)), min_size=10))
    answers = {name: device[name] for name in known}
    wanted = sorted(open_facts(BOOK, answers))
    for name in data.draw(st.lists(st.sampled_from(wanted), max_size=3)) if wanted else ():
        assert _can_change(name, answers), name


def _can_change(name: str, answers: Mapping[str, Answer]) -> bool:
    """Other answers are chosen one by one so that the question stays open; none is taken back."""
    filled = dict(answers)
    for other, samples in SAMPLES.of_fact.items():
        if other not in filled and other != name:
            filled[other] = next(each for each in samples if name in open_facts(BOOK, {**filled, other: each}))
    ends = {
        tuple(finding.verdict for finding in check(BOOK, {**filled, name: each}).findings)
        for each in SAMPLES.of_fact[name]
    }
    return len(ends) > 1
