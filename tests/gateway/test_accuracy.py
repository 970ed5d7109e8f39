"""The closed forms are the sums over the distribution that they stand for."""

import math
from fractions import Fraction

import pytest

from stoep_gateway.accuracy import best_guess, half_width, hidden_share, mean_absolute_error, standard_deviation
from stoep_gateway.records import Provenance

SCALES = (Fraction(10), Fraction(4), Fraction(2), Fraction(1), Fraction(1, 2), Fraction(20, 7))
_REACH = 400  # further out is less than 1e-17 at these scales


def shares(scale: Fraction) -> dict[int, float]:
    """The distribution, number by number, scaled to sum up to 1."""
    weights = {x: math.exp(-abs(x) / scale) for x in range(-_REACH, _REACH + 1)}
    total = math.fsum(weights.values())
    return {x: weight / total for x, weight in weights.items()}


@pytest.mark.parametrize("scale", SCALES, ids=str)
def test_the_expected_error_is_the_mean_of_what_noise_does(scale: Fraction) -> None:
    summed = math.fsum(abs(x) * share for x, share in shares(scale).items())
    assert mean_absolute_error(scale) == pytest.approx(summed, rel=1e-9)


@pytest.mark.parametrize("scale", SCALES, ids=str)
def test_the_standard_deviation_is_the_root_of_the_mean_square(scale: Fraction) -> None:
    summed = math.fsum(x * x * share for x, share in shares(scale).items())
    assert standard_deviation(scale) == pytest.approx(math.sqrt(summed), rel=1e-9)


@pytest.mark.parametrize("crossings", [1, 2, 8])
def test_nobody_guesses_better_than_the_best_guess_says(crossings: int) -> None:
    """Two stories: so many crossings more or less. Who sees the noisy count picks the likelier one, each time."""
    scale = Fraction(2)
    likely = shares(scale)
    right = math.fsum(max(likely[x], likely.get(x - crossings, 0.0)) for x in likely) / 2
    assert 0.5 < right <= best_guess(crossings / scale)


@pytest.mark.parametrize("scale", SCALES, ids=str)
def test_the_half_width_holds_95_per_cent_and_one_less_does_not(scale: Fraction) -> None:
    width = half_width(scale)
    within, less = (
        math.fsum(share for x, share in shares(scale).items() if abs(x) <= reach) for reach in (width, width - 1)
    )
    assert less < 0.95 <= within


@pytest.mark.parametrize("scale", SCALES, ids=str)
@pytest.mark.parametrize("count", [0, 5, 9, 10, 11, 50])
def test_the_hidden_share_is_what_stays_below_k(scale: Fraction, count: int) -> None:
    summed = math.fsum(share for x, share in shares(scale).items() if count + x < 10)
    assert hidden_share(count, scale=scale, k=10) == pytest.approx(summed, rel=1e-9)


def test_so_little_noise_that_it_is_hardly_ever_any_hides_nothing_and_errs_nothing() -> None:
    scale = Fraction(1, 1_000)
    assert (mean_absolute_error(scale), half_width(scale), hidden_share(10, scale=scale, k=10)) == (0.0, 0, 0.0)


@pytest.mark.parametrize(("epsilon", "error"), [("9999", 0.0), ("1", 1.91901), ("0.000001", 2e6)])
def test_a_released_value_tells_its_error_at_every_strength_that_can_be_set(epsilon: str, error: float) -> None:
    made = Provenance(epsilon=epsilon, contribution=2, k=10, rounding=1, covered_s=900)
    assert made.expected_error == pytest.approx(error, rel=1e-4)
