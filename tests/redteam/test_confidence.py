"""The exact bounds are those of published tables, and of the binomial sums that define them."""

import math

import pytest

from redteam.confidence import chi_square_p, lower_share, upper_share


# Critical values of the chi-square distribution, as every table has them.
@pytest.mark.parametrize(
    ("cells", "distance", "p"), [(3, 5.991, 0.05), (5, 9.488, 0.05), (11, 18.307, 0.05), (23, 40.289, 0.01)]
)
def test_a_chi_square_table_is_met(cells: int, distance: float, p: float) -> None:
    total = 1_000_000 * cells
    # One cell more and one less by as much gives the distance, up to whole numbers.
    off = math.sqrt(distance * total / cells / 2)
    seen = [total // cells + round(off), total // cells - round(off), *[total // cells] * (cells - 2)]
    assert chi_square_p(seen, shares=[1 / cells] * cells) == pytest.approx(p, rel=0.02)


def test_what_fits_perfectly_has_p_1_and_what_is_far_off_has_none() -> None:
    assert chi_square_p([100, 200, 100], shares=[0.25, 0.5, 0.25]) == 1
    assert chi_square_p([400_000, 0, 0], shares=[0.25, 0.5, 0.25]) < 1e-100


@pytest.mark.parametrize(("hits", "of", "error"), [(5, 20, 0.025), (1, 10, 1e-6), (19, 20, 0.05), (60, 100, 1e-4)])
def test_at_a_bound_as_many_hits_are_just_as_unlikely_as_the_error(hits: int, of: int, error: float) -> None:
    low, high = lower_share(hits, of=of, error=error), upper_share(hits, of=of, error=error)

    def exactly(count: int, share: float) -> float:
        return math.comb(of, count) * share**count * (1 - share) ** (of - count)

    assert math.fsum(exactly(count, low) for count in range(hits, of + 1)) == pytest.approx(error, rel=1e-6)
    assert math.fsum(exactly(count, high) for count in range(hits + 1)) == pytest.approx(error, rel=1e-6)
    assert low < hits / of < high


def test_never_and_always_have_the_bounds_of_the_closed_form() -> None:
    assert lower_share(0, of=50, error=1e-6) == 0
    assert upper_share(0, of=50, error=1e-6) == pytest.approx(1 - 1e-6 ** (1 / 50))
    assert lower_share(50, of=50, error=1e-6) == pytest.approx(1e-6 ** (1 / 50))
    assert upper_share(50, of=50, error=1e-6) == 1


def test_the_bounds_of_many_tries_are_near_the_normal_ones() -> None:
    low = lower_share(31_000, of=50_000, error=5e-7)
    assert low == pytest.approx(0.62 - 4.89 * math.sqrt(0.62 * 0.38 / 50_000), abs=2e-4)
