"""Check each row's values against its profile (SPEC §8). Pure."""

from collections.abc import Sequence
from itertools import accumulate
from operator import ge, le
from typing import Any

from stoep_protocol.profiles import BUILT_IN, Profile

RANGE = "range"
NO_VALUES = "no values"

_LOWEST = {id_: tuple(column.low for column in profile.columns) for id_, profile in BUILT_IN.items()}
_HIGHEST = {id_: tuple(column.high for column in profile.columns) for id_, profile in BUILT_IN.items()}


def verdicts(profile: Profile, *, columns: Sequence[Sequence[int | None]]) -> tuple[str | None, ...] | None:
    """A reason or None for each row; None in all when no row is rejected, which is found without looking row by row.

    columns: of one row at least.
    """
    if (isinstance(profile.id, int) and _is_whole(profile.id, columns)) or _is_sound(profile, columns):
        return None
    reasons = tuple(_verdict(profile, row) for row in zip(*columns, strict=True))
    return reasons if any(reasons) else None


def are_whole(profile: int, *, differences: Sequence[Sequence[Any]]) -> bool:
    """Whether `verdicts` finds no row to reject and no value missing, told from the differences of each column."""
    lowest, highest = _LOWEST[profile], _HIGHEST[profile]
    try:
        for column, low, high in zip(differences, lowest, highest, strict=True):
            values = sorted(accumulate(column))  # of a few values: half the time of `min` and `max`
            if values[0] < low or values[-1] > high:
                return False
    except TypeError:  # a None among the differences
        return False
    return True


def _is_whole(profile: int, columns: Sequence[Sequence[Any]]) -> bool:
    """Every value is there and in range. Most frames are so, and loops in C take half the time of those below."""
    try:
        least, most = map(min, columns), map(max, columns)
        return all(map(le, _LOWEST[profile], least)) and all(map(ge, _HIGHEST[profile], most))
    except TypeError:  # a None among the values
        return False


def _is_sound(profile: Profile, columns: Sequence[Sequence[int | None]]) -> bool:
    """No value is out of range, and one column at least has no gap, so that every row has a value."""
    full = False
    for column, values in zip(profile.columns, columns, strict=True):
        known = [value for value in values if value is not None]
        full = full or len(known) == len(values)
        if known and (min(known) < column.low or max(known) > column.high):
            return False
    return full


def _verdict(profile: Profile, row: tuple[int | None, ...]) -> str | None:
    known = False
    for column, value in zip(profile.columns, row, strict=True):
        if value is not None:
            if not column.low <= value <= column.high:
                return RANGE
            known = True
    return None if known else NO_VALUES
