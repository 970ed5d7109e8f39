"""The noise is the discrete Laplace distribution: over every outcome of the randomness, and over many draws."""

import math
import random
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

import pytest

from stoep_gateway.anonymise.noise import laplace

_DRAWS = 20_000
_ONE_IN_MAX = 200_000  # of a sequence of answers: those that are less likely count as undecided


def _probability(x: int, scale: float) -> float:
    """The closed form: (1 - r) / (1 + r) · r^|x| with r = exp(-1 / scale)."""
    r = math.exp(-1 / scale)
    return (1 - r) / (1 + r) * r ** abs(x)


class _UndecidedError(Exception):
    """The answers given so far do not decide the draw."""


def _all_outcomes(scale: Fraction) -> tuple[dict[int, Fraction], Fraction]:
    """What each number gets from all short enough sequences of answers, and what the longer ones get together."""
    found: dict[int, Fraction] = {}
    undecided = Fraction(0)
    waiting: list[tuple[int, tuple[int, ...]]] = [(1, ())]  # one in how many, answers
    while waiting:
        one_in, answers = waiting.pop()
        left, asked = iter(answers), []

        def randbelow(n: int, left: Iterator[int] = left, asked: list[int] = asked) -> int:
            for answer in left:
                return answer
            asked.append(n)
            raise _UndecidedError

        try:
            drawn = laplace(scale, randbelow=randbelow)
        except _UndecidedError:
            if one_in * asked[0] > _ONE_IN_MAX:
                undecided += Fraction(1, one_in)
            else:
                waiting.extend((one_in * asked[0], (*answers, answer)) for answer in range(asked[0]))
        else:
            found[drawn] = found.get(drawn, Fraction(0)) + Fraction(1, one_in)
    return found, undecided


@pytest.mark.parametrize("scale", [Fraction(1), Fraction(2), Fraction(1, 2)], ids=str)
def test_all_outcomes_of_the_randomness_together_are_the_closed_form(scale: Fraction) -> None:
    found, undecided = _all_outcomes(scale)
    assert undecided < Fraction(1, 8)
    for x in range(-4, 5):
        least = found.get(x, Fraction(0))
        assert least <= _probability(x, float(scale)) <= least + undecided, x
        assert least == found.get(-x, Fraction(0)), x


@pytest.mark.parametrize("scale", [Fraction(2), Fraction(1, 2), Fraction(2_000_000, 333_333)], ids=str)
def test_many_draws_follow_the_closed_form(scale: Fraction) -> None:
    draws = random.Random(20)
    seen = Counter(laplace(scale, randbelow=draws.randrange) for _ in range(_DRAWS))
    reach = math.ceil(3 * scale)
    cells = [(seen[x], _probability(x, float(scale))) for x in range(-reach, reach + 1)]
    cells.append((_DRAWS - sum(count for count, _ in cells), 1 - sum(share for _, share in cells)))
    distance = sum((count - _DRAWS * share) ** 2 / (_DRAWS * share) for count, share in cells)
    freedom = len(cells) - 1
    assert distance < freedom + 5 * math.sqrt(2 * freedom)  # five standard deviations; the seed is fixed


def test_a_fraction_of_a_count_is_asked_for_in_whole_numbers() -> None:
    asked: list[int] = []
    draws = random.Random(3)

    def randbelow(n: int) -> int:
        asked.append(n)
        return draws.randrange(n)

    for _ in range(100):
        assert type(laplace(Fraction(2, 3), randbelow=randbelow)) is int
    assert all(type(n) is int for n in asked)
