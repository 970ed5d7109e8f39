"""What a counted session tells: recall, direction error, and how sure that is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_maker.session import Session, interval, verdict


def test_a_session_one_way_tells_recall_and_direction_error() -> None:
    lines = verdict(Session(seen_in=36, seen_out=2, true_in=40, true_out=0))
    assert lines == [
        "recall 95% (83% to 99% at 95 %, n = 40) of those who passed",
        "direction error 5% (1% to 17% at 95 %, n = 38) of those it counted",
    ]


def test_totals_of_both_ways_hide_errors_that_cancel_out() -> None:
    lines = verdict(Session(seen_in=20, seen_out=20, true_in=20, true_out=20))
    assert lines[1].startswith("direction error not known from totals: hold one session in which all walk in")


def test_more_than_passed_is_said() -> None:
    lines = verdict(Session(seen_in=0, seen_out=43, true_in=0, true_out=40))
    assert lines[0].startswith("recall 100% (91% to 100%")
    assert lines[1].startswith("it counted 3 more than passed")


@pytest.mark.parametrize("seen", [0, 4])
def test_a_session_without_people_tells_nothing(seen: int) -> None:
    [line] = verdict(Session(seen_in=seen, seen_out=0, true_in=0, true_out=0))
    assert line == f"nobody passed and {seen} were counted: a session needs people, best fifty or more"


def test_a_counter_that_saw_nobody_has_no_direction() -> None:
    assert verdict(Session(seen_in=0, seen_out=0, true_in=5, true_out=0))[1].endswith("it counted nobody")


def test_wilsons_interval_as_published() -> None:
    """15 of 148: 0.0624 to 0.1605. Newcombe 1998, Statistics in Medicine 17, table I: as quoted by others, not seen."""
    low, high = interval(15, of=148)
    assert (round(low, 4), round(high, 4)) == (0.0624, 0.1605)


@given(of=st.integers(1, 5_000), data=st.data())
def test_an_interval_holds_the_share_and_stays_a_share(of: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, of))
    low, high = interval(count, of=of)
    assert 0 <= low <= count / of + 1e-9
    assert count / of - 1e-9 <= high <= 1
