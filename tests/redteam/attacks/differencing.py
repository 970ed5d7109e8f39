"""Get the same people released twice, in windows that differ a little, and subtract."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from redteam.attack import Attack, Outcome
from redteam.line import QUARTER_S, SHOWN, Line, forgetful, obedient, overlaps
from stoep_gateway.config.settings import PeopleSettings
from support.ingest_bench import NOON_S

# Recognisable sums: each minute adds a bit of its own to the total of its first quarter of an hour.
_MINUTES = tuple(1 << (minute % 15) for minute in range(60))
_AFTER_S, _UNTIL_S = NOON_S + QUARTER_S, NOON_S + 1200  # whom the attacker wants to know about: five minutes


def _series(folder: Path, *, then: PeopleSettings, defended: bool) -> list[tuple[tuple[int, int], float]]:
    """An hour is released; the operator wants other windows, and the counter brings the hour again."""
    with ExitStack() as stack:
        line = stack.enter_context(Line(folder))
        line.count(*_MINUTES)
        line.send()
        if not defended:
            stack.enter_context(forgetful(line))
            stack.enter_context(obedient())
        line.restart(policy=then)
        line.take_again(*_MINUTES)
        line.send()
        if defended:
            assert line.core.accounts().lives[-1].rejected == {"order": 60}
        return line.released()


def _played(folder: Path, *, then: PeopleSettings, got: Callable[[dict[tuple[int, int], float]], bool]) -> Outcome:
    defended = _series(folder / "defended", then=then, defended=True)
    control = _series(folder / "control", then=then, defended=False)
    spans = [span for span, _ in defended]
    return Outcome(
        defended=not overlaps(spans) and not got(dict(defended)),
        control_succeeded=got(dict(control)),
        detail=f"{len(spans)} windows, {overlaps(spans)} of them over another",
    )


def _short(folder: Path) -> Outcome:
    """Windows of a minute: no subtraction is even needed."""

    def got(released: dict[tuple[int, int], float]) -> bool:
        return released.get((NOON_S + 420, NOON_S + 480)) == _MINUTES[7]

    return _played(folder, then=replace(SHOWN, window_s=60), got=got)


def _shifted(folder: Path) -> Outcome:
    """Windows of twenty minutes: the first one less the first quarter of an hour leaves five minutes."""

    def got(released: dict[tuple[int, int], float]) -> bool:
        longer, quarter = released.get((NOON_S, _UNTIL_S)), released.get((NOON_S, _AFTER_S))
        return longer is not None and quarter is not None and longer - quarter == sum(_MINUTES[15:20])

    return _played(folder, then=replace(SHOWN, window_s=1200), got=got)


ATTACKS = (
    Attack("windows shifted and subtracted", _shifted),
    Attack("windows made short", _short),
)
