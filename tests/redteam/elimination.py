"""Linear algebra over published means: on how few gardens can a combination of them rest?"""

from collections.abc import Collection
from itertools import combinations
from random import Random

import numpy as np
from numpy.typing import NDArray

from redteam.gardens import Published

Floats = NDArray[np.float64]

_ORDERS = 60  # of the gardens, in which they are eliminated: each leaves other ones over
_NOTHING = 1e-7
_ROUNDED = 0.05  # half of the last digit


class Elimination:
    """published: means of gardens that are taken not to change. own: gardens whose values the attacker knows."""

    def __init__(self, published: Collection[Published], *, own: Collection[str] = (), seed: int = 1) -> None:
        self._rows = sorted(((sorted(members), mean) for members, mean in published), key=repr)
        self.names = sorted({name for members, _ in self._rows for name in members} - set(own))
        self._chance = Random(seed)
        column = {name: number for number, name in enumerate(self.names)}
        self._table = np.zeros((len(self._rows), len(self.names)))
        for number, (members, _) in enumerate(self._rows):
            self._table[number, [column[name] for name in members if name in column]] = 1

    def fewest(self) -> int:
        """Others' gardens in the lightest combination that was found. A single one is always found."""
        wide = np.unique(self._table, axis=0)
        light = [_weight(wide)]
        light += [_weight(one - other) for one, other in combinations(wide, 2)]
        for _ in range(_ORDERS):
            order = self._chance.sample(range(len(self.names)), len(self.names))
            light.append(_weight(reduced(wide[:, order])))
        return min(light)

    def known(self, *, of_mm: dict[str, float], own: Collection[str] = (), within_mm: float) -> int:
        """Gardens that are worked out, each so near to the truth that all roundings together allow no more."""
        sums = np.array(
            [len(members) * mean - sum(of_mm[name] for name in members if name in own) for members, mean in self._rows]
        )
        count = 0
        for row in reduced(np.unique(self._table, axis=0)):
            (at,) = np.nonzero(np.abs(row) > _NOTHING)
            if len(at) != 1:
                continue
            how, *_ = np.linalg.lstsq(self._table.T, np.eye(len(self.names))[at[0]], rcond=None)
            off_mm = float(np.abs(how) @ np.array([_ROUNDED * len(members) for members, _ in self._rows]))
            if off_mm <= within_mm:
                assert abs(how @ sums - of_mm[self.names[at[0]]]) <= off_mm + 1e-6
                count += 1
        return count


def reduced(table: Floats) -> Floats:
    """Row echelon form with nothing above a leading 1: it has a row for each unknown that the rows determine."""
    rows, top = np.array(table, dtype=np.float64), 0
    for column in range(rows.shape[1]):
        if top == len(rows):
            break
        best = top + int(np.argmax(np.abs(rows[top:, column])))
        if abs(rows[best, column]) < _NOTHING:
            continue
        rows[[top, best]] = rows[[best, top]]
        rows[top] /= rows[top, column]
        others = np.arange(len(rows)) != top
        rows[others] -= np.outer(rows[others, column], rows[top])
        top += 1
    return rows[:top]


def _weight(rows: Floats) -> int:
    """Of the lightest row that is not nothing."""
    weights = (np.abs(np.atleast_2d(rows)) > _NOTHING).sum(axis=1)
    return int(weights[weights > 0].min(initial=10_000))
