"""Simulated gardens on a map, and an attacker who links their old pseudonyms to their new ones. Pure.

A town of 85 km², as The Hague has: gardens lie anywhere in it, each with a soil, a shade and a probe of its own, under
one weather. At a midnight all of them change their pseudonym; a row comes every ten minutes before and after. The
attacker sees the rows and the cells, knows the sensors' noise, and assigns each new pseudonym to one old one, the most
alike pairs first. One cell has one garden: then the cell alone is enough.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from stoep_simulators.ground.plots import GROUPS, plot
from stoep_simulators.ground.probes import probe
from stoep_simulators.worlds.local_time import DAY_S
from stoep_simulators.worlds.soil import Soil, soils
from stoep_simulators.worlds.weather import weather

AREA_M2 = 85_000_000
GARDENS = 1000
CELLS_M = (None, 1000, 500, 100)  # None: no place is given away
_SETTLE_S = 5 * DAY_S  # soil water and warmth remember days before
_START_S = 206_400_000 - 206_400_000 % DAY_S  # wire time, in a July
# Of the values that differ from garden to garden, as worlds/tapes.py makes them: noise and step of the wire's numbers.
_NOISES = (2.0, 0.05, 0.05)
_DECIMALS = (0, 1, 1)

Row = tuple[float, ...]  # probe (mV), soil 10 cm and 40 cm deep (degrees)


@dataclass(frozen=True, slots=True, kw_only=True)
class Garden:
    """Where it lies, and the last row under its old pseudonym and the first one under the new."""

    x_m: float
    y_m: float
    last: Row
    first: Row


def gardens(seed: int, *, count: int = GARDENS) -> tuple[Garden, ...]:
    """The same seed, the same town."""
    air = weather(seed, start_s=_START_S, end_s=_START_S + _SETTLE_S)
    names = [f"{seed}/{number}" for number in range(count)]
    plots = [plot(name, group=Random(f"{name}/group").choice(list(GROUPS))) for name in names]
    grounds = soils(air, plots=plots, seed=f"{seed}")
    return tuple(_garden(ground, seed=name) for ground, name in zip(grounds, names, strict=True))


def relinked_share(town: Sequence[Garden], *, cell_m: int | None) -> float:
    """Which share of the new pseudonyms the attacker gives to the garden that they belong to."""
    cells: dict[tuple[int, int], list[Garden]] = defaultdict(list)
    for garden in town:
        cells[_cell(garden, cell_m=cell_m)].append(garden)
    return sum(_right(inside) for inside in cells.values()) / len(town)


def alone_share(town: Sequence[Garden], *, cell_m: int) -> float:
    """Which share of the gardens has its cell to itself."""
    cells: dict[tuple[int, int], int] = defaultdict(int)
    for garden in town:
        cells[_cell(garden, cell_m=cell_m)] += 1
    return sum(count == 1 for count in cells.values()) / len(town)


def _garden(ground: Soil, *, seed: str) -> Garden:
    random = Random(f"{seed}/garden")
    side_m = math.sqrt(AREA_M2)
    felt = probe(seed).reads(ground.water_content[-3:], soil_c=ground.temperature_c[-3:])

    def row(step: int) -> Row:
        true = (felt[step], ground.temperature_c[step], ground.deep_temperature_c[step])
        noisy = zip(true, _NOISES, _DECIMALS, strict=True)
        return tuple(round(random.gauss(value, noise), decimals) for value, noise, decimals in noisy)

    return Garden(x_m=random.uniform(0, side_m), y_m=random.uniform(0, side_m), last=row(-3), first=row(-1))


def _cell(garden: Garden, *, cell_m: int | None) -> tuple[int, int]:
    return (0, 0) if cell_m is None else (int(garden.x_m // cell_m), int(garden.y_m // cell_m))


def _right(inside: Sequence[Garden]) -> int:
    """How many of the gardens of one cell are linked rightly."""
    last, first = (np.array(rows) for rows in zip(*((garden.last, garden.first) for garden in inside), strict=True))
    distance = sum(((last[:, None, value] - first[:, value]) / noise) ** 2 for value, noise in enumerate(_NOISES))
    pairs = np.argsort(np.ravel(distance), kind="stable")  # of old * count + new
    count = left = len(inside)
    left_old, left_new, right = [True] * count, [True] * count, 0
    for old, new in zip((pairs // count).tolist(), (pairs % count).tolist(), strict=True):
        if left_old[old] and left_new[new]:
            left_old[old] = left_new[new] = False
            right += old == new
            left -= 1
            if not left:
                break
    return right
