"""Differences of the board's millisecond ticks, which wrap."""

from stoep_protocol.compat import const

_PERIOD = const(1 << 29)  # board.py: ticks wrap there
_HALF = const(1 << 28)


def ticks_diff(later: int, earlier: int) -> int:
    """Milliseconds from `earlier` to `later`, correct within three days of each other."""
    return ((later - earlier + _HALF) & (_PERIOD - 1)) - _HALF
