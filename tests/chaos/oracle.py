"""What devices took, and so what must have arrived: every reading, and which rows are in each window. Pure.

A count of people tells which row it is: the n-th row of a window counts 16 × 2ⁿ in, so a window's sum names its rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stoep_gateway.anonymise.policy import Policy
from stoep_gateway.records import WIRE_EPOCH_S
from stoep_testing.stored import Stored
from support.ring_device import RingDevice

WINDOW_S = 600
SAMPLE_S = 60
K = 10
_FIRST_BIT = 16  # above K: a window with any row in it is released
EXACT = Policy(window_s=WINDOW_S, night_h=0, k=K, epsilon=None)
STRICT = Policy(window_s=WINDOW_S)  # as `stoep init` leaves it, but for the shorter windows


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """By identity. due: must have arrived; possible: may have, for its device had it once."""

    due: Mapping[str, Stored]
    possible: Mapping[str, Stored]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """missing: rows that are in no window although they closed one; wrong: what cannot be, one line each."""

    missing: int
    wrong: tuple[str, ...]


def counts(time_s: int, *, chance: float) -> tuple[int, int]:
    """(in, out) of the row that ends then. chance: 0 to 1."""
    return _FIRST_BIT << (time_s - SAMPLE_S) % WINDOW_S // SAMPLE_S, int(chance * 3)


def readings(ring: RingDevice) -> Readings:
    """Of a device of harmless quantities. Rows that it lost before it heard a verdict are possible, not due."""
    columns = ring.profile.columns
    due, possible = {}, {}
    for (life, row), (time_s, values) in ring.taken.items():
        for column, value in zip(columns, values, strict=True):
            if value is None:
                continue
            identity = f"{ring.name}/{life.hex()}/{row}/{column.quantity}"
            reading = Stored(identity, time_s + WIRE_EPOCH_S, 0, value / 10**column.decimals)
            possible[identity] = reading
            if (life, row) not in ring.lost:
                due[identity] = reading
    return Readings(due=due, possible=possible)


def shortfall(ring: RingDevice, stored: Sequence[Stored]) -> Shortfall:
    """Of a device of counts whose last window is closed. stored: of that device, each identity once."""
    found = {(row.time_s or 0, row.identity.rsplit("/", 1)[1]): round(row.value) for row in stored}
    windows: dict[int, list[tuple[int, int]]] = {}
    for time_s, (entered, left) in ring.taken.values():
        start_s = (time_s - SAMPLE_S) // WINDOW_S * WINDOW_S + WIRE_EPOCH_S
        windows.setdefault(start_s, []).append((entered or 0, left or 0))
    wrong = [f"{ring.name}: a window at {start_s} that never was" for start_s, _ in found if start_s not in windows]
    missing = 0
    for start_s, rows in windows.items():
        told_in, told_out = found.get((start_s, "in"), 0), found.get((start_s, "out"))
        present = [row for row in rows if told_in & row[0]]
        missing += len(rows) - len(present)
        outs = sum(row[1] for row in present)
        if sum(row[0] for row in present) != told_in or told_out != (outs if outs >= K else None):
            wrong.append(f"{ring.name}: window at {start_s} says {told_in} in, {told_out} out; its rows {rows}")
    return Shortfall(missing=missing, wrong=tuple(wrong))


def strangers(ring: RingDevice, stored: Sequence[Stored], *, policy: Policy) -> tuple[str, ...]:
    """Windows, one line each, that no row of a device of counts began in. For values with noise, which tell no rows."""
    own = {policy.window_of(time_s - SAMPLE_S) for time_s, _ in ring.taken.values()}
    return tuple(
        f"{ring.name}: a window at {row.time_s} that never was"
        for row in stored
        if ((row.time_s or 0) - WIRE_EPOCH_S, (row.time_s or 0) - WIRE_EPOCH_S + row.window_s) not in own
    )
