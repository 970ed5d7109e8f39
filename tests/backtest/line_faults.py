"""Faults put into lines of Auckland: how soon each is told, and what is told of lines without one."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from backtest.auckland import SLOT_S, ZONE, Auckland, auckland, hour_of, time_s
from stoep_gateway.crowd.faults import find
from stoep_gateway.crowd.forecast.history import Floats
from stoep_gateway.crowd.lines import LineCounts

# Kind, and within how many hours it must be told.
FAULTS = {
    "silent": 3,
    "dead": 12,
    "stuck": 6,
    "doubled": 48,
    "moved": 72,
    "clock": 72,
    "gap": 24,
    "reset": 3,
    "noisy": 48,
}
STARTS = tuple(
    (2025, month, day, hour) for month, day, hour in ((2, 11, 9), (4, 6, 14), (6, 12, 17), (8, 23, 8), (11, 4, 12))
)

_TOLD_AS = {
    "dead": ("silent",),
    "moved": ("moved", "doubled", "clock"),
}  # a street with twice the people may be nearest
_PAST_H = 110 * 24
_AFTER_H = (1, 2, 3, 6, 9, 12, 18, 24, 36, 48, 72)
_REAL = ("silent", "late", "gap")  # counts that are missing are no mistake of ours
_STEP_H = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Of one kind: cases, the share told within the hours of FAULTS, and the middle of the hours it took."""

    cases: int
    share: float
    median_h: float


def found(
    starts: Iterable[tuple[int, int, int, int]] = STARTS, *, sensors: Sequence[int] | None = None
) -> dict[str, Told]:
    """Each fault at each sensor, from each of these moments on."""
    data, told = auckland(), {}
    for kind, within_h in FAULTS.items():
        took = [
            _hours_until_told(data, kind, sensor=sensor, start=hour_of(*start))
            for start in starts
            for sensor in (range(len(data.names)) if sensors is None else sensors)
            if not np.isnan(data.counts[hour_of(*start) - 48 : hour_of(*start) + 72, sensor]).any()
        ]
        told[kind] = Told(
            cases=len(took),
            share=float(np.mean([hours <= within_h for hours in took])),
            median_h=float(np.median(took)),
        )
    return told


def told_of_clean(begin: int, end: int) -> dict[str, float]:
    """Flags a year and line, by kind, in hours begin to end as they are; one again within two days is the same one.

    Missing counts apart: those are told because they are missing.
    """
    data, last, told = auckland(), dict[tuple[str, str], int](), Counter[str]()
    for now in range(begin, end, _STEP_H):
        for fault in find(lines_of(data, data.counts, begin=now - _PAST_H, end=now), zone=ZONE, due_s=time_s(now)):
            if fault.kind not in _REAL:
                is_new = now - last.get((fault.device, fault.kind), -10_000) > 48
                told[fault.kind] += is_new
                last[fault.device, fault.kind] = now
    line_years = len(data.names) * (end - begin) / 8_766
    return {kind: number / line_years for kind, number in told.items()}


def with_fault(data: Auckland, kind: str, *, sensor: int, start: int) -> Floats:
    """The whole table with one sensor wrong from an hour on."""
    counts = data.counts.copy()
    one, true = counts[:, sensor], data.counts[:, sensor]
    match kind:
        case "silent":
            one[start:] = np.nan
        case "dead":
            one[start:] = 0
        case "stuck":
            one[start:] = true[start - 1]
        case "doubled":
            one[start:] *= 2
        case "moved":
            one[start:] = data.counts[start:, data.nearest[sensor]]
        case "clock":
            one[start:] = true[start - 1 : -1]
        case "gap":
            one[start : start + 24] = np.nan
        case "reset":
            one[start] += np.nansum(true[start - 24 : start])
        case "noisy":
            one[start:] = np.round(one[start:] * np.exp(np.random.default_rng(sensor).normal(0, 0.7, len(one) - start)))
    return counts


def lines_of(data: Auckland, counts: Floats, *, begin: int, end: int) -> LineCounts:
    """One line a sensor; what it counted is half in and half out."""
    both = np.repeat(counts[begin:end, :, None] / np.float32(2), 2, axis=2)
    return LineCounts(
        slot_s=SLOT_S, start_s=time_s(begin), lines=data.names, counts=both,
        hidden=np.zeros(both.shape, dtype=np.bool_), noise=np.zeros(len(data.names), dtype=np.float32),
    )  # fmt: skip


def _hours_until_told(data: Auckland, kind: str, *, sensor: int, start: int) -> float:
    counts = with_fault(data, kind, sensor=sensor, start=start)
    kinds = _TOLD_AS.get(kind, (kind,))
    first = 24 if kind == "gap" else 0  # a hole is a hole when it has ended
    for after in _AFTER_H:
        now = start + first + after
        faults = find(lines_of(data, counts, begin=start - _PAST_H, end=now), zone=ZONE, due_s=time_s(now))
        if any(fault.device == data.names[sensor] and fault.kind in kinds for fault in faults):
            return after
    return float("inf")
