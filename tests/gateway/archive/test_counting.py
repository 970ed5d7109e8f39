"""Which windows are closed, told by their number and the end of the newest."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_gateway.archive.counting import Counting, Policy, parse_counting
from stoep_gateway.grid import DAY_S

MIDNIGHT_S = 20_000 * DAY_S
SHAPES = ((900, 4), (3600, 0), (60, 6), (86_400, 0))


def told(*, closed: int, until_s: int, changes: list[dict[str, object]], **windows: int) -> Counting:
    device = {"name": "line-1", "profile": "people", "send_s": 60}
    device["windows"] = {"closed_until_s": until_s, "closed": closed * 2, **windows}
    accounts = {"backends": [{"name": "city", "pending": 9}, {"name": "archive", "pending": 3}]}
    text = json.dumps({"written_s": until_s, "changes": changes, "devices": [device], "accounts": accounts})
    counting = parse_counting(text)
    assert counting is not None
    return counting


@given(
    shapes=st.lists(st.tuples(st.sampled_from(SHAPES), st.integers(1, 4)), min_size=1, max_size=3),
    windows=st.integers(1, 400),
    at=st.integers(0, DAY_S),
)
def test_closed_windows_begin_where_counting_them_back_ends(
    shapes: list[tuple[tuple[int, int], int]], windows: int, at: int
) -> None:
    changes, from_s = [], 0
    for (window_s, night_h), days in shapes:
        changes.append({"from_s": from_s or None, "window_s": window_s, "night_h": night_h, "k": 10})
        from_s = (from_s or MIDNIGHT_S) + days * DAY_S
    policies = told(closed=0, until_s=1, changes=changes).policies
    counting = Counting(policies=policies, closed={})
    policy = counting.policy_at(MIDNIGHT_S + at)
    assert policy is not None
    until_s = policy.window_of(MIDNIGHT_S + at)[1]
    begin_s = until_s
    for _ in range(windows):
        before = counting.policy_at(begin_s - 1)
        assert before is not None
        begin_s = before.window_of(begin_s - 1)[0]
    closed = told(closed=windows, until_s=until_s, changes=changes).closed["line-1"]
    assert (closed.from_s, closed.until_s, closed.all_below) == (begin_s, until_s, True)


def test_what_is_on_its_way_to_the_archive_is_told_with_the_policies_and_the_rhythm() -> None:
    changes: list[dict[str, object]] = [
        {"from_s": MIDNIGHT_S, "window_s": 3600, "night_h": 0, "k": 5},
        {"from_s": None, "window_s": 900, "night_h": 4, "k": 10, "epsilon": "1", "contribution": 2},
        {"from_s": 1, "window_s": 1000, "k": 1},
    ]
    counting = told(closed=1, until_s=MIDNIGHT_S, changes=changes, no_data=1)
    assert [policy.k for policy in counting.policies] == [10, 5]
    assert counting.policies[0].scale == 2
    assert counting.policy_at(MIDNIGHT_S - 1) == counting.policies[0]
    assert counting.policy_at(MIDNIGHT_S) == counting.policies[1]
    assert (counting.pending, counting.send_s) == (3, {"line-1": 60})
    assert not counting.closed["line-1"].all_below


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"written_s": "now"}', "7"])
def test_what_is_no_status_tells_nothing(text: str) -> None:
    assert parse_counting(text) is None


def test_without_a_policy_nothing_is_closed() -> None:
    counting = told(closed=5, until_s=MIDNIGHT_S, changes=[])
    assert (counting.policies, counting.closed) == ((), {})
    assert counting.policy_at(0) is None


def test_a_policy_knows_its_windows() -> None:
    policy = Policy(k=10, window_s=900, night_h=4)
    assert policy.window_of(MIDNIGHT_S + 7200) == (MIDNIGHT_S, MIDNIGHT_S + 4 * 3600)
    assert policy.windows_per_day == 81


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999"])
def test_a_number_that_is_none_is_passed_over(number: str) -> None:
    assert parse_counting(f'{{"written_s": {number}}}') is None
    counting = parse_counting(f'{{"written_s": 1, "policy": {{"k": 10, "window_s": {number}}}}}')
    assert counting is not None
    assert counting.policies == ()
