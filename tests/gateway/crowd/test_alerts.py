"""When to warn: raised in time, ended with hysteresis, never silently on late data, the same for whoever decides."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_gateway.crowd.alert import Alert
from stoep_gateway.crowd.alerts import AlertRules, decide
from stoep_gateway.crowd.board import Board, Expected, ModelNote, PlaceState
from stoep_gateway.crowd.chances import chance_of_any
from stoep_gateway.crowd.places import Level

ZONE = ZoneInfo("Europe/Amsterdam")
NOON_S = int(datetime(2027, 6, 12, 12, tzinfo=ZONE).timestamp())
SLOT_S = 900
RULES = AlertRules(zone=ZONE)
NOTE = ModelNote(trained_s=None, history_days=0, has_weather=False, has_calendar=True, coverage80=None)


def expected(orange: Sequence[float], *, red: float = 0.0, now_s: int = NOON_S) -> tuple[Expected, ...]:
    """Chance of orange in each slot from now on."""
    return tuple(
        Expected(
            start_s=now_s + number * SLOT_S,
            quantiles=(1, 2, 3, 4, 5),
            chances=(max(0.9, chance), chance, min(red, chance)),
        )
        for number, chance in enumerate(orange)
    )


def board(
    orange: Sequence[float],
    *,
    level: Level | None = Level.GREEN,
    red: float = 0.0,
    now_s: int = NOON_S,
    counted_s: int | None = -1,
) -> Board:
    place = PlaceState(
        name="pier",
        counted=(),
        expected=expected(orange, red=red, now_s=now_s),
        faults=(),
        counted_s=now_s if counted_s == -1 else counted_s,
        level=level,
    )
    return Board(now_s=now_s, made_s=now_s + 20, slot_s=SLOT_S, places=(place,), model=NOTE)


def standing(*, raised_s: int, level: Level = Level.ORANGE, ended_s: int | None = None) -> Alert:
    return Alert(
        id=f"pier/{level:d}/{raised_s}",
        place="pier",
        level=level,
        raised_s=raised_s,
        expected_s=raised_s + SLOT_S,
        within_s=7200,
        chance=0.6,
        is_now=False,
        ended_s=ended_s,
    )


def test_chances_of_two_hours_combine_as_they_were_found_to() -> None:
    assert chance_of_any([0.4, 0.2], slot_s=3600) == pytest.approx(0.4 + 0.2 * 0.6 * 0.2)
    assert chance_of_any([], slot_s=900) == 0


@given(chances=st.lists(st.floats(0, 1), max_size=12), more=st.floats(0, 1))
def test_another_slot_never_lowers_the_chance(chances: list[float], more: float) -> None:
    before, after = chance_of_any(chances, slot_s=900), chance_of_any([*chances, more], slot_s=900)
    assert max([more, *chances]) - 1e-12 <= after <= 1 + 1e-12
    assert after >= before - 1e-12


def test_an_alert_is_raised_when_the_chance_is_high_enough() -> None:
    (alert,) = decide(board([0.1, 0.2, 0.3, 0.55, 0.6, 0.3, 0.1, 0.1]), alerts=(), rules=RULES).raised
    assert alert.id == f"pier/2/{NOON_S}"
    assert (alert.level, alert.is_now, alert.within_s, alert.ended_s) == (Level.ORANGE, False, 7200, None)
    assert alert.expected_s == NOON_S + 3 * SLOT_S  # the first that is likelier than not
    assert 0.6 < alert.chance < 0.7


def test_where_no_slot_is_likelier_than_not_the_likeliest_is_expected() -> None:
    (alert,) = decide(board([0.1, 0.3, 0.45, 0.4]), alerts=(), rules=RULES).raised
    assert alert.expected_s == NOON_S + 2 * SLOT_S


def test_slots_after_the_rules_hours_do_not_count() -> None:
    assert decide(board([0.1] * 8 + [0.9] * 4), alerts=(), rules=RULES).raised == ()


def test_what_begins_sooner_than_the_lead_is_told_only_once_it_is_there() -> None:
    rules = replace(RULES, lead_min_s=1800)
    soon = [0.9, 0.9, 0.1, 0.1]
    assert decide(board(soon), alerts=(), rules=rules).raised == ()
    (alert,) = decide(board(soon, level=Level.ORANGE), alerts=(), rules=rules).raised
    assert (alert.is_now, alert.expected_s, alert.chance) == (True, NOON_S, 1.0)


def test_of_two_levels_the_higher_one_is_raised_and_the_lower_one_is_not_until_it_is_over() -> None:
    both = board([0.9] * 8, red=0.7)
    (red,) = decide(both, alerts=(), rules=RULES).raised
    assert red.level == Level.RED
    later_s = NOON_S + 3600
    assert decide(board([0.9] * 8, red=0.7, now_s=later_s), alerts=[red], rules=RULES).raised == ()
    less = decide(board([0.9] * 8, red=0.05, now_s=later_s), alerts=[red], rules=RULES)
    assert [alert.id for alert in less.ended] == [red.id]
    assert [alert.level for alert in less.raised] == [Level.ORANGE]


def test_a_higher_level_is_raised_beside_the_lower_one_that_stands() -> None:
    orange = standing(raised_s=NOON_S - 900)
    decided = decide(board([0.9] * 8, red=0.7), alerts=[orange], rules=RULES)
    assert [alert.level for alert in decided.raised] == [Level.RED]
    assert decided.ended == ()


def test_only_levels_of_the_rule_are_told() -> None:
    assert decide(board([0.9] * 8, level=Level.ORANGE), alerts=(), rules=replace(RULES, level=Level.RED)).raised == ()
    (alert,) = decide(board([0.0] * 8), alerts=(), rules=replace(RULES, level=Level.YELLOW)).raised
    assert alert.level == Level.YELLOW


@pytest.mark.parametrize(
    ("chance", "level", "age_s", "is_over"),
    [
        (0.2, Level.GREEN, 1800, True),
        (0.2, Level.GREEN, 900, False),  # it stands so long at least
        (0.3, Level.GREEN, 1800, False),  # not below 0.6 × 0.4
        (0.2, Level.ORANGE, 1800, False),  # it is there
    ],
)
def test_an_alert_ends_when_its_level_is_neither_there_nor_likely(
    chance: float, level: Level, age_s: int, is_over: bool
) -> None:
    alert = standing(raised_s=NOON_S - age_s)
    decided = decide(board([chance, 0.0], level=level), alerts=[alert], rules=RULES)
    assert decided.ended == ((replace(alert, ended_s=NOON_S),) if is_over else ())
    assert decided.raised == ()


def test_after_its_end_an_alert_is_not_raised_again_for_a_while_unless_the_level_is_there() -> None:
    over = standing(raised_s=NOON_S - 5400, ended_s=NOON_S - 1800)
    assert decide(board([0.9] * 8), alerts=[over], rules=RULES).raised == ()
    assert len(decide(board([0.9] * 8, level=Level.ORANGE), alerts=[over], rules=RULES).raised) == 1
    longer_ago = replace(over, ended_s=NOON_S - 3600)
    assert len(decide(board([0.9] * 8), alerts=[longer_ago], rules=RULES).raised) == 1


def test_in_quiet_hours_only_red_or_what_is_there_is_told() -> None:
    rules = replace(RULES, quiet=(22 * 60, 8 * 60))
    night_s = int(datetime(2027, 6, 12, 23, 30, tzinfo=ZONE).timestamp())
    assert decide(board([0.9] * 8, now_s=night_s), alerts=(), rules=rules).raised == ()
    assert len(decide(board([0.9] * 8, red=0.9, now_s=night_s), alerts=(), rules=rules).raised) == 1
    assert len(decide(board([0.9] * 8, level=Level.ORANGE, now_s=night_s), alerts=(), rules=rules).raised) == 1
    assert len(decide(board([0.9] * 8), alerts=(), rules=rules).raised) == 1  # noon


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"counted_s": None}, "no counts"),
        ({"level": None}, "no counts"),
        ({"counted_s": NOON_S - 1800}, "no counts since 2027-06-12 09:30 UTC"),
        ({"orange": []}, "no forecast"),
    ],
)
@pytest.mark.parametrize("chance", [0.9, 0.0])
def test_without_counts_or_forecast_nothing_is_raised_or_ended_and_that_is_told(
    changed: dict[str, object], reason: str, chance: float
) -> None:
    alert = standing(raised_s=NOON_S - 7200)
    arguments: dict[str, object] = {"orange": [chance] * 8, **changed}
    decided = decide(board(**arguments), alerts=[alert], rules=RULES)  # type: ignore[arg-type]
    assert (decided.raised, decided.ended) == ((), ())
    assert decided.notes == (f"pier: {reason}: no alert is raised or ended, {alert.id} stands",)


def test_counts_that_are_a_slot_late_are_good_enough() -> None:
    assert len(decide(board([0.9] * 8, counted_s=NOON_S - 900), alerts=(), rules=RULES).raised) == 1


def test_the_alert_of_a_place_that_is_none_any_more_ends_and_that_is_told() -> None:
    gone = replace(standing(raised_s=NOON_S - 900), place="kade", id="kade/2/1")
    decided = decide(board([0.0] * 8), alerts=[gone], rules=RULES)
    assert decided.ended == (replace(gone, ended_s=NOON_S),)
    assert decided.notes == ("kade: is no place any more: its alert kade/2/1 ended",)


def test_a_round_that_is_past_decides_nothing() -> None:
    later = standing(raised_s=NOON_S + 900)
    assert decide(board([0.0] * 8, level=Level.RED), alerts=[later], rules=RULES).raised == ()


def test_what_a_clock_that_was_ahead_raised_ends_and_silences_nobody() -> None:
    ahead = standing(raised_s=NOON_S + 7200)
    decided = decide(board([0.0] * 8, level=Level.ORANGE), alerts=[ahead], rules=RULES)
    assert decided.ended == (replace(ahead, ended_s=ahead.raised_s),)
    assert decided.notes == (f"pier: {ahead.id} was raised by a clock that was ahead: it ended",)
    assert [alert.raised_s for alert in decided.raised] == [NOON_S]
    again = decide(board([0.0] * 8, level=Level.ORANGE), alerts=[*decided.ended, *decided.raised], rules=RULES)
    assert (again.raised, again.ended, again.notes) == ((), (), ())


def test_what_a_clock_that_was_ahead_ended_silences_nobody() -> None:
    over = standing(raised_s=NOON_S - 7200, ended_s=NOON_S + 7200)
    assert decide(board([0.0] * 8, level=Level.ORANGE), alerts=[over], rules=RULES).raised


@pytest.mark.parametrize(
    "wrong", [{"level": Level.GREEN}, {"lead_min_s": 7200}, {"chance": 0.0}, {"end_share": 1.2}, {"hold_s": -1}]
)
def test_rules_that_cannot_be_followed_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="at most"):
        AlertRules(zone=ZONE, **wrong)  # type: ignore[arg-type]


STEP = st.tuples(
    st.lists(st.floats(0, 1), max_size=9),
    st.sampled_from([*Level, None]),
    st.floats(0, 1),
    st.sampled_from([0, 0, 0, 900, 3600]),
)
ANY_RULES = st.builds(
    AlertRules,
    zone=st.just(ZONE),
    level=st.sampled_from([Level.YELLOW, Level.ORANGE, Level.RED]),
    lead_min_s=st.sampled_from([0, 900, 3600]),
    chance=st.floats(0.05, 1),
    end_share=st.floats(0.1, 1),
    hold_s=st.sampled_from([0, 900, 3600]),
    again_s=st.sampled_from([0, 1800, 7200]),
    quiet=st.none() | st.tuples(st.integers(0, 1439), st.integers(0, 1439)),
)


@given(steps=st.lists(STEP, max_size=30), rules=ANY_RULES)
def test_no_sequence_of_rounds_makes_alerts_flap(
    steps: list[tuple[list[float], Level | None, float, int]], rules: AlertRules
) -> None:
    alerts: dict[str, Alert] = {}
    for number, (orange, level, red, age_s) in enumerate(steps):
        now_s = NOON_S + number * SLOT_S
        seen = board(orange, level=level, red=red, now_s=now_s, counted_s=now_s - age_s)
        decided = decide(seen, alerts=alerts.values(), rules=rules)
        # Who kept only what stands or ended lately, as after a restart, decides the same.
        kept = [a for a in alerts.values() if a.ended_s is None or now_s - a.ended_s <= rules.again_s]
        assert decide(seen, alerts=kept, rules=rules) == decided
        if age_s > 1200 or level is None or not orange:
            assert (decided.raised, decided.ended) == ((), ())
            assert decided.notes
        assert all(alerts[alert.id] == replace(alert, ended_s=None) for alert in decided.ended)
        assert all(alert.id not in alerts for alert in decided.raised)
        alerts |= {alert.id: alert for alert in (*decided.ended, *decided.raised)}
        again = decide(seen, alerts=alerts.values(), rules=rules)
        assert (again.raised, again.ended) == ((), ())
    for level in Level:
        of_level = sorted((a for a in alerts.values() if a.level == level), key=lambda alert: alert.raised_s)
        for before, after in pairwise(of_level):
            assert before.ended_s is not None  # one stands at a time
            assert before.ended_s - before.raised_s >= rules.hold_s
            assert after.raised_s - before.ended_s >= (0 if after.is_now else rules.again_s)
            assert after.raised_s > before.ended_s or rules.again_s == 0 or after.is_now
