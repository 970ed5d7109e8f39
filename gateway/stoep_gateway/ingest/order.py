"""Where a frame stands in the strict order of rows (SPEC §7). Pure."""

from typing import NamedTuple


class Place(NamedTuple):
    """taken: whether it is. lost_until: rows up to here are gone. duplicates: how many of its rows came before."""

    taken: bool
    lost_until: int
    duplicates: int


def place(*, last: int, first_row: int, lag: int, count: int) -> Place:
    """last: the last row taken. A frame beyond the next row counts only if the ring holds nothing older."""
    if first_row <= last + 1:
        return Place(taken=True, lost_until=last, duplicates=min(count, last + 1 - first_row))
    if lag:
        return Place(taken=False, lost_until=last, duplicates=0)
    return Place(taken=True, lost_until=first_row - 1, duplicates=0)
