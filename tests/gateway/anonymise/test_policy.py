"""Policies: their grid, their text, and which one holds when."""

import re
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_gateway.anonymise.ledger import Ledger
from stoep_gateway.anonymise.policy import MODE_NONE, Policy, Schedule, declared, parse
from stoep_gateway.config.keys import EPSILON, SECTIONS
from stoep_gateway.config.settings import PeopleSettings
from stoep_gateway.grid import DAY_S
from stoep_gateway.journal.records import LedgerState

DAY = 2_500 * DAY_S
POLICIES = st.builds(
    Policy,
    window_s=st.sampled_from([60, 300, 900, 3600]),
    night_h=st.integers(0, 6),
    k=st.integers(1, 100),
    epsilon=st.none() | st.fractions(Fraction(1, 1000), 10).map(lambda e: Fraction(round(e * 1_000_000), 1_000_000)),
    contribution=st.integers(1, 10),
    rounding=st.integers(1, 50),
)


def test_the_default_is_a_quarter_with_epsilon_1_for_2_crossings_and_k_10() -> None:
    policy = declared(PeopleSettings())
    assert policy == Policy()
    assert policy.text() == "window=900 night=4 k=10 epsilon=1 contribution=2 day=81 round=1"
    assert (policy.scale, policy.windows_per_day) == (Fraction(2), 81)


@given(policy=POLICIES)
def test_a_policy_is_read_as_it_was_written(policy: Policy) -> None:
    assert parse(policy.text()).text() == policy.text()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "window=900",
        "window=1000 night=0 k=10 epsilon=1 contribution=2 day=96 round=1",
        "window=7200 night=1 k=10 epsilon=1 contribution=2 day=96 round=1",
        "window=900 night=4 k=10 epsilon=1.0000001 contribution=2 day=81 round=1",
        "window=900 night=4 k=10 epsilon=1 contribution=0 day=81 round=1",
        "window=900 night=4 k=10 epsilon=1 contribution=2 day=81 round=0",
        "window=900 night=4 k=10 epsilon=1 contribution=2 day=81 round=1\n",
    ],
)
def test_another_text_is_no_policy(text: str) -> None:
    with pytest.raises(ValueError, match=r"policy|fit"):
        parse(text)


@given(policy=POLICIES, at_s=st.integers(0, 3 * DAY_S - 1))
def test_every_moment_lies_in_one_window_of_one_day(policy: Policy, at_s: int) -> None:
    start_s, end_s = policy.window_of(at_s)
    assert start_s <= at_s < end_s
    assert policy.window_of(start_s) == policy.window_of(end_s - 1) == (start_s, end_s)
    assert (end_s - 1) // DAY_S == start_s // DAY_S
    assert policy.windows_before(end_s) == policy.windows_before(start_s) + 1


@given(policy=POLICIES)
def test_the_windows_of_a_day_follow_each_other(policy: Policy) -> None:
    at_s, found = DAY, 0
    while at_s < DAY + DAY_S:
        at_s, found = policy.window_of(at_s)[1], found + 1
    assert (at_s, found) == (DAY + DAY_S, policy.windows_per_day)


def test_the_hours_of_the_night_are_one_window() -> None:
    assert Policy(night_h=4).window_of(DAY + 3 * 3600 + 5) == (DAY, DAY + 4 * 3600)
    assert Policy(night_h=4).window_of(DAY + 4 * 3600) == (DAY + 4 * 3600, DAY + 4 * 3600 + 900)


def test_the_largest_numbers_that_a_setting_takes_fit_a_row_of_the_ledger() -> None:
    high = {key.name: int(key.high or 0) for key in SECTIONS["people"]}
    settings = PeopleSettings(
        window_s=60,
        night_h=0,
        k=high["k"],
        epsilon="999.999999",
        contribution=high["contribution"],
        rounding=high["rounding"],
    )
    assert re.fullmatch(EPSILON, settings.epsilon)
    assert not re.fullmatch(EPSILON, "1000")
    policy = declared(settings)
    assert parse(policy.text()) == replace(policy, per_day=policy.cap)
    ledger = Ledger(LedgerState(), key=bytes(32), epoch=bytes(8))
    ledger.declare(policy, from_s=DAY)
    assert ledger.draw(place="p" * 32, start_s=DAY, end_s=DAY + 60, policy=policy).spent == 999_999_999


def test_without_noise_nothing_may_be_spent() -> None:
    policy = declared(PeopleSettings(epsilon="none", epsilon_per_day="5"))
    assert (policy.mode, policy.cap, policy.scale) == (MODE_NONE, 0, None)


def test_the_policy_of_a_window_is_that_of_its_start() -> None:
    first, second = Policy(), Policy(k=20)
    schedule = Schedule([(5, first), (DAY, second)])
    assert [schedule.at(at_s) for at_s in (0, DAY - 1, DAY, DAY + 1)] == [first, first, second, second]


def test_what_is_declared_last_holds_whatever_was_to_come() -> None:
    early, late, last = Policy(k=1), Policy(k=2), Policy(k=3)
    schedule = Schedule([(0, early), (DAY + 365 * DAY_S, late), (DAY, last)])
    assert schedule.changes == ((0, early), (DAY, last))
    assert schedule.newest == last


def test_before_any_policy_nothing_can_be_asked() -> None:
    with pytest.raises(ValueError, match="no policy was declared"):
        Schedule(()).at(DAY)


@given(
    changes=st.lists(st.tuples(st.integers(0, 5), POLICIES), min_size=1, max_size=4),
    begin_s=st.integers(DAY, DAY + 6 * DAY_S),
    end_s=st.integers(DAY, DAY + 6 * DAY_S),
)
def test_whole_windows_are_counted_as_one_by_one(changes: list[tuple[int, Policy]], begin_s: int, end_s: int) -> None:
    schedule = Schedule([(DAY + day * DAY_S, replace(policy, window_s=3600)) for day, policy in changes])
    at_s, found = schedule.next_start(begin_s), 0
    while schedule.window_of(at_s)[1] <= end_s:
        at_s, found = schedule.window_of(at_s)[1], found + 1
    assert schedule.count(begin_s, end_s) == found
