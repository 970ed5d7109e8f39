"""Counters that fail: right until the fault begins, wrong in their own way from then on."""

from itertools import pairwise

from stoep_simulators.worlds.beach import Crowd
from stoep_simulators.worlds.counter_faults import blind, doubled, late, moved, stuck

_FROM_MS = 100_000
_HERE = Crowd(ins_ms=(10_000, 90_000, 110_000, 150_000), outs_ms=(50_000, 160_000))
_THERE = Crowd(ins_ms=(20_000, 130_000), outs_ms=(70_000, 140_000, 145_000))


def _before(crowd: Crowd) -> Crowd:
    return blind(crowd, from_ms=_FROM_MS)


def test_every_fault_leaves_what_was_before_it_alone() -> None:
    for faulty in (
        stuck(_HERE, from_ms=_FROM_MS, gap_ms=10_000),
        doubled(_HERE, from_ms=_FROM_MS),
        moved(_HERE, to=_THERE, from_ms=_FROM_MS),
        late(_HERE, by_ms=5_000, from_ms=_FROM_MS),
    ):
        assert _before(faulty) == Crowd(ins_ms=(10_000, 90_000), outs_ms=(50_000,))


def test_a_stuck_one_counts_on_at_the_same_pace() -> None:
    faulty = stuck(_HERE, from_ms=_FROM_MS, gap_ms=10_000)
    assert faulty.ins_ms[2:] == tuple(range(100_000, 160_000, 10_000))
    assert faulty.outs_ms[1:] == tuple(range(105_000, 160_000, 10_000))


def test_a_blind_one_sees_nobody() -> None:
    assert blind(_HERE, from_ms=0) == Crowd(ins_ms=(), outs_ms=())


def test_a_doubled_one_counts_everybody_twice_and_one_after_the_other() -> None:
    faulty = doubled(_HERE, from_ms=_FROM_MS)
    assert (len(faulty.ins_ms), len(faulty.outs_ms)) == (2 + 2 * 2, 1 + 2)
    passes_ms = sorted(faulty.ins_ms + faulty.outs_ms)
    assert min(later - sooner for sooner, later in pairwise(passes_ms)) >= 600


def test_a_moved_one_counts_who_passes_there() -> None:
    faulty = moved(_HERE, to=_THERE, from_ms=_FROM_MS)
    assert (faulty.ins_ms[2:], faulty.outs_ms[1:]) == ((130_000,), (140_000, 145_000))


def test_a_wrong_clock_tells_it_later() -> None:
    faulty = late(_HERE, by_ms=5_000, from_ms=_FROM_MS)
    assert (faulty.ins_ms[2:], faulty.outs_ms[1:]) == ((115_000, 155_000), (165_000,))
