"""Years of weather by the hour, with the statistics of De Bilt, and which of them were dry and wet."""

import math
from dataclasses import dataclass
from random import Random

import numpy as np

from stoep_simulators.ground.profile import Numbers

# De Bilt, 1990-2019 (KNMI daily data), by month: chance of a wet day after a dry one and after a wet one, mm on one,
# Makkink's reference evaporation (EV24) in mm a month, mean temperature in °C.
_WET_AFTER_DRY = (0.32, 0.32, 0.26, 0.24, 0.24, 0.29, 0.31, 0.28, 0.27, 0.29, 0.37, 0.33)
_WET_AFTER_WET = (0.68, 0.68, 0.63, 0.58, 0.61, 0.56, 0.57, 0.62, 0.65, 0.65, 0.71, 0.72)
_MM_PER_WET_DAY = (4.5, 4.4, 4.4, 3.9, 5.1, 5.8, 6.4, 6.3, 6.0, 5.6, 4.8, 5.0)
_EVAPORATION_MM = (8, 16, 35, 62, 87, 93, 99, 82, 51, 28, 11, 6)
_RAIN_SHAPE = 0.8
_MEAN_C = (3.4, 3.7, 6.2, 9.5, 13.3, 15.9, 18.0, 17.6, 14.6, 10.9, 7.0, 4.1)  # plausible for De Bilt, not looked up
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
# A month that leans to dry or wet, after the one before: without it years differ less than De Bilt's 138 mm.
_LEAN_KEPT, _LEAN = 0.5, 0.09
_DULL, _BRIGHT = 0.72, 1.22  # evaporation on wet and dry days over the month's mean: plausible, not measured
WARM_UP_DAYS = 31  # a December before the year: soil forgets how it was begun
YEARS = 20  # drawn to choose from
_TENTH = 1  # the second of twenty from either end: about one year in ten is drier, or wetter


@dataclass(frozen=True, slots=True)
class Year:
    """Hours from 1 December on, 31 days before the year. Days: of the year alone begin at WARM_UP_DAYS."""

    rain_mm: Numbers  # by hour
    air_c: Numbers  # by hour
    sun: Numbers  # share of the day's evaporation, by hour
    evaporation_mm: Numbers  # Makkink's reference, by day
    months: tuple[int, ...]  # 0 to 11, by day

    @property
    def days(self) -> int:
        """With those before the year."""
        return len(self.months)

    @property
    def summer_surplus_mm(self) -> float:
        """Rain minus evaporation, April to September."""
        months = np.array(self.months)
        summer = (months >= 3) & (months <= 8)
        return float((self.rain_mm.reshape(-1, 24).sum(axis=1) - self.evaporation_mm)[summer].sum())


def dry_and_wet(seed: int) -> tuple[Year, Year]:
    """Of twenty drawn years those with the second smallest and the second largest summer surplus."""
    drawn = sorted((year(seed, number=number) for number in range(YEARS)), key=lambda one: one.summer_surplus_mm)
    return drawn[_TENTH], drawn[-1 - _TENTH]


def usual_mm(month: int) -> float:
    """Reference evaporation of a usual day; month from 0."""
    return _EVAPORATION_MM[month] / _DAYS[month]


def year(seed: int, *, number: int) -> Year:
    """Any year of that seed's climate."""
    random = Random(f"{seed}/year/{number}")
    months = (*[11] * WARM_UP_DAYS, *(month for month, days in enumerate(_DAYS) for _ in range(days)))
    leans = _leans(random)
    rain = np.zeros(24 * len(months))
    air, sun, evaporation = [], [], []
    wet, spell_c, bright = random.random() < 0.5, random.gauss(0.0, 2.5), 0.0
    for day, month in enumerate(months):
        lean = leans[0 if day < WARM_UP_DAYS else month + 1]
        wet = random.random() < (_WET_AFTER_WET if wet else _WET_AFTER_DRY)[month] + lean
        if wet:
            mm = random.gammavariate(_RAIN_SHAPE, _MM_PER_WET_DAY[month] / _RAIN_SHAPE)
            _pour(rain[24 * day : 24 * day + 24], mm=mm, random=random)
        spell_c = 0.75 * spell_c + random.gauss(0.0, 1.9)
        bright = 0.4 * bright + random.gauss(0.0, 0.22)
        share = _wet_share(month)
        level = (_DULL if wet else _BRIGHT) / (share * _DULL + (1.0 - share) * _BRIGHT)
        evaporation.append(_EVAPORATION_MM[month] / _DAYS[month] * level * math.exp(bright - 0.03))
        swing_c = (1.0 if wet else 2.2) + (2.6 if 3 <= month <= 8 else 1.0)
        hours = np.arange(24)
        air.append(_MEAN_C[month] + spell_c + swing_c * np.cos(2 * np.pi * (hours - 14.5) / 24))
        half = 4.0 + 4.3 * math.sin(math.pi * min(1.0, max(0.0, (month + 0.5) / 12)))
        day_light = np.clip(np.cos(np.pi * (hours + 0.5 - 12.0) / (2 * half)), 0.0, None) * (
            np.abs(hours + 0.5 - 12.0) < half
        )
        sun.append(day_light / day_light.sum())
    return Year(rain, np.concatenate(air), np.concatenate(sun), np.array(evaporation), months)


def _leans(random: Random) -> list[float]:
    """By month, the December before first; a whole year leans a little as well."""
    leans, lean = [], random.gauss(0.0, _LEAN)
    for _ in range(13):
        lean = _LEAN_KEPT * lean + random.gauss(0.0, _LEAN * math.sqrt(1 - _LEAN_KEPT**2))
        leans.append(lean)
    return leans


def _wet_share(month: int) -> float:
    """Of the days of a long such month, as the two chances make it."""
    return _WET_AFTER_DRY[month] / (1.0 + _WET_AFTER_DRY[month] - _WET_AFTER_WET[month])


def _pour(hours: Numbers, *, mm: float, random: Random) -> None:
    """Rain of one day into its 24 hours: one to four showers."""
    shares = [random.random() + 0.2 for _ in range(random.randint(1, 4))]
    for share in shares:
        long = random.randint(1, 4)
        first = random.randint(0, 24 - long)
        hours[first : first + long] += mm * share / sum(shares) / long
