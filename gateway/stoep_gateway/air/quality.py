"""What makes a sensor doubtful: it says what its neighbours do not, or the same for hours on end. Pure.

The thresholds are own choices; none of them was tried on sensors in the field.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from statistics import median

from stoep_gateway.air.corrections import HUMIDITY_MAX_PERCENT
from stoep_gateway.air.hours import HOUR_S, Readings
from stoep_gateway.air.records import Hour

_STUCK_S = 6 * HOUR_S
_STUCK_READINGS = 12
_CLEAN_UG_M3 = 2  # sensors say whole numbers: in clean air it is 1 for hours
_DRIFT_TIMES = 1.6
_FLOOR_UG_M3 = 3  # added to both: at 1 against 2 µg/m³ nobody has drifted
_DRIFT_HOURS = 24
_SAME_SIDE = 0.8
NEIGHBOURS_MIN = 3
NEAR_M = 5_000
_NEAREST = 12


class Doubt(Enum):
    """What is doubtful."""

    HIGH = "high"  # against the neighbours
    LOW = "low"
    STUCK = "stuck"
    SPIKES = "spikes"
    DAMP = "damp"  # hours above HUMIDITY_MAX_PERCENT
    NO_HUMIDITY = "no-humidity"
    HUMIDITY_STUCK = "humidity-stuck"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """amount: how many times as much or as little, hours, or readings, as the doubt says."""

    doubt: Doubt
    amount: float


def own_flags(hours: Sequence[Hour], *, pm2_5: Readings, humidity: Readings) -> tuple[Flag, ...]:
    """What a device's own values show. hours and readings: of the same two days."""
    found = []
    if (stuck_s := _same_s(pm2_5, above=_CLEAN_UG_M3)) >= _STUCK_S:
        found.append(Flag(doubt=Doubt.STUCK, amount=stuck_s // HOUR_S))
    if spikes := sum(hour.spikes for hour in hours):
        found.append(Flag(doubt=Doubt.SPIKES, amount=spikes))
    measured = [hour for hour in hours if hour.pm2_5 is not None]
    dry = [hour for hour in measured if hour.humidity_percent is None]
    damp = [hour for hour in measured if (hour.humidity_percent or 0) > HUMIDITY_MAX_PERCENT]
    if dry:
        found.append(Flag(doubt=Doubt.NO_HUMIDITY, amount=len(dry)))
    if (stuck_s := _same_s(humidity, above=-1)) >= _STUCK_S:
        found.append(Flag(doubt=Doubt.HUMIDITY_STUCK, amount=stuck_s // HOUR_S))
    elif damp:
        found.append(Flag(doubt=Doubt.DAMP, amount=len(damp)))
    return tuple(found)


def drift(hours: Sequence[Hour], *, neighbours: Sequence[Sequence[Hour]]) -> Flag | None:
    """How many times as much as the middle one of its neighbours a sensor says, where that is much.

    All corrected, all of the same hours. None also where it cannot be told: fewer than three neighbours, or less than a
    day of hours in which three of them measured.
    """
    logs = []
    for index, hour in enumerate(hours):
        mine = _corrected(hour)
        theirs = [value for other in neighbours if (value := _corrected(other[index])) is not None]
        if mine is not None and len(theirs) >= NEIGHBOURS_MIN:
            logs.append(math.log((mine + _FLOOR_UG_M3) / (median(theirs) + _FLOOR_UG_M3)))
    if len(logs) < _DRIFT_HOURS:
        return None
    middle = median(logs)
    same_side = sum(log * middle > 0 for log in logs) / len(logs)
    if abs(middle) < math.log(_DRIFT_TIMES) or same_side < _SAME_SIDE:
        return None
    return Flag(doubt=Doubt.HIGH if middle > 0 else Doubt.LOW, amount=math.exp(abs(middle)))


def near(name: str, *, places: Mapping[str, tuple[int, int] | None]) -> tuple[str, ...]:
    """The nearest other sensors within NEAR_M. places: centres of their cells in RD metres, None where not given."""
    here = places[name]
    if here is None:
        return ()
    away = [(math.dist(here, there), other) for other, there in places.items() if there is not None and other != name]
    return tuple(other for metres, other in sorted(away)[:_NEAREST] if metres <= NEAR_M)


def _corrected(hour: Hour) -> float | None:
    return hour.pm2_5.corrected if hour.pm2_5 else None


def _same_s(readings: Readings, *, above: float) -> int:
    """The longest time in which nothing but one value above `above` was said."""
    longest_s, first, count = 0, 0, 0
    for index, (time_s, value) in enumerate(readings):
        if index and value == readings[index - 1][1]:
            count += 1
        else:
            first, count = index, 1
        if value > above and count >= _STUCK_READINGS:
            longest_s = max(longest_s, time_s - readings[first][0])
    return longest_s
