"""What a board decides: the level now and later, what is old, which measures apply, who needs help first."""

from dataclasses import replace

from stoep_gateway.crowd.board import OLD_S, Board, Expected
from stoep_gateway.crowd.places import Level
from stoep_gateway.web.crowd.levels import Standing, ahead_of, came, is_old, likely, standings
from support.street_crowd import ROUND_S, SLOT_S, board, places


def expected(*chances: float, slots: int = 1) -> Expected:
    yellow, orange, red = chances
    return Expected(start_s=ROUND_S + slots * SLOT_S, quantiles=(1, 2, 3, 4, 5), chances=(yellow, orange, red))


def stand(name: str, *, level: Level | None, slots: tuple[Expected, ...], now_s: int = ROUND_S) -> Standing:
    """The one place whose state is given; of the others nothing is known."""
    known = board()
    state = next(state for state in known.places if state.name == name)
    given = replace(state, level=level, expected=slots, counted_s=ROUND_S)
    found = standings(places(), replace(known, places=(given,)), now_s=now_s)
    return next(one for one in found if one.place.name == name)


def test_a_level_to_come_is_the_highest_that_is_likelier_than_not_and_the_possible_one_has_its_chance() -> None:
    ahead = ahead_of(expected(0.9, 0.5, 0.12))
    assert (ahead.level, ahead.chance, ahead.may, ahead.may_chance) == (Level.ORANGE, 0.5, Level.RED, 0.12)
    assert ahead.is_open
    assert not ahead_of(expected(0.9, 0.5, 0.09)).is_open
    assert likely(expected(0.49, 0.3, 0.2)) is Level.GREEN


def test_the_rise_is_the_first_slot_of_the_highest_level_above_the_one_now() -> None:
    slots = (expected(0.9, 0.1, 0, slots=0), expected(0.9, 0.6, 0, slots=3), expected(0.9, 0.8, 0, slots=4))
    one = stand("keizerstraat", level=Level.YELLOW, slots=slots)
    assert one.peak is Level.ORANGE
    assert one.rise
    assert (one.rise.start_s, one.rise.chance) == (ROUND_S + 3 * SLOT_S, 0.6)
    assert stand("keizerstraat", level=Level.ORANGE, slots=slots).rise is None


def test_what_comes_after_three_hours_makes_no_need_now() -> None:
    one = stand("keizerstraat", level=Level.GREEN, slots=(expected(0.9, 0.9, 0.9, slots=16),))
    assert one.peak is Level.GREEN


def test_measures_of_the_level_now_apply_and_those_of_the_peak_come_later() -> None:
    one = stand("keizerstraat", level=Level.YELLOW, slots=(expected(0.9, 0.8, 0.1),))
    assert [measure.level for measure in one.measures_now()] == [Level.YELLOW]
    assert [measure.level for measure in one.measures_later()] == [Level.ORANGE]


def test_the_place_with_the_highest_level_in_sight_stands_first_then_the_one_with_the_higher_chances() -> None:
    found = standings(places(), board(), now_s=ROUND_S)
    assert [one.number for one in found] == list(range(1, 11))
    peaks = [one.peak for one in found]
    assert peaks == sorted(peaks, reverse=True)
    assert found[0].place.name == "keizerstraat"


def test_a_place_of_which_nothing_is_known_is_shown_and_is_no_green_one() -> None:
    empty = Board(now_s=ROUND_S, made_s=ROUND_S, slot_s=SLOT_S, places=(), model=board().model)
    for found in (standings(places(), empty, now_s=ROUND_S), standings(places(), None, now_s=ROUND_S)):
        assert {one.level for one in found} == {None}
        assert all(one.is_old for one in found)
        assert {ahead for one in found for ahead in one.ahead} == {None}


def test_counts_are_old_past_twenty_minutes_and_when_there_never_were_any() -> None:
    assert not is_old(ROUND_S, now_s=ROUND_S + OLD_S)
    assert is_old(ROUND_S, now_s=ROUND_S + OLD_S + 1)
    assert is_old(None, now_s=ROUND_S)


def test_what_came_is_read_from_a_later_round_and_unknown_where_it_was_not_counted() -> None:
    keizer, pad = places().by_name["keizerstraat"], places().by_name["zwarte-pad"]
    then_s = ROUND_S - 3 * 3600
    levels = came(keizer, board(), base_s=then_s)
    assert levels[:2] == (Level.GREEN, Level.GREEN)
    assert levels[2] is None  # that slot begins only now
    assert came(pad, board(ROUND_S + 900), base_s=then_s)[2] is None
