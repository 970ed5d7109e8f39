"""Whether sums over gardens, put together in whatever way, tell something of a few of them. By linear algebra."""

from collections.abc import Collection, Sequence
from itertools import chain

Garden = str
# Sums are rows of 0 and 1. A determinant of 60 of them is below 61^30.5 / 2^60 (Hadamard), and so below this prime: up
# to that rank arithmetic modulo it says what fractions would.
_PRIME = 2**127 - 1
_RANK_MAX = 60


def isolated(sums: Collection[frozenset[Garden]], *, at_most: int) -> frozenset[Garden] | None:
    """Some gardens, so many at most, of which a combination of the sums depends and of no others. None: there are none.

    A combination is any sum of the sums times real numbers that does not vanish. It rests on S alone if it vanishes
    outside S: such a one exists exactly if leaving out the columns of S lowers the rank, which is if the rows of the
    null space's basis at S depend on each other (S is dependent in the dual matroid).
    """
    rows = sorted({tuple(sorted(each)) for each in sums})
    # Gardens that are in the same sums all the time cannot be told apart: one column stands for them.
    columns: dict[tuple[bool, ...], list[Garden]] = {}
    for garden in sorted(set(chain.from_iterable(rows))):
        columns.setdefault(tuple(garden in row for row in rows), []).append(garden)
    together = sorted(columns.values(), key=lambda group: (len(group), group))
    dual = _dual([[int(group[0] in row) for group in together] for row in rows])
    small = [index for index, group in enumerate(together) if len(group) <= at_most]
    for most in range(1, at_most + 1):  # the fewest gardens first
        found = _dependent(dual, sizes=[len(group) for group in together], among=small, left=most, basis=())
        if found is not None:
            return frozenset(chain.from_iterable(together[index] for index in found))
    return None


_Basis = tuple[tuple[int, tuple[int, ...]], ...]  # rows that do not depend on each other: where each has its 1, and it


def _dependent(
    dual: Sequence[Sequence[int]], *, sizes: Sequence[int], among: Sequence[int], left: int, basis: _Basis
) -> tuple[int, ...] | None:
    """Of `among`, in that order, rows that depend on each other and those in the basis; left: gardens, at most."""
    for at, index in enumerate(among):
        if sizes[index] > left:
            return None  # and so are all after it
        row = list(dual[index])
        for pivot, other in basis:
            if factor := row[pivot]:
                row = [(one - factor * two) % _PRIME for one, two in zip(row, other, strict=True)]
        pivot = next((column for column, value in enumerate(row) if value), -1)
        if pivot < 0:
            return (index,)
        inverse = pow(row[pivot], -1, _PRIME)
        wider = (*basis, (pivot, tuple(value * inverse % _PRIME for value in row)))
        found = _dependent(dual, sizes=sizes, among=among[at + 1 :], left=left - sizes[index], basis=wider)
        if found is not None:
            return (index, *found)
    return None


def _dual(matrix: Sequence[Sequence[int]]) -> list[list[int]]:
    """A row for each column of the matrix: that of a basis of its null space."""
    rows = [list(row) for row in matrix]
    width = len(rows[0]) if rows else 0
    pivots: list[int] = []
    for column in range(width):
        top = len(pivots)
        at = next((index for index in range(top, len(rows)) if rows[index][column]), None)
        if at is None:
            continue
        rows[top], rows[at] = rows[at], rows[top]
        inverse = pow(rows[top][column], -1, _PRIME)
        rows[top] = [value * inverse % _PRIME for value in rows[top]]
        for index, row in enumerate(rows):
            if index != top and (factor := row[column]):
                rows[index] = [(one - factor * two) % _PRIME for one, two in zip(row, rows[top], strict=True)]
        pivots.append(column)
    assert len(pivots) <= _RANK_MAX, "too many sums for this prime"
    free = [column for column in range(width) if column not in pivots]
    dual = [[int(column == one) for one in free] for column in range(width)]
    for top, column in enumerate(pivots):
        dual[column] = [-rows[top][one] % _PRIME for one in free]
    return dual
