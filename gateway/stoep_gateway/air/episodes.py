"""Hours of much dust: when they began and ended, and at how many sensors. Never by what. Pure.

From fine dust alone nobody can tell a stove from fireworks or from a far-off fire, so no cause is given.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from stoep_gateway.air.hours import HOUR_S
from stoep_gateway.air.index import BOUNDS, Level, level_of
from stoep_gateway.air.records import Hour

# Own choices. An hour above `moderate` begins one; it ends after two hours at or below 40, so that it does not flicker.
BEGIN_ABOVE_UG_M3 = BOUNDS["pm2_5"][Level.MODERATE - 1]
END_UP_TO_UG_M3 = 40.0
_END_HOURS = 2
_SENSORS_MIN = 3  # to tell one sensor's from that of all


class Reach(Enum):
    """At how many of the sensors that measured then."""

    WIDE = "wide"  # at least half of them
    SOME = "some"
    ONE = "one"  # near that sensor, while others measured none
    UNKNOWN = "unknown"  # too few sensors to tell


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """From start_s to end_s (Unix, full hours); is_on: it has not ended in the hours that were looked at.

    names: of the sensors; of: how many measured then; peak_ug_m3: the highest hour of corrected PM2.5, with its level.
    """

    start_s: int
    end_s: int
    is_on: bool
    names: tuple[str, ...]
    of: int
    reach: Reach
    peak_ug_m3: float
    level: Level


@dataclass(frozen=True, slots=True)
class Stretch:
    """One sensor's own."""

    start_s: int
    end_s: int
    peak_ug_m3: float
    is_on: bool


def stretches(hours: Sequence[Hour]) -> tuple[Stretch, ...]:
    """Of one sensor, oldest first. hours: each following the other. An hour without a value counts as calm."""
    found: list[Stretch] = []
    start_s, peak, calm = -1, 0.0, 0
    for hour in hours:
        value = hour.pm2_5.corrected if hour.pm2_5 else None
        if start_s < 0:
            if value is not None and value > BEGIN_ABOVE_UG_M3:
                start_s, peak, calm = hour.start_s, value, 0
            continue
        calm = calm + 1 if value is None or value <= END_UP_TO_UG_M3 else 0
        peak = max(peak, value or 0.0)
        if calm == _END_HOURS:
            found.append(Stretch(start_s, hour.start_s + HOUR_S - _END_HOURS * HOUR_S, peak, is_on=False))
            start_s = -1
    if start_s >= 0:
        found.append(Stretch(start_s, hours[-1].start_s + HOUR_S - calm * HOUR_S, peak, is_on=True))
    return tuple(found)


def episodes(stations: Mapping[str, Sequence[Hour]]) -> tuple[Episode, ...]:
    """Of all sensors, the newest first: stretches that overlap are one. stations: the same hours of each, by name."""
    own = sorted(
        ((stretch, name) for name, hours in stations.items() for stretch in stretches(hours)),
        key=lambda each: (each[0].start_s, each[1]),
    )
    joined: list[list[tuple[Stretch, str]]] = []
    for each in own:
        if joined and each[0].start_s < max(stretch.end_s for stretch, _ in joined[-1]):
            joined[-1].append(each)
        else:
            joined.append([each])
    return tuple(_episode(group, stations=stations) for group in reversed(joined))


def _episode(group: Sequence[tuple[Stretch, str]], *, stations: Mapping[str, Sequence[Hour]]) -> Episode:
    start_s = min(stretch.start_s for stretch, _ in group)
    end_s = max(stretch.end_s for stretch, _ in group)
    names = tuple(sorted({name for _, name in group}))
    others = [name for name, hours in stations.items() if _measured(hours, start_s=start_s, end_s=end_s)]
    of = len({*others, *names})
    peak = max(stretch.peak_ug_m3 for stretch, _ in group)
    return Episode(
        start_s=start_s,
        end_s=end_s,
        is_on=any(stretch.is_on for stretch, _ in group),
        names=names,
        of=of,
        reach=_reach(len(names), of=of),
        peak_ug_m3=peak,
        level=level_of("pm2_5", peak),
    )


def _measured(hours: Sequence[Hour], *, start_s: int, end_s: int) -> bool:
    """In at least half of the hours."""
    known = sum(
        hour.pm2_5 is not None and hour.pm2_5.corrected is not None for hour in hours if start_s <= hour.start_s < end_s
    )
    return known * 2 * HOUR_S >= end_s - start_s


def _reach(count: int, *, of: int) -> Reach:
    if of < _SENSORS_MIN:
        return Reach.UNKNOWN
    if count == 1:
        return Reach.ONE
    return Reach.WIDE if count * 2 >= of else Reach.SOME
