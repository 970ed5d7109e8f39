"""Whoever comes, goes or changes their mind: no figures, put together in whatever way, rest on fewer than k + 1."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from stoep_gateway.almanac.blocks import ALIKE_DAYS, ANY_SOIL_DAYS, Kind, Roll, turn
from stoep_gateway.almanac.records import COUNTS, WAITS
from support.isolating import isolated

DAY = date(2026, 6, 1)
SAND, CLAY = Kind(soil="sand", is_open=True), Kind(soil="clay", is_open=True)
NAMES = [f"tuin-{number}" for number in range(12)]

_kinds = st.builds(
    Kind,
    soil=st.sampled_from(("sand", "clay")),
    paved=st.sampled_from(("0-33", "67-100")),
    region=st.just("080-450"),
    is_open=st.booleans(),
)
# By day: how many days later than the one before, and what each garden that takes part is like.
_courses = st.lists(
    st.tuples(st.sampled_from((1, 1, 1, 15, 30)), st.dictionaries(st.sampled_from(NAMES), _kinds, max_size=12)),
    min_size=1,
    max_size=9,
)


def gardens(count: int, kind: Kind = SAND, *, first: int = 0) -> dict[str, Kind]:
    return {f"tuin-{number:02}": kind for number in range(first, first + count)}


def after(*willing: Mapping[str, Kind], k: int = 10, days: int = 1) -> Roll:
    """One look a day, so many days apart."""
    roll = Roll()
    for number, each in enumerate(willing):
        roll = turn(roll, willing=each, today=DAY + timedelta(days=number * days), k=k)
    return roll


def sizes(roll: Roll) -> list[int]:
    return [each.block.gardens for each in roll.standing.values()]


def test_ten_gardens_wait_and_the_eleventh_makes_a_block() -> None:
    assert sizes(after(gardens(10))) == []
    roll = after(gardens(10), gardens(11))
    assert sizes(roll) == [11]
    (only,) = roll.standing.values()
    assert (only.block.soil, only.block.since, only.block.is_open) == ("sand", DAY + timedelta(days=1), True)


def test_those_who_come_later_do_not_change_a_block() -> None:
    roll = after(gardens(11), gardens(21))
    assert sizes(roll) == [11]
    assert (roll.state_of("tuin-03"), roll.state_of("tuin-15"), roll.state_of("else")) == (COUNTS, WAITS, None)
    assert sizes(after(gardens(11), gardens(22))) == [11, 11]


def test_many_at_once_make_as_many_blocks_as_they_can_and_nobody_waits() -> None:
    roll = after(gardens(40))
    assert sorted(sizes(roll)) == [13, 13, 14]
    assert not roll.waiting


def test_a_block_that_loses_a_garden_is_gone_and_its_others_wait_for_gardens_of_elsewhere() -> None:
    left = {name: kind for name, kind in gardens(15).items() if name != "tuin-03"}
    roll = after(gardens(15), left)
    assert not roll.standing
    assert len(roll.waiting) == 14
    assert sizes(after(gardens(15), left, left | gardens(5, first=20))) == []
    again = after(gardens(15), left, left | gardens(6, first=20))
    assert sizes(again) == [11]
    assert len(again.waiting) == 9


def test_two_blocks_that_are_gone_and_one_fresh_garden_make_a_new_one() -> None:
    left = {name: kind for name, kind in gardens(22).items() if name not in ("tuin-03", "tuin-15")}
    roll = after(gardens(22), left, left | gardens(1, first=40))
    assert sizes(roll) == [11]
    (only,) = roll.standing.values()
    assert sorted(name < "tuin-11" for name in only.members) == [False] * 6 + [True] * 5
    assert len({roll.clans[name] for name in left}) == 1


def test_unlike_soils_count_together_once_they_have_waited() -> None:
    mixed = gardens(6) | gardens(5, CLAY, first=6)
    assert sizes(after(mixed, mixed, days=ALIKE_DAYS - 1)) == []
    (only,) = after(mixed, mixed, days=ALIKE_DAYS).standing.values()
    assert only.block.soil == ""


def test_gardens_that_stay_out_of_open_data_wait_longest_for_others() -> None:
    mixed = gardens(6) | gardens(5, Kind(soil="sand"), first=6)
    assert sizes(after(mixed, mixed, days=ANY_SOIL_DAYS - 1)) == []
    (only,) = after(mixed, mixed, days=ANY_SOIL_DAYS).standing.values()
    assert (only.block.soil, only.block.is_open) == ("sand", False)


def test_one_keeper_who_takes_back_open_data_takes_the_block_out_of_it() -> None:
    changed = gardens(11) | {"tuin-04": replace(SAND, is_open=False)}
    (only,) = after(gardens(11), changed).standing.values()
    assert not only.block.is_open


def test_a_block_that_is_opened_later_is_open_from_that_day_on() -> None:
    closed = gardens(11) | {"tuin-04": replace(SAND, is_open=False)}
    for course, open_since in (
        ((gardens(11),), None),
        ((gardens(11), gardens(11)), None),
        ((gardens(11), closed, gardens(11), gardens(11)), DAY + timedelta(days=2)),
        ((gardens(11), closed, gardens(11), closed), None),
    ):
        (only,) = after(*course).standing.values()
        assert only.block.open_since == open_since


def test_a_label_holds_for_every_garden_of_the_block() -> None:
    changed = gardens(11) | {"tuin-04": CLAY}
    (only,) = after(gardens(11), changed).standing.values()
    assert only.block.soil == ""


def test_a_greater_k_ends_blocks_that_are_too_small_for_it() -> None:
    roll = turn(after(gardens(11)), willing=gardens(11), today=DAY + timedelta(days=1), k=12)
    assert not roll.standing


def rolls(course: list[tuple[int, dict[str, Kind]]], *, k: int) -> Iterator[tuple[dict[str, Kind], Roll]]:
    roll, today = Roll(), DAY
    for later, willing in course:
        today += timedelta(days=later)
        roll = turn(roll, willing=willing, today=today, k=k)
        yield willing, roll


@given(_courses, st.integers(1, 3))
@settings(max_examples=150, deadline=None)
def test_nothing_that_was_ever_published_isolates_k_gardens_or_fewer(
    course: list[tuple[int, dict[str, Kind]]], k: int
) -> None:
    """As if what a garden measures were the same every day: what any reader of all days and releases could solve."""
    published = {each.members for _, roll in rolls(course, k=k) for each in roll.standing.values()}
    assert isolated(published, at_most=k) is None


@given(_courses, st.integers(1, 3))
@settings(max_examples=150, deadline=None)
def test_every_garden_that_takes_part_counts_in_one_block_or_waits(
    course: list[tuple[int, dict[str, Kind]]], k: int
) -> None:
    seen: dict[int, frozenset[str]] = {}
    for willing, roll in rolls(course, k=k):
        members = [name for each in roll.standing.values() for name in each.members]
        assert sorted((*members, *roll.waiting)) == sorted(willing)
        for number, each in roll.standing.items():
            assert each.members == seen.setdefault(number, each.members)
            assert each.block.gardens == len(each.members) > k
            assert all(each.block.soil in ("", willing[name].soil) for name in each.members)
            assert not each.block.is_open or all(willing[name].is_open for name in each.members)


def test_the_check_finds_what_isolates() -> None:
    all_of, rest = frozenset("abcdef"), frozenset("bcdef")
    assert isolated({all_of, rest}, at_most=2) == {"a"}
    assert isolated({all_of}, at_most=5) is None
    assert isolated({all_of, frozenset("bcd"), frozenset("ef")}, at_most=2) == {"a"}
    assert isolated({frozenset("abcd"), frozenset("cdef")}, at_most=3) is None
