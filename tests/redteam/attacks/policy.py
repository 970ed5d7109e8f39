"""An operator who changes the policy, to get more out of counts that were taken under the one before."""

import logging
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import replace
from pathlib import Path

from redteam.attack import Attack, Outcome
from redteam.line import QUARTER_S, Line, changed, obedient, overlaps
from stoep_gateway.anonymise.policy import Policy, Schedule
from stoep_gateway.config.settings import PeopleSettings
from stoep_gateway.grid import DAY_S
from stoep_gateway.ingest.policies import Policies
from support.ingest_bench import NOON_S

_STRICT = PeopleSettings(night_h=0, k=1)
_NARROW = replace(_STRICT, window_s=60)
_LOUD = replace(_STRICT, epsilon="200")  # noise of a hundredth of a person
_MIDNIGHT_S = NOON_S - NOON_S % DAY_S + DAY_S
_WEEK_S = 7 * DAY_S
_PEOPLE = 40  # a minute


def _narrowed(folder: Path) -> Outcome:
    """Windows of a minute from now on; and, after midnight, none over a quarter of an hour that was released."""

    def attack(line: Line) -> int:
        _count(line, 20)
        line.restart(policy=_NARROW)
        _count(line, 30)
        short = sum(_are_short(line, until_s=_MIDNIGHT_S))
        line.push_clock(_MIDNIGHT_S - line.now_s)
        _count(line, 30)
        assert _are_short(line, from_s=_MIDNIGHT_S).count(True) == 30, "the policy never held: nothing was attacked"
        return short + overlaps(line.drawn())

    return _played(folder, attack, control=obedient)


def _widened(folder: Path) -> Outcome:
    """Almost no noise from now on, for quarters of an hour that have begun and for the rest of the day."""

    def attack(line: Line) -> int:
        _count(line, 5)
        line.restart(policy=_LOUD)
        _count(line, 12 * 15)
        exact = [value == 15 * _PEOPLE for _, value in line.released()]
        return int(len(exact) >= 12 and all(exact))  # by chance once in twenty million, with noise of scale 2

    return _played(folder, attack, control=obedient)


def _by_the_clock(folder: Path) -> Outcome:
    """The clock is put back a week, the policy changed for the next midnight of that week, the clock put right."""

    def attack(line: Line) -> int:
        _count(line, 20)
        line.core.now_s = line.now_s - _WEEK_S
        line.restart(policy=_NARROW)
        line.core.now_s = line.now_s + _WEEK_S
        _count(line, 30)
        return sum(_are_short(line))

    return _played(folder, attack, control=lambda: changed(Policies, "tick", _trusting))


def _while_away(folder: Path) -> Outcome:
    """A counter is out of reach; when it comes back, another policy holds since midnight: its rows of yesterday?"""

    def attack(line: Line) -> int:
        line.send()
        line.restart(policy=_NARROW)
        line.count(*[_PEOPLE] * ((_MIDNIGHT_S - NOON_S) // 60 + 30))
        line.send()
        assert any(_are_short(line, from_s=_MIDNIGHT_S)), "the policy never held: nothing was attacked"
        return sum(_are_short(line, until_s=_MIDNIGHT_S))

    return _played(folder, attack, control=lambda: changed(Schedule, "at", lambda schedule, _time_s: schedule.newest))


def _spent(folder: Path) -> Outcome:
    """More windows than a day may pay for: by starts, by a damaged row of its place, by a year ahead and back."""

    def attack(line: Line) -> int:
        _count(line, 45)
        line.restart()
        _count(line, 45)
        with closing(sqlite3.connect(line.core.path)) as journal:
            journal.execute("UPDATE places SET crc = crc + 1")
            journal.commit()
        with changed(logging.getLogger("stoep.journal"), "disabled", True):  # it is told that a row is damaged
            line.restart()
        _count(line, 45)
        line.push_clock(365 * DAY_S)
        _count(line, 45)
        line.push_clock(-365 * DAY_S)
        line.accept()
        _count(line, 45)
        today = [value for span, value in line.released() if span[0] < _MIDNIGHT_S]
        assert len(line.drawn()) >= 14
        return max(0, len(today) - 3)

    policy = replace(_STRICT, epsilon_per_day="3")
    no_cap = property(lambda _policy: 1_000)
    return _played(folder, attack, control=lambda: changed(Policy, "cap", no_cap), policy=policy)


def _played(
    folder: Path,
    attack: Callable[[Line], int],
    *,
    control: Callable[[], AbstractContextManager[None]],
    policy: PeopleSettings = _STRICT,
) -> Outcome:
    """attack: how many windows it got that it must not get."""
    got = {}
    for name, defences in (("defended", nullcontext), ("control", control)):
        with Line(folder / name, policy=policy) as line, defences():
            got[name] = attack(line)
    return Outcome(not got["defended"], got["control"] > 0, f"{got['defended']} windows, control {got['control']}")


def _trusting(policies: Policies, *, now_s: int | None) -> None:
    """The next midnight of the clock, whatever was counted."""
    assert now_s is not None
    newest = policies.schedule.newest
    if newest and newest.text() != policies._policy.text():
        policies._declare(from_s=now_s - now_s % DAY_S + DAY_S)


def _are_short(line: Line, *, from_s: int = 0, until_s: int = 1 << 40) -> list[bool]:
    """Of each draw that starts then, whether it is shorter than the strict policy's."""
    return [end_s - start_s < QUARTER_S for start_s, end_s in line.drawn() if from_s <= start_s < until_s]


def _count(line: Line, minutes: int) -> None:
    """And tell."""
    line.count(*[_PEOPLE] * minutes)
    line.send()


ATTACKS = (
    Attack("the policy narrowed", _narrowed),
    Attack("the policy widened", _widened),
    Attack("the policy changed under a clock that was put back", _by_the_clock),
    Attack("the policy changed while a counter was away", _while_away),
    Attack("more windows than a day's budget", _spent),
)
