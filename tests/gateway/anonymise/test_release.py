"""What leaves a window: one draw for each sum that was measured, then only what the noisy value says."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest

from stoep_gateway.anonymise.noise import laplace
from stoep_gateway.anonymise.policy import Policy
from stoep_gateway.anonymise.release import Release, release
from stoep_gateway.anonymise.windows import ClosedWindow

POLICY = Policy()
SEEDS = range(300)
IN, OUT = (4, 0), (4, 1)


def never(_n: int) -> int:
    raise AssertionError("nothing is drawn here")


def released(entered: int | None, left: int | None, *, policy: Policy, randbelow: Callable[[int], int]) -> Release:
    window = ClosedWindow(start_s=0, window_s=900, cell=None, covered_s=900, sums=((IN, entered), (OUT, left)))
    return release(window, policy=policy, randbelow=randbelow)


def noise(count: int, *, seed: int, policy: Policy = POLICY) -> list[int]:
    """What the release of this seed will add to its sums, in their order."""
    assert policy.scale is not None
    draws = Random(seed)
    return [laplace(policy.scale, randbelow=draws.randrange) for _ in range(count)]


@pytest.mark.parametrize(("entered", "left"), [(12, 9), (0, 0), (8, 500)])
def test_each_sum_gets_a_draw_of_its_own_and_the_noisy_value_decides(entered: int, left: int) -> None:
    for seed in SEEDS:
        noisy = [value + drawn for value, drawn in zip((entered, left), noise(2, seed=seed), strict=True)]
        shown = released(entered, left, policy=POLICY, randbelow=Random(seed).randrange)
        expected = tuple((name, value) for name, value in zip((IN, OUT), noisy, strict=True) if value >= 10)
        assert shown == Release(values=expected, suppressed=2 - len(expected), no_data=0)


def test_noise_shows_some_that_are_below_k_and_hides_some_above() -> None:
    outcomes = {
        count: {len(released(count, None, policy=POLICY, randbelow=Random(seed).randrange).values) for seed in SEEDS}
        for count in (8, 12)
    }
    assert outcomes == {8: {0, 1}, 12: {0, 1}}


def test_an_empty_window_gets_noise_like_any_other() -> None:
    low = replace(POLICY, k=1)
    values = {dict(released(0, None, policy=low, randbelow=Random(seed).randrange).values).get(IN) for seed in SEEDS}
    assert {None, 1, 2, 3} <= values


def test_what_was_not_measured_is_no_data_and_draws_nothing() -> None:
    assert released(None, None, policy=POLICY, randbelow=never) == Release(values=(), suppressed=0, no_data=2)
    for seed in SEEDS:
        [drawn] = noise(1, seed=seed)
        shown = released(None, 100, policy=POLICY, randbelow=Random(seed).randrange)
        assert shown == Release(values=((OUT, 100 + drawn),), suppressed=0, no_data=1)


def test_the_noise_is_as_wide_as_contribution_and_epsilon_say() -> None:
    wide = replace(POLICY, contribution=6)
    for seed in SEEDS:
        [drawn] = noise(1, seed=seed, policy=wide)
        shown = released(500, None, policy=wide, randbelow=Random(seed).randrange)
        assert shown.values == ((IN, 500 + drawn),)


def test_rounding_looks_at_the_noisy_value_and_never_shows_less_than_k() -> None:
    coarse = replace(POLICY, rounding=8)
    seen = set()
    for seed in SEEDS:
        [drawn] = noise(1, seed=seed)
        value = dict(released(12, None, policy=coarse, randbelow=Random(seed).randrange).values).get(IN)
        seen.add(value)
        assert value == (None if 12 + drawn < 12 else (12 + drawn + 4) // 8 * 8)
    assert {None, 16} <= seen <= {None, 16, 24, 32}


def test_without_noise_the_sums_are_shown_from_k_on_and_nothing_is_drawn() -> None:
    plain = replace(POLICY, epsilon=None)
    assert released(10, 9, policy=plain, randbelow=never) == Release(values=((IN, 10),), suppressed=1, no_data=0)
