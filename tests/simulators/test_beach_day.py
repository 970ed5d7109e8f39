"""The demo's day: fine, fuller than the days before it, its rush soon after the moment that is moved to now."""

from bisect import bisect_left
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from stoep_simulators.beach_day import DAY, NOW_H, ROUTES, beach_day, is_in_the_night, world_now_s, zone_of
from stoep_simulators.neighbourhood import SPOTS, Gate, Neighbourhood
from stoep_simulators.sim_clock import WIRE_EPOCH_UNIX_S
from stoep_simulators.worlds.local_time import DAY_S, HOUR_S, day_start_s, hour_of_day

_GATES = {spot.name: spot for spot in SPOTS if isinstance(spot, Gate)}
_NOW_S = day_start_s(DAY) + int(NOW_H * HOUR_S)


@pytest.fixture(scope="module", params=(1, 3, 8))
def place(request: pytest.FixtureRequest) -> Neighbourhood:
    return beach_day(request.param, before_s=2 * DAY_S)


def passing(place: Neighbourhood, *, gate: str, start_s: int, hours: float) -> int:
    crowd = place.crowd(_GATES[gate])
    moments = start_s * 1_000, (start_s + int(hours * HOUR_S)) * 1_000
    return sum(bisect_left(side, moments[1]) - bisect_left(side, moments[0]) for side in (crowd.ins_ms, crowd.outs_ms))


def test_every_gate_lies_on_routes_that_bring_it_its_people() -> None:
    for name, gate in _GATES.items():
        assert sum(route.people for route in ROUTES if name in dict(route.gates)) == gate.people


def test_two_hours_from_now_it_is_much_fuller(place: Neighbourhood) -> None:
    for gate in ("telpunt-pier", "telpunt-boulevard", "telpunt-keizerstraat"):
        now = passing(place, gate=gate, start_s=_NOW_S - HOUR_S, hours=1)
        later = passing(place, gate=gate, start_s=_NOW_S + HOUR_S, hours=1)
        assert later > 1.6 * now


def test_the_day_before_is_alike_but_smaller(place: Neighbourhood) -> None:
    today = passing(place, gate="telpunt-pier", start_s=_NOW_S, hours=4)
    yesterday = passing(place, gate="telpunt-pier", start_s=_NOW_S - DAY_S, hours=4)
    assert 0.5 * today < yesterday < today


@pytest.mark.parametrize(
    "real_s", [0, 1, 899, 3_599, 217_000_123, 217_728_000 + 23 * HOUR_S, 217_728_000 + 12 * HOUR_S]
)
def test_whenever_it_is_the_world_is_at_the_same_minute_of_its_late_morning(real_s: int) -> None:
    now_s = world_now_s(real_s)
    assert now_s % HOUR_S == real_s % HOUR_S
    assert _NOW_S <= now_s < _NOW_S + HOUR_S
    there = datetime.fromtimestamp(real_s + WIRE_EPOCH_UNIX_S, ZoneInfo(zone_of(real_s)))
    assert there.hour == int(hour_of_day(now_s))


@pytest.mark.parametrize(
    ("hour", "is_night"), [(20.9, False), (21.1, True), (0, True), (1.3, True), (3.9, True), (5.9, True), (6.1, False)]
)
def test_a_rush_moved_into_the_night_is_known(hour: float, *, is_night: bool) -> None:
    assert is_in_the_night(2_500 * DAY_S + int(hour * HOUR_S)) == is_night


def test_the_same_seed_gives_the_same_day() -> None:
    spot = SPOTS[0]
    tapes = [beach_day(seed, before_s=DAY_S).tape(spot).to_bytes() for seed in (1, 1, 2)]
    assert tapes[0] == tapes[1] != tapes[2]
