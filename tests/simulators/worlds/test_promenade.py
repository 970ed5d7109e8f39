"""A beach day shared by a town: the same people pass counter after counter, and go home the way they came."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from statistics import mean

import pytest

from stoep_simulators.worlds.beach import CROSSING_GAP_MS, Crowd
from stoep_simulators.worlds.local_time import DAY_S, day_index, day_start_s
from stoep_simulators.worlds.promenade import Route, promenade
from stoep_simulators.worlds.weather import weather

_DAYS = 6
_START_S = day_start_s(2_400)
_SKY = weather(9, start_s=_START_S, end_s=_START_S + _DAYS * DAY_S)
_FINE = replace(
    _SKY,
    temperature_c=tuple(25.0 for _ in _SKY.sun),
    rain_mm=tuple(0.0 for _ in _SKY.sun),
    sun=tuple(0.8 for _ in _SKY.sun),
)
_ROUTES = (
    Route(people=1_000, gates=(("street", 0.0), ("boulevard", 6.0), ("pier", 16.0))),
    Route(people=500, gates=(("pier", 0.0),)),
)


@pytest.fixture(scope="module")
def town() -> Mapping[str, Crowd]:
    return promenade(_FINE, routes=_ROUTES, seed="1")


def _by_day(crowd: Crowd) -> list[int]:
    days = [day_index(time_ms / 1_000) - 2_400 for time_ms in crowd.ins_ms]
    return [days.count(day) for day in range(_DAYS)]


def test_who_walks_on_is_counted_at_each_counter_of_the_way(town: Mapping[str, Crowd]) -> None:
    street, boulevard = town["street"], town["boulevard"]
    assert len(street.ins_ms) == len(boulevard.ins_ms) < len(town["pier"].ins_ms)


def test_a_fine_day_brings_about_the_people_it_should(town: Mapping[str, Crowd]) -> None:
    assert 1_300 < len(town["pier"].ins_ms) / _DAYS < 2_000


def test_walking_takes_time_there_and_back(town: Mapping[str, Crowd]) -> None:
    later_s = mean(town["boulevard"].ins_ms) / 1_000 - mean(town["street"].ins_ms) / 1_000
    sooner_s = mean(town["street"].outs_ms) / 1_000 - mean(town["boulevard"].outs_ms) / 1_000
    assert 5 * 60 < later_s < 7 * 60
    assert 5 * 60 < sooner_s < 7 * 60


def test_a_day_is_large_or_small_for_all_counters_at_once() -> None:
    sizes = [replace(_FINE, temperature_c=tuple(warmth for _ in _SKY.sun)) for warmth in (16.0, 20.0, 24.0)]
    towns = [promenade(sky, routes=_ROUTES, seed="1") for sky in sizes]
    for name in ("street", "pier"):
        totals = [sum(_by_day(town[name])) for town in towns]
        assert totals == sorted(totals)
        assert totals[0] < 0.6 * totals[2]


def test_whoever_went_in_comes_out(town: Mapping[str, Crowd]) -> None:
    for crowd in town.values():
        assert abs(len(crowd.ins_ms) - len(crowd.outs_ms)) < 0.02 * len(crowd.ins_ms)


def test_no_two_people_pass_one_counter_at_once(town: Mapping[str, Crowd]) -> None:
    for crowd in town.values():
        passes_ms = sorted(crowd.ins_ms + crowd.outs_ms)
        assert min(later - sooner for sooner, later in pairwise(passes_ms)) >= CROSSING_GAP_MS


def test_the_same_seed_gives_the_same_town(town: Mapping[str, Crowd]) -> None:
    assert promenade(_FINE, routes=_ROUTES, seed="1") == town != promenade(_FINE, routes=_ROUTES, seed="2")
