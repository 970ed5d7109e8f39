"""What a store holds, beside what it should hold, and the difference in sentences. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from stoep_gateway.records import Observation

_EXAMPLES = 3  # of each kind of difference: enough to see what they have in common


class BrokenPromiseError(AssertionError):
    """Something is not as it was promised. The message says what, and what to look at."""


class Stored(NamedTuple):
    """What a store must know of an observation."""

    identity: str
    time_s: int | None
    window_s: int
    value: float


def wanted(observations: Iterable[Observation]) -> list[Stored]:
    """What must be stored after these observations were delivered, by identity."""
    return by_identity(Stored(entry.identity, entry.time_s, entry.window_s, entry.value) for entry in observations)


def by_identity(rows: Iterable[Stored]) -> list[Stored]:
    """Sorted. Rows of one identity stay in their order."""
    return sorted(rows, key=lambda row: row.identity)


def repeats(identities: Iterable[str]) -> int:
    """How many of them are there more than once."""
    return sum(count > 1 for count in Counter(identities).values())


def differences(found: Iterable[Stored], *, expected: Iterable[Stored]) -> tuple[str, ...]:
    """One sentence for each kind of difference; () when each expected row was found once and nothing else."""
    found_rows, expected_rows = list(found), {row.identity: row for row in expected}
    counts = Counter(row.identity for row in found_rows)
    first = {row.identity: row for row in reversed(found_rows)}
    missing = [name for name in expected_rows if name not in counts]
    twice = [name for name, count in counts.items() if count > 1]
    strange = [name for name in counts if name not in expected_rows]
    changed = [
        f"{name} ({_fields(row)} instead of {_fields(expected_rows[name])})"
        for name, row in first.items()
        if name in expected_rows and row != expected_rows[name]
    ]
    total = len(expected_rows)
    sentences = (
        _sentence(missing, f"of {total:,} observations are missing"),
        _sentence(twice, f"of {total:,} observations are stored more than once"),
        _sentence(changed, f"of {total:,} observations have another time, window or value"),
        _sentence(strange, "observations are stored that nobody sent"),
    )
    return tuple(sentence for sentence in sentences if sentence)


def expect(found: Iterable[Stored], *, expected: Iterable[Stored]) -> None:
    """BrokenPromiseError unless each expected row was found once and nothing else."""
    if wrong := differences(found, expected=expected):
        raise BrokenPromiseError("; ".join(wrong))


def _sentence(names: Sequence[str], what: str) -> str:
    if not names:
        return ""
    more = ", …" if len(names) > _EXAMPLES else ""
    return f"{len(names):,} {what}: {', '.join(sorted(names)[:_EXAMPLES])}{more}"


def _fields(row: Stored) -> str:
    window = f", window {row.window_s} s" if row.window_s else ""
    return f"time {row.time_s}{window}, value {row.value!r}"
