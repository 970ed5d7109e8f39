"""Percentiles are measured values, and what never came stands above all that did."""

import math
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_simulators.load.spread import nearest_rank, spread

_PERCENTS = ("0", "0.1", "1", "25", "50", "90", "99", "99.9", "100")


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=300))
def test_each_percentile_is_that_of_the_inverted_distribution(times_s: list[float]) -> None:
    found = sorted(times_s)
    for percent in _PERCENTS:
        theirs = np.percentile(np.array(found), float(percent), method="inverted_cdf")
        assert nearest_rank(found, percent=percent) in (theirs, found[_rank(len(found), percent)])


def _rank(count: int, percent: str) -> int:
    """By counting, in whole thousandths: numpy multiplies floats, which may pass a whole number by a hair."""
    thousandths = round(float(percent) * 1_000)
    return next(at for at in range(count) if (at + 1) * 100_000 >= thousandths * count)


@pytest.mark.parametrize("count", [1, 2, 99, 100, 101, 999, 1_000, 1_001, 10_000])
def test_a_known_set_has_its_known_percentiles(count: int) -> None:
    found = spread(range(count, 0, -1))
    assert found is not None
    assert found.count == count
    assert found.p50 == statistics.median_low(range(1, count + 1))
    assert (found.p99, found.p999) == (-(-99 * count // 100), -(-999 * count // 1_000))
    assert found.most == count


def test_what_never_came_stands_above_all_that_did() -> None:
    found = spread([0.5] * 98, never=2)
    assert found is not None
    assert (found.count, found.p50, found.p99, found.most) == (100, 0.5, math.inf, math.inf)


def test_of_nothing_there_is_no_percentile() -> None:
    assert spread([]) is None
