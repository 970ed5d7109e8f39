"""A beach day: in before out, nights quiet, rain empty, one after the other through the gate."""

from dataclasses import replace
from itertools import pairwise

from stoep_simulators.worlds.beach import CROSSING_GAP_MS, Crowd, crowd
from stoep_simulators.worlds.local_time import DAY_S, day_start_s, hour_of_day
from stoep_simulators.worlds.weather import Weather, weather

_START_S = day_start_s(2_400)
_WEEK = weather(9, start_s=_START_S, end_s=_START_S + 7 * DAY_S)
_FINE = replace(
    _WEEK,
    temperature_c=tuple(25.0 for _ in _WEEK.sun),
    rain_mm=tuple(0.0 for _ in _WEEK.sun),
    sun=tuple(0.8 for _ in _WEEK.sun),
)


def _crowd(under: Weather = _FINE, *, seed: str = "gate") -> Crowd:
    return crowd(under, people_on_a_fine_day=2_000, seed=seed)


def _mean_hour(times_ms: tuple[int, ...]) -> float:
    hours = [hour_of_day(time_ms / 1_000) for time_ms in times_ms if 9 <= hour_of_day(time_ms / 1_000) < 19]
    return sum(hours) / len(hours)


def test_people_go_in_before_they_come_out() -> None:
    week = _crowd()
    assert _mean_hour(week.ins_ms) + 2 < _mean_hour(week.outs_ms)


def test_whoever_went_in_comes_out_by_night() -> None:
    week = _crowd()
    assert abs(len(week.ins_ms) - len(week.outs_ms)) < 0.02 * len(week.ins_ms)


def test_a_fine_day_brings_about_the_people_it_should() -> None:
    assert 1_700 < len(_crowd().ins_ms) / 7 < 3_000


def test_nights_are_quiet() -> None:
    hours = [hour_of_day(time_ms / 1_000) for time_ms in _crowd().ins_ms]
    assert sum(1 for hour in hours if 1 <= hour < 5) < 0.005 * len(hours)


def test_rain_keeps_people_at_home() -> None:
    wet = _crowd(replace(_FINE, rain_mm=tuple(0.2 for _ in _FINE.sun)))
    assert len(wet.ins_ms) < 0.3 * len(_crowd().ins_ms)


def test_no_two_people_pass_at_once() -> None:
    week = _crowd()
    passes_ms = sorted(week.ins_ms + week.outs_ms)
    assert min(later - sooner for sooner, later in pairwise(passes_ms)) >= CROSSING_GAP_MS


def test_the_same_seed_gives_the_same_crowd() -> None:
    assert _crowd() == _crowd() != _crowd(seed="other")
