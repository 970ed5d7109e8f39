"""A fine day at two gates of the demo's neighbourhood, as the gateway releases it with and without noise."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import cast

from stoep_gateway.anonymise.policy import Policy
from stoep_gateway.anonymise.release import release
from stoep_gateway.anonymise.windows import ClosedWindow
from stoep_protocol.profiles import by_name
from stoep_simulators.neighbourhood import SPOTS, Gate, Neighbourhood
from stoep_simulators.worlds.beach import Crowd
from stoep_simulators.worlds.local_time import DAY_S, HOUR_S, day_start_s

FIRST_H, LAST_H = 6, 24  # local hours; the night is one window of its own
NOISE = Policy()
THRESHOLD = Policy(epsilon=None)

_SEED = 25  # a fine day
_START_S = day_start_s(2390)  # in July, as every day of the neighbourhood
_GATES = ("telpunt-pier", "telpunt-vuurtoren")
_PEOPLE = cast("int", by_name("people").id)  # built in: a number
_MS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What is shown of the people who go to the sea at one gate, window by window; None: hidden."""

    gate: str
    policy: Policy
    shown: tuple[int | None, ...]


def days() -> Iterator[tuple[Day, Day]]:
    """(without noise, with noise) of each gate, the same at every call."""
    place = Neighbourhood(seed=_SEED, start_s=_START_S, end_s=_START_S + DAY_S)
    for name in _GATES:
        [gate] = [spot for spot in SPOTS if isinstance(spot, Gate) and spot.name == name]
        crowd = place.crowd(gate)
        # In the picture, and only there, the noise can be drawn again.
        draws = Random(f"{_SEED}/{name}")
        plain, noisy = (_day(name, crowd, policy=policy, randbelow=draws.randrange) for policy in (THRESHOLD, NOISE))
        yield plain, noisy


def _day(name: str, crowd: Crowd, *, policy: Policy, randbelow: Callable[[int], int]) -> Day:
    starts_s = range(_START_S + FIRST_H * HOUR_S, _START_S + LAST_H * HOUR_S, policy.window_s)
    shown = tuple(_shown(crowd, start_s=start_s, policy=policy, randbelow=randbelow) for start_s in starts_s)
    return Day(gate=name, policy=policy, shown=shown)


def _shown(crowd: Crowd, *, start_s: int, policy: Policy, randbelow: Callable[[int], int]) -> int | None:
    end_s = start_s + policy.window_s
    sums = (
        sum(start_s * _MS <= time_ms < end_s * _MS for time_ms in times_ms)
        for times_ms in (crowd.ins_ms, crowd.outs_ms)
    )
    window = ClosedWindow(
        start_s=start_s,
        window_s=policy.window_s,
        cell=None,
        covered_s=policy.window_s,
        sums=tuple(((_PEOPLE, column), value) for column, value in enumerate(sums)),
    )
    released = release(window, policy=policy, randbelow=randbelow)
    return dict(released.values).get((_PEOPLE, 0))
