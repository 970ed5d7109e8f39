"""Days of a garden in, its water at the end of each day out."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from math import isfinite, sqrt

import numpy as np

from stoep_gateway.garden.balance.correct import correct, drift, noise_of, seen
from stoep_gateway.garden.balance.mean import closing
from stoep_gateway.garden.balance.members import (
    CAPACITY,
    DEEP,
    MEMBERS,
    TOP,
    WILTING,
    Floats,
    Members,
    draw,
    means,
    moments,
)
from stoep_gateway.garden.balance.rain import as_it_may, as_measured
from stoep_gateway.garden.balance.watch import Sight, Watch
from stoep_gateway.garden.balance.water import step
from stoep_gateway.garden.calibration import is_calibrated, slope_per_mv, warm_k, water_content
from stoep_gateway.garden.makkink import usual_mm
from stoep_gateway.garden.records import Day, Estimate, Setup
from stoep_gateway.garden.soil import CLASSES

LONGEST_GAP_DAYS = 60  # of days that were not given: after more, nothing of before is left in the soil
_MOST_MM, _MOST_EVAPORATION_MM = 250.0, 15.0  # a day: more is no weather of the Netherlands
_WATERED, _DRY_MM = 2.2, 1.0  # so many deviations above what was expected, without rain: somebody watered
_FROZEN_C = 0.0
_FILL = (1.0, 1.0, 0.95, 0.85, 0.7, 0.6, 0.5, 0.5, 0.6, 0.75, 0.9, 1.0)  # before the first reading, by month
_FILL_SPREAD = 0.25


def season(days: Sequence[Day], *, setup: Setup, unit: str, seed: int) -> tuple[Estimate, ...]:
    """One estimate for each date, oldest first; each knows its day and those before, not those after.

    days: in any order; of two of one date the last one counts. unit: of the probe, "mV" or "%". seed: the same gives
    the same. Few days, days without readings, rain or weather, no calibration and no class widen the spread.
    """
    garden = _Garden(setup, unit=unit, seed=seed)
    found = []
    before: date | None = None
    for day in sorted({day.date: day for day in days}.values(), key=lambda day: day.date):
        for missing in _between(before, day.date):
            garden.day(missing)
        found.append(garden.day(day))
        before = day.date
    return tuple(found)


def _between(before: date | None, after: date) -> Iterator[Day]:
    """Days that were not given, empty."""
    if before is None:
        return
    for number in range(min((after - before).days - 1, LONGEST_GAP_DAYS), 0, -1):
        when = after - timedelta(days=number)
        yield Day(date=when, evaporation_mm=usual_mm(when))


class _Garden:
    """One garden from day to day."""

    def __init__(self, setup: Setup, *, unit: str, seed: int) -> None:
        self._setup, self._unit = setup, unit
        self._generator = np.random.default_rng(seed)
        self._members: Members = draw(setup, unit=unit, generator=self._generator)
        self._soil = CLASSES.get(setup.soil)
        self._watch = Watch()
        self._rain_mm: Floats = np.zeros(MEMBERS)
        self._has_begun = False

    def day(self, day: Day) -> Estimate:
        members = self._members
        noise = self._generator.standard_normal((5, MEMBERS))
        even = self._generator.random((2, MEMBERS))
        if not self._has_begun:
            self._begin(day.date.month, noise=noise)
        crop_mm = members.plant.crop[day.date.month - 1] * _bounded(day.evaporation_mm, most=_MOST_EVAPORATION_MM)
        is_known = day.rain_mm is not None and isfinite(day.rain_mm)
        if day.rain_mm is not None and is_known:
            self._rain_mm = as_measured(_bounded(day.rain_mm, most=_MOST_MM))
        else:
            self._rain_mm = as_it_may(day.date.month, before_mm=self._rain_mm, even=even)
        step(members, rain_mm=self._rain_mm, crop_mm=crop_mm, noise=noise[:2])
        drift(members, noise=noise[2:])
        content = self._read(day, is_dry=is_known and float(self._rain_mm[0]) <= _DRY_MM)
        close = closing(members, crop_mm=crop_mm, soil=self._soil, content=content, silent_days=self._watch.silent_days)
        return Estimate(
            date=day.date,
            depletion_mm=close.depletion_mm,
            spread_mm=close.spread_mm,
            available_mm=close.available_mm,
            ready_mm=close.ready_mm,
            chance_dry=close.chance_dry,
            chance_wet=close.chance_wet,
            fault=self._watch.fault,
            silent_days=self._watch.silent_days,
        )

    def _begin(self, month: int, *, noise: Floats) -> None:
        state = self._members.state
        room = state[CAPACITY] - state[WILTING]
        for row in (TOP, DEEP):
            fill = np.clip(_FILL[month - 1] + _FILL_SPREAD * noise[row], 0.05, 1.1)
            state[row] = state[WILTING] + fill * room
        self._has_begun = True

    def _read(self, day: Day, *, is_dry: bool) -> float | None:
        """Correct the members by the day's reading; it, if it counts and the class table may use it."""
        members, setup = self._members, self._setup
        is_frozen = day.soil_low_c is not None and day.soil_low_c <= _FROZEN_C
        content = water_content(day.evening, unit=self._unit, calibration=setup.calibration, soil_c=day.soil_c)
        if is_frozen:
            content = None
        warmer_k = warm_k(day.soil_c)
        expected = seen(members, warm_k=warmer_k)
        rain_mm = float(means(self._rain_mm))
        awaited, variance = moments(expected)
        noise = noise_of(rain_mm)
        spread = sqrt(variance + noise)
        state = members.state
        capacity, wilting = float(means(state[CAPACITY])), float(means(state[WILTING]))
        sight = Sight(
            content=content,
            news=0.0 if content is None else (content - awaited) / spread,
            swing=None if day.swing is None else day.swing * slope_per_mv(setup.calibration, unit=self._unit),
            hours=day.hours,
            rain_mm=rain_mm,
            capacity=capacity,
            wilting=wilting,
            saturation=capacity + float(means(members.pores)),
        )
        counts = self._watch.look(sight)
        if not counts or content is None:
            return None
        if is_dry and sight.news > _WATERED:
            # All of it at once: nobody waters a tenth.
            state[TOP] += content - awaited
            expected = seen(members, warm_k=warmer_k)
        correct(members, content=content, seen=expected, noise=noise)
        return content if is_calibrated(setup.calibration, unit=self._unit) else None


def _bounded(value: float, *, most: float) -> float:
    return min(most, max(0.0, value)) if isfinite(value) else 0.0
