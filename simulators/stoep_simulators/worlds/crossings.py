"""When people pass one beam pair. They pass one after the other: two bodies in one doorway are one shadow."""

from collections.abc import Iterable, Sequence
from random import Random


def spread_out(count: int, *, start_ms: int, end_ms: int, gap_ms: int, random: Random) -> tuple[int, ...]:
    """`count` moments from start_ms to end_ms, at least gap_ms apart, else as chance has it. ValueError if too many."""
    free_ms = end_ms - start_ms - count * gap_ms
    if count and free_ms < 0:
        raise ValueError(f"{count} crossings of {gap_ms} ms do not fit into {end_ms - start_ms} ms")
    offsets_ms = sorted(random.randint(0, free_ms) for _ in range(count))
    return tuple(start_ms + offset_ms + place * gap_ms for place, offset_ms in enumerate(offsets_ms))


def apart(ins_ms: Iterable[int], *, outs_ms: Iterable[int], gap_ms: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Let whoever comes too soon wait: (ins, outs), sorted, any two of all at least gap_ms apart."""
    sides: tuple[list[int], list[int]] = ([], [])
    free_ms = -(2**62)
    # The last bit is the side: numbers are sorted in a third of the time that pairs take.
    for both in sorted([*(2 * time_ms for time_ms in ins_ms), *(2 * time_ms + 1 for time_ms in outs_ms)]):
        time_ms = both >> 1
        passes_ms = time_ms if time_ms > free_ms else free_ms
        sides[both & 1].append(passes_ms)
        free_ms = passes_ms + gap_ms
    return tuple(sides[0]), tuple(sides[1])


def within(times_ms: Sequence[int], *, start_ms: int, end_ms: int) -> tuple[int, ...]:
    """Those from start_ms on and before end_ms."""
    return tuple(time_ms for time_ms in times_ms if start_ms <= time_ms < end_ms)
