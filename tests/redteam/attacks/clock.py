"""Set the gateway's clock wrong, so that a time comes twice."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from redteam.attack import Attack, Outcome
from redteam.line import Line, forgetful, overlaps
from stoep_gateway.grid import DAY_S

_HOUR_S = 3600
_PEOPLE = 3  # a minute


def _back(folder: Path) -> Outcome:
    """Back an hour in the middle of a window, half an hour long, then right again."""
    return _played(folder, _put_back)


def _forth(folder: Path) -> Outcome:
    """A day ahead for half an hour; then right, accepted by the operator; and a day later that time comes."""
    return _played(folder, _put_forth)


def _put_back(line: Line) -> None:
    line.push_clock(-_HOUR_S)
    _count(line, 30)
    line.push_clock(_HOUR_S)
    _count(line, 60)


def _put_forth(line: Line) -> None:
    line.push_clock(DAY_S)
    _count(line, 30)
    line.push_clock(-DAY_S)
    line.accept()
    _count(line, 60)
    before = len(line.drawn())
    line.push_clock(DAY_S - 2 * _HOUR_S)  # so much time passes
    _count(line, 240)
    assert len(line.drawn()) >= before + 10, "the line is dead: nothing was attacked"


def _played(folder: Path, attack: Callable[[Line], None]) -> Outcome:
    found = {}
    for name in ("defended", "control"):
        with ExitStack() as stack:
            line = stack.enter_context(Line(folder / name))
            _count(line, 140)
            if name == "control":
                stack.enter_context(forgetful(line))
            attack(line)
            found[name] = overlaps(line.drawn())
    return Outcome(
        defended=not found["defended"],
        control_succeeded=found["control"] > 0,
        detail=f"{found['defended']} draws over another, control {found['control']}",
    )


def _count(line: Line, minutes: int) -> None:
    """And tell."""
    line.count(*[_PEOPLE] * minutes)
    line.send()


ATTACKS = (
    Attack("the clock put back in the middle of a window", _back),
    Attack("the clock put forth and back", _forth),
)
