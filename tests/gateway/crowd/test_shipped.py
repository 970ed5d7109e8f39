"""What a gateway begins with: small, whole, and better than the published formula where it never was."""

from dataclasses import replace
from functools import cache
from importlib.resources import files

import numpy as np
import pytest

from backtest.formula import formula
from stoep_gateway.crowd.forecast.forecaster import Forecaster
from stoep_gateway.crowd.forecast.history import Floats
from stoep_gateway.crowd.shipped import default
from support.beach_summer import Summer, summer

SIZE_MAX = 1_000_000
DAY = 96
HOURS_AHEAD = {1: 0.25, 4: 1.0, 8: 2.0, 12: 3.0}
KNOWN_DAYS, DAYS = 9, 14


@cache
def beach() -> Summer:
    return summer(seed=1, days=DAYS)


def a_week_before() -> Floats:
    """(slots, places): all that the formula's median of weeks has in the second week; NaN in the first."""
    usual = np.full_like(beach().history.counts, np.nan)
    usual[7 * DAY :] = beach().history.counts[: -7 * DAY]
    return usual


def errors(people: Floats, *, slots: np.ndarray) -> float:
    true = beach().true[slots]
    return float(np.abs(people - true).sum() / true.sum())


def test_it_is_small_and_comes_back_the_same() -> None:
    data = (files("stoep_gateway.crowd.forecast") / "default.npz").read_bytes()
    assert len(data) < SIZE_MAX
    assert Forecaster.from_bytes(default().to_bytes()).to_bytes() == default().to_bytes()


@pytest.mark.parametrize("ahead", HOURS_AHEAD)
def test_quarters_of_a_simulated_beach_are_forecast_better_than_by_the_formula(ahead: int) -> None:
    history, first = beach().history, KNOWN_DAYS * DAY
    origins = np.arange(first - 1, history.slots - 1 - ahead)
    ours = default().expected(history, origins=origins, ahead=(ahead,))[..., 0]
    theirs = formula(history.counts, usual=a_week_before(), ahead=ahead)[origins + ahead]
    assert errors(ours, slots=origins + ahead) < 0.95 * errors(theirs, slots=origins + ahead)


def test_a_few_hours_are_enough_for_a_forecast_with_its_interval() -> None:
    said = default().forecast(beach().history.until(DAY // 2), ahead=(1, 4, 12))
    assert (np.diff(said.quantiles, axis=-1) >= 0).all()
    assert (said.expected > 0).all()


def test_without_any_count_nothing_is_said() -> None:
    known = beach().history.until(DAY)
    said = default().forecast(replace(known, counts=np.full_like(known.counts, np.nan)), ahead=(1, 4))
    assert np.isnan(said.expected).all()
    assert np.isnan(said.quantiles).all()
