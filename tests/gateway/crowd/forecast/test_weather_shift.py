"""The weather changes a forecast by what it was seen to change, and only where it is known."""

from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from numpy.typing import NDArray

from stoep_gateway.crowd.forecast.history import Floats, History
from stoep_gateway.crowd.forecast.slots import Ints
from stoep_gateway.crowd.forecast.weather_shift import WeatherShift, learn_weather

ZONE = ZoneInfo("Europe/Amsterdam")
START_S = int(datetime(2026, 4, 6, tzinfo=ZONE).astimezone(UTC).timestamp())
DAYS, PEOPLE = 150, 300.0
HOURS = DAYS * 24


@cache
def weather() -> NDArray[np.float32]:
    """(hours and a day, 4): a warmth that wanders from day to day, rain now and then."""
    random = np.random.default_rng(5)
    days = DAYS + 1
    warmth = 14 + np.convolve(random.normal(0, 3, days + 4), np.ones(5) / 2, mode="valid").repeat(24)
    rain = np.where(random.random(days * 4) < 0.15, random.gamma(1, 2, days * 4), 0).repeat(6)
    return np.stack([warmth, rain, np.full(days * 24, 4.0), np.full(days * 24, 0.4)], axis=1).astype(np.float32)


def counts_of(wet: float, warm: float) -> NDArray[np.float32]:
    """(hours,): rain and warmth change a steady crowd by so much, as logarithms."""
    shift = wet * (weather()[:HOURS, 1] > 0.5) + warm * (weather()[:HOURS, 0] - 14) / 10
    return np.random.default_rng(6).poisson(PEOPLE * np.exp(shift)).astype(np.float32)


def history(*, known: bool = True) -> History:
    """Of a beach, which rain empties, and of a covered market, which it fills."""
    counts = np.stack([counts_of(-0.8, 0.5), counts_of(0.4, 0.0)], axis=1)
    return History(
        slot_s=3_600, start_s=START_S, zone=ZONE, places=("beach", "market"), counts=counts,
        hidden=np.zeros(counts.shape, dtype=np.bool_), noise=np.zeros(2, dtype=np.float32),
        weather=weather() if known else None,
    )  # fmt: skip


def steady(history: History, *, origins: Ints, ahead: tuple[int, ...]) -> Floats:
    """A forecaster that knows of no weather."""
    return np.full((len(origins), len(history.places), len(ahead)), PEOPLE, dtype=np.float32)


@cache
def learnt() -> WeatherShift:
    made = learn_weather(history(), expected=steady, first=28 * 24)
    assert made is not None
    return made


def test_each_place_is_moved_as_its_own_counts_were() -> None:
    wet = np.flatnonzero(weather()[: HOURS - 1, 1] > 0.5)
    wet = wet[wet > 100 * 24]
    factor = learnt().factor(history(), origins=wet - 1, ahead=(1,))[..., 0].mean(axis=0)
    assert factor[0] < 0.7
    assert factor[1] > 1.2


def test_forecasts_err_less_with_weather() -> None:
    origins = np.arange(120 * 24, HOURS - 24)
    said = steady(history(), origins=origins, ahead=(24,))[..., 0]
    moved = said * learnt().factor(history(), origins=origins, ahead=(24,))[..., 0]
    true = history().counts[origins + 24]
    assert np.abs(moved - true).sum() < 0.5 * np.abs(said - true).sum()


def test_unknown_weather_changes_nothing() -> None:
    origins = np.array([HOURS - 1])
    assert (learnt().factor(history(known=False), origins=origins, ahead=(1, 30)) == 1).all()
    beyond = learnt().factor(history(), origins=origins, ahead=(3, 400))  # past the end of what is known
    assert beyond[0, 0, 0] != 1
    assert beyond[0, :, 1].tolist() == [1, 1]


def test_a_place_that_was_not_learnt_from_gets_what_all_share() -> None:
    other = history().only([0])
    named = History(
        slot_s=other.slot_s, start_s=other.start_s, zone=other.zone, places=("new",), counts=other.counts,
        hidden=other.hidden, noise=other.noise, weather=other.weather,
    )  # fmt: skip
    factor = learnt().factor(named, origins=np.array([130 * 24]), ahead=(1, 24))
    assert np.isfinite(factor).all()


def test_too_little_teaches_nothing() -> None:
    assert learn_weather(history().until(50 * 24), expected=steady, first=0) is None
    assert learn_weather(history(known=False), expected=steady, first=0) is None


def test_its_arrays_make_the_same_again_and_others_are_refused() -> None:
    arrays, origins = learnt().arrays(), np.array([120 * 24])
    again = WeatherShift.of_arrays(arrays).factor(history(), origins=origins, ahead=(1, 5))
    assert again.tolist() == learnt().factor(history(), origins=origins, ahead=(1, 5)).tolist()
    with pytest.raises(ValueError, match="do not fit"):
        WeatherShift.of_arrays({**arrays, "own": arrays["own"][:, :1]})
