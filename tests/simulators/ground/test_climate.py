"""Years of weather: like De Bilt's in number, dry and wet by a rule, the same from the same seed."""

from functools import cache

import numpy as np
import pytest

from stoep_simulators.ground.climate import WARM_UP_DAYS, Year, dry_and_wet, year


@cache
def _years() -> tuple[Year, ...]:
    return tuple(year(7, number=number) for number in range(20))


def test_rain_and_evaporation_of_a_year_are_those_of_de_bilt() -> None:
    """1990-2019: 850 mm of rain, 138 mm from year to year; 578 mm of reference evaporation."""
    rain = [one.rain_mm[24 * WARM_UP_DAYS :].sum() for one in _years()]
    evaporation = [one.evaporation_mm[WARM_UP_DAYS:].sum() for one in _years()]
    assert np.mean(rain) == pytest.approx(850, abs=80)
    assert np.std(rain) == pytest.approx(138, abs=45)
    assert np.mean(evaporation) == pytest.approx(578, abs=20)


def test_dry_spells_of_summers_are_as_long_as_there() -> None:
    """The longest of April to September: 15 days in the usual year, 43 in the worst of thirty."""
    longest = [_longest_dry(one) for one in _years()]
    assert 12 <= np.median(longest) <= 19
    assert 20 <= max(longest) <= 60


def test_the_sun_gives_a_day_its_evaporation_in_its_hours() -> None:
    shares = _years()[0].sun.reshape(-1, 24)
    assert shares.sum(axis=1) == pytest.approx(1.0)
    assert shares[:, 0].max() == 0.0


def test_a_dry_year_lacks_water_and_a_wet_year_does_not() -> None:
    dry, wet = dry_and_wet(3)
    assert dry.summer_surplus_mm < -150
    assert wet.summer_surplus_mm > -50


def test_the_same_seed_gives_the_same_year() -> None:
    assert np.array_equal(year(7, number=0).rain_mm, _years()[0].rain_mm)
    assert not np.array_equal(year(8, number=0).rain_mm, _years()[0].rain_mm)


def _longest_dry(one: Year) -> int:
    longest = spell = 0
    for mm in one.rain_mm.reshape(-1, 24).sum(axis=1)[WARM_UP_DAYS + 90 : WARM_UP_DAYS + 273]:
        spell = 0 if mm >= 0.3 else spell + 1
        longest = max(longest, spell)
    return longest
