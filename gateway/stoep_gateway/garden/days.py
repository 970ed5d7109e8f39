"""From the readings of one local day of a garden to its `Day`. Pure: the caller knows the zone and the archive."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum, isfinite, sqrt

from stoep_gateway.garden.records import USUAL, Day

EVENING_HOURS = 6  # the last ones: what the day took is gone, and the sun stands low
_TRIMMED_FROM = 5  # hours: then the highest and the lowest are left out, since a loose contact gives one that is none
_HOUR_S = 3_600

Points = Iterable[tuple[float, float]]  # (time_s, value), in any order


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """What a garden's devices reported, (time_s, value) each; time_s: seconds since 1970.

    probe: mV, or vol % from a probe that gives those, never both. Others: °C.
    """

    probe: Points = ()
    soil_c: Points = ()
    deep_c: Points = ()
    air_c: Points = ()


def day_of(
    readings: Readings,
    *,
    date: date,
    start_s: float,
    end_s: float,
    rain_mm: float | None = None,
    rain_from: str = "",
    evaporation_mm: float = 0.0,
    evaporation_from: str = USUAL,
) -> Day:
    """start_s, end_s: local midnight and the next one, 23 to 25 hours later. Rain and evaporation pass through.

    Readings of other days do not count, nor do values that are no number; of two at one time the last one counts.
    """
    probe = _hourly(readings.probe, start_s=start_s, end_s=end_s)
    soil = _hourly(readings.soil_c, start_s=start_s, end_s=end_s)
    air = _hourly(readings.air_c, start_s=start_s, end_s=end_s)
    return Day(
        date=date,
        evening=_mean(_trimmed(probe[-EVENING_HOURS:])),
        swing=_spread(probe),
        hours=len(probe),
        soil_c=_mean(soil),
        soil_low_c=min(soil, default=None),
        soil_high_c=max(soil, default=None),
        deep_c=_mean(_hourly(readings.deep_c, start_s=start_s, end_s=end_s)),
        air_c=_mean(air),
        air_low_c=min(air, default=None),
        air_high_c=max(air, default=None),
        rain_mm=rain_mm,
        rain_from=rain_from,
        evaporation_mm=evaporation_mm,
        evaporation_from=evaporation_from,
    )


def _hourly(points: Points, *, start_s: float, end_s: float) -> list[float]:
    """Means of the hours with readings, oldest first: a burst of readings in one hour is not the day's mean."""
    kept = {time_s: value for time_s, value in points if start_s <= time_s < end_s and isfinite(value)}
    hours: dict[int, list[float]] = {}
    for time_s, value in sorted(kept.items()):
        hours.setdefault(int((time_s - start_s) // _HOUR_S), []).append(value)
    return [fsum(values) / len(values) for values in hours.values()]


def _trimmed(values: list[float]) -> list[float]:
    return sorted(values)[1:-1] if len(values) >= _TRIMMED_FROM else values


def _mean(values: Sequence[float]) -> float | None:
    return fsum(values) / len(values) if values else None


def _spread(values: Sequence[float]) -> float | None:
    """Standard deviation; None of fewer than two."""
    if len(values) < 2:
        return None
    mean = fsum(values) / len(values)
    return sqrt(fsum((value - mean) ** 2 for value in values) / len(values))
