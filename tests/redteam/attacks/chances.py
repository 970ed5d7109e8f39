"""Tell from what is shown whether one person more came by: only noise can stand against that, so it is measured."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from math import exp, sqrt
from pathlib import Path

from redteam.attack import Attack, Outcome
from redteam.line import QUARTER_S, SHOWN, Line, counted, of_windows, released
from stoep_gateway.config.settings import PeopleSettings
from stoep_gateway.grid import DAY_S
from support.ingest_bench import NOON_S

_RUNS = 1_500
_NIGHTS = 600
_NIGHT_QUARTERS = 16
_MINUTES = 600
_OTHERS = 80  # people who come by each minute, whom the attacker has counted: so many are always shown
_STRICT = PeopleSettings(night_h=0)
# Whoever knows everything else is right about one crossing with at most this chance (randomised response at ε / C).
_EPSILON = float(_STRICT.epsilon) / _STRICT.contribution
_RIGHT_MAX = exp(_EPSILON) / (1 + exp(_EPSILON))
_SLACK = 5.0  # standard deviations: a defended run fails once in three million


def _padding(folder: Path) -> Outcome:
    """The attacker walks by nine times and looks whether k = 10 is shown: then a tenth person came."""
    came = [secrets.randbelow(2) for _ in range(_RUNS)]
    totals = [9 + one for one in came]
    defended = _right(of_windows(folder / "defended", totals, policy=_STRICT), came)
    control = _right(of_windows(folder / "control", totals, policy=replace(_STRICT, epsilon="none")), came)
    return Outcome(
        defended=defended <= _limit(_RUNS),
        control_succeeded=control == 1.0,
        detail=f"right in {defended:.1%} of {_RUNS} tries, {_RIGHT_MAX:.1%} are possible",
    )


def _night(folder: Path) -> Outcome:
    """Nobody is out at night, or one person is. Whoever looks at the page in the morning: was there one, and when?"""
    quarters = [secrets.randbelow(32) for _ in range(_NIGHTS)]  # from 16 on nobody came
    defended = _shown_at_night(folder / "defended", quarters, policy=PeopleSettings())
    control = _shown_at_night(folder / "control", quarters, policy=SHOWN)
    came = [int(quarter < _NIGHT_QUARTERS) for quarter in quarters]
    when = [[(night, quarter)] if quarter < _NIGHT_QUARTERS else [] for night, quarter in enumerate(quarters)]
    right = _right([shown or None for shown in defended], came)
    return Outcome(
        defended=right <= _limit(_NIGHTS)
        and not any(length_s <= QUARTER_S for shown in defended for _, length_s in shown),
        control_succeeded=[[(at, QUARTER_S) for _, at in each] for each in when] == control,
        detail=f"right in {right:.1%} of {_NIGHTS} nights, never about when",
    )


def _minute(folder: Path) -> Outcome:
    """Whoever sets the gateway's clock puts it on to the next window at each minute: each window holds one minute."""
    came = [secrets.randbelow(2) for _ in range(_MINUTES)]
    defended = [value > _OTHERS for value in _minute_by_minute(folder / "defended", came, policy=_STRICT)]
    control = [value > _OTHERS for value in _minute_by_minute(folder / "control", came, policy=SHOWN)]
    right = _right([shown or None for shown in defended], came)
    return Outcome(
        defended=right <= _limit(_MINUTES),
        control_succeeded=control == [bool(one) for one in came],
        detail=f"right in {right:.1%} of {_MINUTES} minutes, {_RIGHT_MAX:.1%} are possible",
    )


def _minute_by_minute(folder: Path, came: Sequence[int], *, policy: PeopleSettings) -> list[float]:
    with Line(folder, policy=policy) as line:
        for one in came:
            line.count(_OTHERS + one)
            line.push_clock(QUARTER_S - 60)
        line.count(0)
        line.send()
        return [value for _, value in line.released()]


def _shown_at_night(folder: Path, quarters: Sequence[int], *, policy: PeopleSettings) -> list[list[tuple[int, int]]]:
    """(quarter of an hour after midnight, length) of every window that is shown, of each night."""
    folder.mkdir(parents=True, exist_ok=True)
    midnight_s = NOON_S - NOON_S % DAY_S
    rows = [
        (midnight_s + night * DAY_S + (at + 1) * QUARTER_S, (int(at == quarter), 0))
        for night, quarter in enumerate(quarters)
        for at in range(_NIGHT_QUARTERS)
    ]
    shown: list[list[tuple[int, int]]] = [[] for _ in quarters]
    with counted(folder, rows, policy=policy) as core:
        for (start_s, end_s), _ in released(core):
            night, second = divmod(start_s - midnight_s, DAY_S)
            shown[night].append((second // QUARTER_S, end_s - start_s))
    return shown


def _right(shown: Sequence[object], came: Sequence[int]) -> float:
    return sum((value is not None) == bool(one) for value, one in zip(shown, came, strict=True)) / len(came)


def _limit(tries: int) -> float:
    return _RIGHT_MAX + _SLACK * 0.5 / sqrt(tries)


ATTACKS = (
    Attack("nine crossings of one's own lift a lone person over k", _padding),
    Attack("a lone person at night", _night),
    Attack("a clock put on at each minute, so that windows hold one minute", _minute),
)
