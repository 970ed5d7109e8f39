"""A year under gardens: no water is made or lost, nothing dries beyond what roots can take, all from the seed."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from stoep_simulators.ground.climate import WARM_UP_DAYS, Year, dry_and_wet
from stoep_simulators.ground.plots import NEVER, Plot, plots
from stoep_simulators.ground.season import Truth, season
from stoep_simulators.ground.staring import CURVES

_COUNT = 16
_DRY, _WET, _LEFT = slice(0, _COUNT), slice(_COUNT, 2 * _COUNT), slice(2 * _COUNT, 3 * _COUNT)
_EVERY_SOIL = slice(3 * _COUNT, None)
_SOILS = tuple(code for code in CURVES if code.startswith("B"))


@cache
def _years() -> tuple[Year, Year]:
    return dry_and_wet(1)


def _gardens() -> tuple[Plot, ...]:
    return plots("1", count=_COUNT)


def _unwatered() -> list[Plot]:
    return [replace(plot, habit=NEVER) for plot in _gardens()]


@cache
def _truth() -> Truth:
    """Side by side in one run: the gardens in a dry year, in a wet one, in the dry one unwatered; then every soil."""
    like = _unwatered()[0]
    soils = [replace(like, soil=code, layers=replace(like.layers, codes=(code,) * 8)) for code in _SOILS]
    dry, wet = _years()
    return season(
        [*_gardens(), *_gardens(), *_unwatered(), *soils],
        years=[dry] * _COUNT + [wet] * _COUNT + [dry] * (_COUNT + len(soils)),
        seed="1",
    )


def _summer() -> Year:
    """Sixty days from the end of May, after as many as a year has to warm up."""
    first, last = WARM_UP_DAYS + 120, WARM_UP_DAYS + 180 + WARM_UP_DAYS
    year, hours = _years()[0], slice(24 * first, 24 * last)
    return Year(
        year.rain_mm[hours],
        year.air_c[hours],
        year.sun[hours],
        year.evaporation_mm[first:last],
        year.months[first:last],
    )


def test_all_water_is_accounted_for() -> None:
    assert np.abs(_truth().closing_mm).max() < 1e-6


def test_every_kind_of_soil_goes_through_a_year() -> None:
    assert np.isfinite(_truth().depletion_mm[:, _EVERY_SOIL]).all()
    assert (_truth().depletion_mm[:, _EVERY_SOIL].max(axis=0) > 0.3 * _truth().available_mm[_EVERY_SOIL]).all()


def test_no_soil_dries_beyond_wilting() -> None:
    assert (_truth().depletion_mm / _truth().available_mm).max() <= 1.0 + 1e-9


def test_a_probe_feels_no_more_water_than_there_are_pores() -> None:
    pores = np.array([CURVES[plot.layers.codes[2]].saturated * plot.layers.pores[2] for plot in _gardens()])
    assert (_truth().probe[:, _WET] <= pores + 1e-9).all()


def test_a_dry_summer_takes_more_than_a_wet_one() -> None:
    summer = _truth().depletion_mm[150:240]
    assert summer[:, _DRY].mean() > summer[:, _WET].mean() + 10


def test_gardens_that_are_watered_stay_wetter() -> None:
    given, summer = _truth().watered_mm, _truth().depletion_mm[120:270]
    assert given[:, _LEFT].sum() == 0
    assert given[:, _DRY].sum() > 0
    assert summer[:, _DRY].mean() < summer[:, _LEFT].mean()


@cache
def _together() -> Truth:
    return season(_gardens(), years=[_summer()] * _COUNT, seed="1")


def test_the_same_seed_gives_the_same_summer() -> None:
    one, again = _together(), season(_gardens(), years=[_summer()] * _COUNT, seed="1")
    assert np.array_equal(one.probe, again.probe)
    assert np.array_equal(one.depletion_mm, again.depletion_mm)


def test_a_garden_does_not_depend_on_its_neighbours() -> None:
    alone = season(_gardens()[:1], years=[_summer()], seed="1")
    assert alone.depletion_mm[:, 0] == pytest.approx(_together().depletion_mm[:, 0])


def test_finer_steps_tell_the_same_summer() -> None:
    coarse, fine = (season(_unwatered(), years=[_summer()] * _COUNT, seed="1", steps_an_hour=steps) for steps in (1, 3))
    off = (coarse.depletion_mm - fine.depletion_mm) / fine.available_mm
    assert np.sqrt((off**2).mean()) < 0.02
