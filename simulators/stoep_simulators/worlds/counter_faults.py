"""What goes wrong at counters: each function gives what a counter with that fault would have counted."""

from collections.abc import Callable

from stoep_simulators.worlds.beach import CROSSING_GAP_MS, Crowd
from stoep_simulators.worlds.crossings import apart

_SECOND_MS = CROSSING_GAP_MS // 2  # after the first count of who is counted twice


def stuck(crowd: Crowd, *, from_ms: int, gap_ms: int) -> Crowd:
    """From then on somebody seems to come in each gap_ms and to go half of it later, until the last one really did."""
    end_ms = max((*crowd.ins_ms, *crowd.outs_ms, from_ms))
    ins_ms, outs_ms = range(from_ms, end_ms, gap_ms), range(from_ms + gap_ms // 2, end_ms, gap_ms)
    before = blind(crowd, from_ms=from_ms)
    return Crowd(ins_ms=(*before.ins_ms, *ins_ms), outs_ms=(*before.outs_ms, *outs_ms))


def blind(crowd: Crowd, *, from_ms: int) -> Crowd:
    """From then on nobody is seen, while the counter goes on telling so."""
    return _sides(crowd, lambda times_ms: tuple(time_ms for time_ms in times_ms if time_ms < from_ms))


def doubled(crowd: Crowd, *, from_ms: int) -> Crowd:
    """From then on everybody is counted twice."""
    late = _sides(crowd, lambda times_ms: tuple(time_ms + _SECOND_MS for time_ms in times_ms if time_ms >= from_ms))
    ins, outs = apart((*crowd.ins_ms, *late.ins_ms), outs_ms=(*crowd.outs_ms, *late.outs_ms), gap_ms=_SECOND_MS)
    return Crowd(ins_ms=ins, outs_ms=outs)


def moved(crowd: Crowd, *, to: Crowd, from_ms: int) -> Crowd:
    """From then on it hangs where `to` passes."""
    before = blind(crowd, from_ms=from_ms)
    return Crowd(
        ins_ms=before.ins_ms + tuple(time_ms for time_ms in to.ins_ms if time_ms >= from_ms),
        outs_ms=before.outs_ms + tuple(time_ms for time_ms in to.outs_ms if time_ms >= from_ms),
    )


def late(crowd: Crowd, *, by_ms: int, from_ms: int) -> Crowd:
    """What happened from then on is told with a time that is by_ms late, by a clock that is wrong."""
    return _sides(crowd, lambda times_ms: tuple(time_ms + by_ms * (time_ms >= from_ms) for time_ms in times_ms))


def _sides(crowd: Crowd, change: Callable[[tuple[int, ...]], tuple[int, ...]]) -> Crowd:
    return Crowd(ins_ms=change(crowd.ins_ms), outs_ms=change(crowd.outs_ms))
