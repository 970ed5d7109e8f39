"""Ask for the same thing again and again, and take the mean of the answers."""

import math
import random
from collections.abc import Callable
from pathlib import Path

from redteam.attack import Attack, Outcome
from stoep_gateway.registry.cells import centre

_ASKED = 1_000
_CELL_M = 500
_JITTER_M = 250  # of the control: half a cell, drawn anew for each answer
_CLOSE_M = 25  # a house and its garden

Point = tuple[float, float]


def snapped_place(_folder: Path) -> Outcome:
    """A thousand answers to where the device hangs: a snapped place is always the same, a jittered one averages out."""
    home = (81_037, 455_411)
    chance = random.Random(6)

    def snapped() -> Point:
        return centre(*home, size_m=_CELL_M)

    def jittered() -> Point:
        return home[0] + chance.uniform(-_JITTER_M, _JITTER_M), home[1] + chance.uniform(-_JITTER_M, _JITTER_M)

    error_m, control_m = _error_m(snapped, home=home), _error_m(jittered, home=home)
    return Outcome(error_m > _CLOSE_M, control_m < _CLOSE_M, f"{error_m:.0f} m off; jittered {control_m:.0f} m")


def _error_m(answer: Callable[[], Point], *, home: Point) -> float:
    """How far the mean of all answers is from the home."""
    answers = [answer() for _ in range(_ASKED)]
    off = [sum(answer[axis] for answer in answers) / _ASKED - home[axis] for axis in (0, 1)]
    return math.hypot(*off)


SNAPPED_PLACE = Attack("a snapped place averaged", snapped_place)
