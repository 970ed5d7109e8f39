"""The forecaster: nothing from the future, nothing that breaks it, and what it promises of itself."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from math import prod
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from stoep_gateway.crowd.forecast.forecaster import Forecaster
from stoep_gateway.crowd.forecast.history import History
from stoep_gateway.crowd.forecast.training import train
from stoep_gateway.crowd.forecast.walk import walk

ZONE = ZoneInfo("Europe/Amsterdam")
START_S = int(datetime(2026, 1, 5, tzinfo=UTC).timestamp())
AHEAD = (1, 2, 3, 24)


@cache
def history(*, days: int = 70, slot_s: int = 3_600) -> History:
    """Two places of a town with moods of the day; one of them small."""
    chance = np.random.default_rng(5)
    per_day = 86_400 // slot_s
    hour = np.arange(days * per_day) % per_day * 24 / per_day
    mood = np.exp(np.repeat(chance.normal(0, 0.3, days), per_day))
    shape = (0.02 + np.exp(-(((hour - 14) / 4) ** 2))) * mood
    counts = chance.poisson(shape[:, None] * [400 * slot_s / 3_600, 80 * slot_s / 3_600]).astype(np.float32)
    return History(
        slot_s=slot_s, start_s=START_S, zone=ZONE, places=("pier", "village"), counts=counts,
        hidden=np.zeros(counts.shape, dtype=np.bool_), noise=np.zeros(2, dtype=np.float32),
    )  # fmt: skip


@cache
def trained_bytes() -> bytes:
    return train(history().until(56 * 24), previous=None, seed=1, on_progress=lambda _: None).to_bytes()


def trained() -> Forecaster:
    return Forecaster.from_bytes(trained_bytes())


def test_it_forecasts_better_than_what_is_usual_and_its_intervals_hold() -> None:
    whole, forecaster = history(), trained()
    errors, usual_errors, people, inside = 0.0, 0.0, 0.0, []
    for day in walk(forecaster, history=whole, first=56 * 24, ahead=(1,)):
        at = day.origins[day.origins + 1 < whole.slots] + 1
        counted = whole.counts[at]
        quantiles = day.made.quantiles[:, 0].reshape(-1, 2, 5)[: len(at)]
        errors += float(np.abs(day.made.expected.reshape(-1, 2)[: len(at)] - counted).sum())
        usual_errors += float(np.abs(whole.counts[at - 168] - counted).sum())
        people += float(counted.sum())
        inside.append((counted >= quantiles[..., 1]) & (counted <= quantiles[..., 3]))
    assert errors / people < 0.7 * usual_errors / people
    assert 0.7 < float(np.concatenate(inside).mean()) < 0.92


def test_nothing_after_the_origin_changes_a_forecast() -> None:
    whole = history()
    changed = whole.counts.copy()
    changed[60 * 24 :] = 9_999
    origins = np.arange(58 * 24, 60 * 24)
    one = trained().expected(whole, origins=origins, ahead=AHEAD)
    other = trained().expected(replace(whole, counts=changed), origins=origins, ahead=AHEAD)
    np.testing.assert_array_equal(one, other)


def test_many_at_once_are_what_each_would_be() -> None:
    whole, forecaster = history(), trained()
    origins = np.array([60 * 24 + 5, 60 * 24 + 6, 62 * 24])
    many = forecaster.expected(whole, origins=origins, ahead=AHEAD)
    each = [forecaster.forecast(whole.until(int(origin) + 1), ahead=AHEAD).expected for origin in origins]
    np.testing.assert_allclose(many, np.stack(each), rtol=1e-4)


def test_state_comes_back_from_bytes_as_it_was() -> None:
    forecaster = trained()
    forecaster.learn(history())
    again = Forecaster.from_bytes(forecaster.to_bytes())
    one, other = (each.forecast(history(), ahead=AHEAD) for each in (forecaster, again))
    np.testing.assert_array_equal(one.curve, other.curve)
    assert again.note(history()) == forecaster.note(history())


def test_damaged_bytes_are_told() -> None:
    for damage in (b"", b"PK\x03\x04", trained_bytes()[:-200], trained_bytes()[:2_000]):
        with pytest.raises(ValueError, match="cannot be read"):
            Forecaster.from_bytes(damage)


def test_it_learns_a_history_once() -> None:
    forecaster = trained()
    forecaster.learn(history())
    before = forecaster.to_bytes()
    forecaster.learn(history())
    assert forecaster.to_bytes() == before


@pytest.mark.parametrize("slot_s", [900, 3_600])
@pytest.mark.parametrize("kind", ["trained", "plain"])
def test_quantiles_rise_and_are_never_negative(kind: str, slot_s: int) -> None:
    forecaster = trained() if kind == "trained" else Forecaster()
    made = forecaster.forecast(history(slot_s=slot_s), ahead=(1, 4, 12, 24))
    assert (np.diff(made.quantiles, axis=-1) >= 0).all()
    assert (made.quantiles >= 0).all()
    chances = made.chance_above(np.array([[1, 50, 5_000]] * 2, dtype=np.float32))
    assert ((chances >= 0) & (chances <= 1)).all()
    assert (np.diff(chances, axis=-1) <= 0).all()


def test_a_place_that_never_counted_says_nothing_and_spoils_nothing() -> None:
    whole = history()
    counts = whole.counts.copy()
    counts[:, 1] = np.nan
    made = trained().forecast(replace(whole, counts=counts), ahead=AHEAD)
    assert np.isnan(made.expected[1]).all()
    assert np.isnan(made.chance_above(np.full((2, 1), 5, dtype=np.float32))[1]).all()
    assert np.isfinite(made.expected[0]).all()


def test_a_late_place_is_forecast_from_its_last_counts() -> None:
    whole = history()
    counts = whole.counts.copy()
    counts[-2:, 0] = np.nan
    late = trained().forecast(replace(whole, counts=counts), ahead=(1,)).expected[0, 0]
    before = trained().forecast(whole.until(whole.slots - 2), ahead=(3,)).expected[0, 0]
    assert late == pytest.approx(before, rel=0.05)


@pytest.mark.parametrize("slots", [1, 5, 30, 200])
def test_it_starts_with_hardly_a_history(slots: int) -> None:
    forecaster = trained()
    young = history().until(slots)
    forecaster.learn(young)
    assert np.isfinite(forecaster.forecast(young, ahead=AHEAD).curve).all()


def test_what_drove_a_forecast_multiplies_to_it() -> None:
    whole, forecaster = history(), trained()
    said = forecaster.explain(whole, place=0, ahead=14)
    expected = forecaster.forecast(whole, ahead=(14,)).expected[0, 0]
    assert prod(driver.factor for driver in said) == pytest.approx(float(expected), rel=1e-3)
    assert said[0].name == "usual"


def test_the_same_seed_trains_the_same_and_tells_how_far_it_is() -> None:
    told: list[float] = []
    again = train(history().until(56 * 24), previous=None, seed=1, on_progress=told.append)
    assert again.to_bytes() == trained_bytes()
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1.0)


def test_too_short_a_history_is_not_trained_on() -> None:
    with pytest.raises(ValueError, match="three weeks are the least"):
        train(history().until(15 * 24), previous=None, seed=1, on_progress=lambda _: None)
