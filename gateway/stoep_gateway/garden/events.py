"""What happened in a garden: frost, heat, waterlogging, watering. Days that follow each other are one event."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from stoep_gateway.garden.calibration import water_content
from stoep_gateway.garden.plants import PLANTS, UNSAID
from stoep_gateway.garden.records import FROST, HEAT, WATERED, WATERLOGGING, Day, Estimate, Event, Setup
from stoep_gateway.garden.soil import CLASSES

FROST_C = 0.0  # frost: below 0 °C in the air (KNMI: at 1.5 m, gardens measure where the sensor hangs), or in the soil
HEAT_C = 30.0  # a tropical day: 30 °C or more (KNMI)
WET_CHANCE = 0.5  # of the top too wet for air: see advice.RULES["air"]
# Water that came without rain: more than noise and temperature move a reading in a day. Our own norm.
RISE, DRY_MM = 0.025, 1.0
_DAY = timedelta(days=1)
_PORES = 0.45  # of a soil whose class nobody said


def events(days: Sequence[Day], estimates: Sequence[Estimate], setup: Setup, *, unit: str = "mV") -> tuple[Event, ...]:
    """By first day. days, estimates: of the same garden, matched by date. unit: of the probe, "mV" or "%"."""
    ordered = sorted({day.date: day for day in days}.values(), key=lambda day: day.date)
    found = [
        *_runs(FROST, ((day.date, value) for day in ordered if (value := _frost_c(day)) is not None), worst=min),
        *_runs(
            HEAT,
            ((day.date, day.air_high_c) for day in ordered if day.air_high_c is not None and day.air_high_c >= HEAT_C),
            worst=max,
        ),
        *_runs(WATERLOGGING, _wet(estimates, setup=setup), worst=max),
        *_runs(WATERED, _watered(ordered, setup=setup, unit=unit), worst=max),
    ]
    return tuple(sorted(found, key=lambda event: (event.start, event.kind)))


def _frost_c(day: Day) -> float | None:
    lows = [low_c for low_c in (day.air_low_c, day.soil_low_c) if low_c is not None and low_c < FROST_C]
    return min(lows, default=None)


def _wet(estimates: Iterable[Estimate], *, setup: Setup) -> Iterator[tuple[date, float]]:
    """Days on which the top is likelier too wet than not, and the share of the roots' pores that is full then."""
    soil = CLASSES.get(setup.soil)
    if soil is None:
        return
    root_mm = 1_000.0 * PLANTS.get(setup.planting, PLANTS[UNSAID]).root_m
    for estimate in sorted(estimates, key=lambda each: each.date):
        if estimate.chance_wet > WET_CHANCE and not estimate.fault:
            content = soil.field_capacity - estimate.depletion_mm / root_mm
            yield estimate.date, min(1.0, max(0.0, content / soil.saturation))


def _watered(days: Sequence[Day], *, setup: Setup, unit: str) -> Iterator[tuple[date, float]]:
    """Days on which the probe rose without rain, and the share of the pores that was full then."""
    pores = CLASSES[setup.soil].saturation if setup.soil in CLASSES else _PORES
    contents = [water_content(day.evening, unit=unit, calibration=setup.calibration, soil_c=day.soil_c) for day in days]
    for (day_before, was), (day, now) in pairwise(zip(days, contents, strict=True)):
        if was is None or now is None or day.date - day_before.date != _DAY:
            continue
        is_dry = all(rain is not None and rain <= DRY_MM for rain in (day_before.rain_mm, day.rain_mm))
        if is_dry and now - was >= RISE:
            yield day.date, min(1.0, max(0.0, now / pores))


def _runs(
    kind: str, days: Iterable[tuple[date, float]], *, worst: Callable[[Iterable[float]], float]
) -> Iterator[Event]:
    """One event for each run of dates without a gap. days: in order."""
    run: list[tuple[date, float]] = []
    for each in days:
        if run and each[0] - run[-1][0] != _DAY:
            yield _event(kind, run=run, worst=worst)
            run = []
        run.append(each)
    if run:
        yield _event(kind, run=run, worst=worst)


def _event(kind: str, *, run: list[tuple[date, float]], worst: Callable[[Iterable[float]], float]) -> Event:
    return Event(kind=kind, start=run[0][0], end=run[-1][0], value=worst(value for _, value in run))
