"""The table of soils says what the Staring series says, and a handful of soil finds its place in it."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_gateway.garden.records import SOIL_GROUPS
from stoep_gateway.garden.soil import CLASSES, QUESTIONS, finger

EVERY = pytest.mark.parametrize("code", list(CLASSES))


def test_there_are_eighteen_topsoils_in_four_groups() -> None:
    assert list(CLASSES) == [f"B{number:02}" for number in range(1, 19)]
    assert {each.group for each in CLASSES.values()} == set(SOIL_GROUPS)


@EVERY
def test_water_between_field_capacity_and_wilting_is_the_series_last_column(code: str) -> None:
    """From rounded columns six classes differ by 1 mm; in 10 cm of soil a share of the volume is as many cm."""
    soil = CLASSES[code]
    assert abs(round((soil.field_capacity - soil.wilting) * 100) - soil.available_mm) <= 1


@EVERY
def test_soils_dry_from_saturation_to_wilting(code: str) -> None:
    soil = CLASSES[code]
    assert 0 < soil.wilting < soil.refill < soil.field_capacity < soil.saturation < 1


@EVERY
def test_what_it_may_be_taken_for_is_another_class_that_holds_alike(code: str) -> None:
    assert CLASSES[code].like
    for other in CLASSES[code].like:
        assert other in CLASSES
        assert other != code


def answers(
    peat: str = "none", ball: str = "yes", ribbon: str = "none", feel: str = "between", grains: str = "fine"
) -> dict[str, str]:
    return {"peat": peat, "ball": ball, "ribbon": ribbon, "feel": feel, "grains": grains}


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (answers(ball="no", grains="coarse"), "B05"),
        (answers(ball="no", grains="fine"), "B01"),
        (answers(ribbon="none", feel="gritty"), "B02"),
        (answers(ribbon="short", feel="gritty"), "B07"),
        (answers(ribbon="short", feel="smooth"), "B14"),
        (answers(ribbon="medium", feel="between"), "B10"),
        (answers(ribbon="long", feel="smooth"), "B12"),
        (answers(peat="mostly", ball="no"), "B16"),
        (answers(peat="mostly", ribbon="long"), "B17"),
        (answers(peat="some", ball="no"), "B15"),
    ],
)
def test_five_answers_give_a_class_and_what_it_may_be_taken_for(said: dict[str, str], code: str) -> None:
    assert finger(said) == (code, *CLASSES[code].like)


def test_five_full_answers_always_give_a_class() -> None:
    for said in product(*QUESTIONS.values()):
        assert finger(dict(zip(QUESTIONS, said, strict=True)))


def test_what_nobody_felt_gives_no_class() -> None:
    assert finger({}) == ()
    assert finger({"peat": "none", "ball": "no"}) == ()
    assert finger({"peat": "none", "ball": "perhaps", "grains": "fine"}) == ()


@given(st.dictionaries(st.sampled_from([*QUESTIONS, "else"]), st.text(max_size=8)))
def test_any_answer_gives_classes_or_none(said: dict[str, str]) -> None:
    assert set(finger(said)) <= set(CLASSES)
