"""Whether sums over gardens, put together in whatever way, tell something of a few of them. By linear algebra."""

from collections.abc import Collection, Sequence
from fractions import Fraction
from itertools import chain, combinations

Garden = str


def isolated(sums: Collection[frozenset[Garden]], *, at_most: int) -> frozenset[Garden] | None:
    """Some gardens, so many at most, of which a combination of the sums depends and of no others. None: there are none.

    A combination is any sum of the sums times real numbers that does not vanish. It rests on S alone if it vanishes
    outside S: such a one exists exactly if leaving out the columns of S lowers the rank.
    """
    rows = sorted({tuple(sorted(each)) for each in sums})
    # Gardens that are in the same sums all the time cannot be told apart: one column stands for them.
    columns: dict[tuple[bool, ...], list[Garden]] = {}
    for garden in sorted(set(chain.from_iterable(rows))):
        columns.setdefault(tuple(garden in row for row in rows), []).append(garden)
    together = sorted(columns.values())
    matrix = [[Fraction(group[0] in row) for group in together] for row in rows]
    full = _rank(matrix)
    small = [index for index, group in enumerate(together) if len(group) <= at_most]
    for count in range(1, min(at_most, len(small)) + 1):
        for chosen in combinations(small, count):
            if sum(len(together[index]) for index in chosen) > at_most:
                continue
            rest = [[value for index, value in enumerate(row) if index not in chosen] for row in matrix]
            if _rank(rest) < full:
                return frozenset(chain.from_iterable(together[index] for index in chosen))
    return None


def _rank(matrix: Sequence[Sequence[Fraction]]) -> int:
    rows = [list(row) for row in matrix if any(row)]
    rank = 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((index for index in range(rank, len(rows)) if rows[index][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        for index in range(rank + 1, len(rows)):
            if factor := rows[index][column] / rows[rank][column]:
                rows[index] = [one - factor * other for one, other in zip(rows[index], rows[rank], strict=True)]
        rank += 1
    return rank
