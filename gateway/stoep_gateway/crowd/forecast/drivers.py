"""What drove a forecast: inputs put in group by group, and what each group changes."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from stoep_gateway.crowd.forecast.history import Floats
from stoep_gateway.crowd.forecast.outside import EVENTS, OUTSIDE
from stoep_gateway.crowd.forecast.rows import ORIGIN, PAIR, ROW
from stoep_gateway.crowd.forecast.target import CALENDAR

_TOWN = tuple(name for name in (*ORIGIN, *PAIR) if name.startswith("town"))
_CALENDAR = (*CALENDAR, "sundays", "saturdays")
_WEEKS = ("last_week", "week_before", "four_weeks", "newer_weeks")
_TODAY = tuple(name for name in (*ORIGIN, *PAIR[:7]) if name not in (*_TOWN, "unrest"))
# In this order, what is put in later is told apart from what was in before. All are 0 where nothing is special.
_GROUPS = (
    ("recent_weeks", _WEEKS), ("calendar", _CALENDAR), ("today", _TODAY), ("neighbours", _TOWN), ("events", EVENTS),
    ("weather", OUTSIDE[len(EVENTS) :]),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """One cause of a forecast. name: "usual" (factor: people in the slot), then "recent_weeks", "calendar", "today",
    "neighbours", "events", "weather" and "rest" (factor: times that). The product of all factors is the forecast.
    """

    name: str
    factor: float


def drivers(row: Floats, *, usual: float, few: float, logs: Callable[[Floats], Floats]) -> tuple[Driver, ...]:
    """row: (1, len(ROW)). few: people added on both sides of the ratio. () where nothing is usual or nobody comes."""
    if not usual > 0:
        return ()
    table = np.repeat(row, len(_GROUPS) + 1, axis=0)
    for at, (_, names) in enumerate(_GROUPS):
        table[: at + 1, [ROW.index(name) for name in names]] = 0
    people = np.maximum((usual + few) * np.exp(logs(table).astype(np.float64)) - few, 1e-3)
    steps = people[1:] / people[:-1]
    found = [Driver(name=name, factor=float(step)) for (name, _), step in zip(_GROUPS, steps, strict=True)]
    return Driver(name="usual", factor=usual), *found, Driver(name="rest", factor=float(people[0] / usual))


def with_rest(found: tuple[Driver, ...], *, said: float) -> tuple[Driver, ...]:
    """The same, with all that they leave unsaid of the forecast put into "rest"."""
    product = float(np.prod([driver.factor for driver in found]))
    share = max(said, 1e-3) / max(product, 1e-3)
    return tuple(
        Driver(name=driver.name, factor=driver.factor * share) if driver.name == "rest" else driver for driver in found
    )
