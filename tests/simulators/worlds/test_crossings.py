"""Crossings keep their number and their distance."""

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_simulators.worlds.crossings import apart, spread_out


@given(count=st.integers(0, 300), gap_ms=st.integers(0, 900), seed=st.integers(0, 99))
def test_spread_crossings_keep_number_bounds_and_distance(count: int, gap_ms: int, seed: int) -> None:
    times_ms = spread_out(count, start_ms=5_000, end_ms=305_000, gap_ms=gap_ms, random=Random(seed))
    assert len(times_ms) == count
    assert all(5_000 <= time_ms <= 305_000 for time_ms in times_ms)
    assert all(later - sooner >= gap_ms for sooner, later in pairwise(times_ms))


def test_more_people_than_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="11 crossings of 100 ms do not fit into 1000 ms"):
        spread_out(11, start_ms=0, end_ms=1_000, gap_ms=100, random=Random(1))


@given(ins_ms=st.lists(st.integers(0, 10_000)), outs_ms=st.lists(st.integers(0, 10_000)))
def test_whoever_waits_still_passes(ins_ms: list[int], outs_ms: list[int]) -> None:
    ins, outs = apart(ins_ms, outs_ms=outs_ms, gap_ms=700)
    assert (len(ins), len(outs)) == (len(ins_ms), len(outs_ms))
    passes = sorted(ins + outs)
    assert all(later - sooner >= 700 for sooner, later in pairwise(passes))


def test_who_waits_for_nobody_passes_at_once() -> None:
    assert apart([1_000, 5_000], outs_ms=[3_000], gap_ms=700) == ((1_000, 5_000), (3_000,))
