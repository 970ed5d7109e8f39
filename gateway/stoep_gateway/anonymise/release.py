"""Decide once what a closed window gives away. Every back-end gets this, or less."""

from dataclasses import dataclass

from stoep_gateway.anonymise.windows import ClosedWindow, Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """values: what may leave; the others leave no trace but their number."""

    values: tuple[tuple[Quantity, int], ...]
    suppressed: int
    no_data: int


def release(window: ClosedWindow, *, k: int) -> Release:
    """Hide every sum below k, an empty window's 0 too."""
    known = [(quantity, value) for quantity, value in window.sums if value is not None]
    values = tuple((quantity, value) for quantity, value in known if value >= k)
    return Release(values=values, suppressed=len(known) - len(values), no_data=len(window.sums) - len(known))
