"""What a store holds, beside what it should hold, and the difference in sentences. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from stoep_gateway.records import Observation
from stoep_simulators.scenarios.durations import words

_FIELDS = ("time", "window", "value", "unit")
_EXAMPLES = 3  # of each kind of difference: enough to see what they have in common


class BrokenPromiseError(AssertionError):
    """Something is not as it was promised. The message says what, and what to look at."""


class Stored(NamedTuple):
    """What a store must know of an observation. unit: UCUM; None where nobody looks at it."""

    identity: str
    time_s: int | None
    window_s: int
    value: float
    unit: str | None = None


def wanted(observations: Iterable[Observation]) -> list[Stored]:
    """What must be stored after these observations were delivered, by identity."""
    return by_identity(
        Stored(entry.identity, entry.time_s, entry.window_s, entry.value, entry.unit) for entry in observations
    )


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
    others = {name: _others(row, expected=expected_rows[name]) for name, row in first.items() if name in expected_rows}
    changed = [f"{name} ({', '.join(other.values())})" for name, other in others.items() if other]
    fields = sorted({field for other in others.values() for field in other}, key=_FIELDS.index)
    total = len(expected_rows)
    sentences = (
        _sentence(missing, f"of {total:,} observations are missing"),
        _sentence(twice, f"of {total:,} observations are stored more than once"),
        _sentence(changed, f"of {total:,} observations have another {_either(fields)}"),
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


def _others(row: Stored, *, expected: Stored) -> dict[str, str]:
    """What is not as expected, by field, in words."""
    found = {}
    if row.time_s != expected.time_s:
        found["time"] = f"time {row.time_s} instead of {expected.time_s}{_shift(row.time_s, expected.time_s)}"
    if row.window_s != expected.window_s:
        found["window"] = f"window {row.window_s} s instead of {expected.window_s} s"
    if row.value != expected.value:
        found["value"] = f"value {row.value!r} instead of {expected.value!r}"
    if None not in (row.unit, expected.unit) and row.unit != expected.unit:
        found["unit"] = f"unit {row.unit!r} instead of {expected.unit!r}"
    return found


def _shift(time_s: object, expected_s: object) -> str:
    """How far off: a time zone is seen at once."""
    if not isinstance(time_s, int) or not isinstance(expected_s, int):
        return ""
    return f": {words(abs(time_s - expected_s))} {'late' if time_s > expected_s else 'early'}"


def _either(fields: Sequence[str]) -> str:
    *others, last = fields or ("field",)
    return f"{', '.join(others)} or {last}" if others else last
