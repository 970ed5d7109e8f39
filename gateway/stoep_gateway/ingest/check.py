"""Check each row's values against its profile (SPEC §8). Pure."""

from collections.abc import Sequence

from stoep_protocol.profiles import Profile

RANGE = "range"
NO_VALUES = "no values"


def verdicts(profile: Profile, *, columns: Sequence[Sequence[int | None]]) -> tuple[str | None, ...] | None:
    """A reason or None for each row; None in all when no row is rejected, which is found without looking row by row."""
    full = False
    for (_, _, _, low, high, _), values in zip(profile.columns, columns, strict=True):
        if None in values:
            known = [value for value in values if value is not None]
        else:
            full = True
            known = values  # type: ignore[assignment]  # no None in it
        if known and (min(known) < low or max(known) > high):
            break
    else:
        if full:
            return None
    reasons = tuple(_verdict(profile, row) for row in zip(*columns, strict=True))
    return reasons if any(reasons) else None


def _verdict(profile: Profile, row: tuple[int | None, ...]) -> str | None:
    known = False
    for column, value in zip(profile.columns, row, strict=True):
        if value is not None:
            if not column.low <= value <= column.high:
                return RANGE
            known = True
    return None if known else NO_VALUES
