"""Chances are read off a curve."""

import numpy as np
import pytest

from stoep_gateway.crowd.board import PROBABILITIES
from stoep_gateway.crowd.chances import chance_of_any
from stoep_gateway.crowd.forecast.distribution import PROBES, Distribution
from stoep_gateway.crowd.forecast.history import Floats


def made(*levels: float, ahead: tuple[int, ...] | None = None) -> Distribution:
    """One place; a curve from 0.8 to 1.2 times each level."""
    steps = np.array(levels, dtype=np.float32)
    curve = steps[:, None] * np.linspace(0.8, 1.2, len(PROBES), dtype=np.float32)
    return Distribution(ahead=ahead or tuple(range(1, len(levels) + 1)), curve=curve[None], expected=steps[None])


def limits(*values: float) -> Floats:
    return np.array([values], dtype=np.float32)


def test_the_chance_of_a_quantile_is_what_it_promises() -> None:
    distribution = made(100.0)
    found = distribution.chance_above(distribution.quantiles[:, 0])[0, 0]
    np.testing.assert_allclose(found, [1 - p for p in PROBABILITIES], atol=1e-5)


def test_beyond_the_curve_chances_fade_and_never_jump() -> None:
    found = made(100.0).chance_above(limits(0, 40, 80, 120, 130, 1_000))[0, 0]
    assert found[0] == 1
    assert (np.diff(found) < 0).all()
    assert found[-1] < 1e-5


def test_of_several_hours_the_chance_is_at_least_that_of_the_likeliest() -> None:
    distribution = made(100.0, 90.0)
    each = distribution.chance_above(limits(100))[0, :, 0]
    both = distribution.chance_within(limits(100), slots=2, per_hour=1)[0, 0]
    assert max(each) < both < sum(each)


def test_quarter_hours_are_joined_as_alerts_join_them() -> None:
    four = made(100.0, 90.0, 80.0, 100.0)
    each = four.chance_above(limits(100))[0, :, 0]
    assert four.chance_within(limits(100), slots=4, per_hour=4)[0, 0] == pytest.approx(
        chance_of_any([float(chance) for chance in each], slot_s=900), abs=1e-6
    )
