"""Which windows a counter's own rows make: what must be delivered. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

WINDOW_S = 900
_SAMPLE_S = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedRow:
    """end_s: wire time, as the gateway is told it."""

    end_s: int
    entered: int
    left: int


def due_windows(rows: Sequence[CountedRow]) -> dict[tuple[int, str], int]:
    """(start, quantity) -> people, of closed windows with anybody in them. rows: in the order they were taken."""
    totals: Counter[tuple[int, str]] = Counter()
    for start_s, row in zip(_starts_s(rows), rows, strict=True):
        totals[window_of(start_s), "in"] += row.entered
        totals[window_of(start_s), "out"] += row.left
    return {key: total for key, total in totals.items() if total and key[0] < _closed_until_s(rows)}


def in_closed_windows(rows: Sequence[CountedRow]) -> list[CountedRow]:
    """Without those of the window that is still open. It is closed when a row ends at its end or later."""
    until_s = _closed_until_s(rows)
    return [row for start_s, row in zip(_starts_s(rows), rows, strict=True) if window_of(start_s) < until_s]


def since(rows: Sequence[CountedRow], moment_s: int) -> list[CountedRow]:
    """Those that began at a moment or later."""
    return [row for start_s, row in zip(_starts_s(rows), rows, strict=True) if start_s >= moment_s]


def window_of(time_s: int) -> int:
    """The start of a moment's window."""
    return time_s // WINDOW_S * WINDOW_S


def _starts_s(rows: Sequence[CountedRow]) -> list[int]:
    """SPEC §7: the end of the row before it, but at most an interval before its own end."""
    starts_s = []
    before_s = 0
    for row in rows:
        starts_s.append(max(row.end_s - _SAMPLE_S, before_s if before_s <= row.end_s else 0))
        before_s = row.end_s
    return starts_s


def _closed_until_s(rows: Sequence[CountedRow]) -> int:
    return window_of(max((row.end_s for row in rows), default=0))
