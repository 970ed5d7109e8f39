"""A beach day that a whole town shares: parties walk from tram, town and car park past one counter after another."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from random import Random

from stoep_simulators.worlds.beach import CROSSING_GAP_MS, MEAN_PARTY, Crowd, appeal, party_size, pass_by, poisson
from stoep_simulators.worlds.crossings import apart, within
from stoep_simulators.worlds.local_time import HOUR_S, day_index, day_start_s
from stoep_simulators.worlds.weather import Weather

# Plausible for a beach in July, not measured.
_RUSH_H, _RUSH_SPREAD_H = 12.4, 1.35  # when people come
_RUSH_SHIFT_H = 0.15  # how much earlier or later everybody comes on one day than on another
_DAY_SPREAD = 0.05  # of what weather does not explain, and all share
_STAY_SHAPE, _STAY_SCALE_H = 6.0, 0.75
_STROLLERS = 0.12  # of the people of a fine day, who walk in any weather
_WALK_SPREAD = 0.2  # a party's pace


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A way to the beach. people: who take it on a fine day; gates: (counter, minutes after the first), in order."""

    people: int
    gates: tuple[tuple[str, float], ...]


def promenade(
    weather: Weather, *, routes: Iterable[Route], seed: str, sizes: Mapping[int, float] | None = None
) -> Mapping[str, Crowd]:
    """Crossings by counter for the whole span of the weather. All routes share each day's size and hour.

    sizes: by local day number, which share of the people of a fine day come; other days go by the weather.
    Everybody goes home the way they came. Same seed and weather, same people.
    """
    routes = tuple(routes)
    names = sorted({name for route in routes for name, _ in route.gates})
    sides: dict[str, tuple[list[int], list[int]]] = {name: ([], []) for name in names}
    times_s = weather.times_s
    for day in range(day_index(times_s[0]), day_index(times_s[-1]) + 1):
        shared = Random(f"{seed}/day/{day}")
        usual = sizes[day] if sizes and day in sizes else appeal(weather, day=day)
        size = usual * max(0.0, shared.gauss(1.0, _DAY_SPREAD))
        rush_h = shared.gauss(_RUSH_H, _RUSH_SHIFT_H)
        for index, route in enumerate(routes):
            random = Random(f"{seed}/day/{day}/route/{index}")
            for hours in (
                *_bathers(random, people=route.people * size, rush_h=rush_h),
                *_strollers(random, route=route),
            ):
                _walk(random, route=route, day=day, hours=hours, sides=sides)
    start_ms, end_ms = times_s[0] * 1_000, times_s[-1] * 1_000
    crowds = {}
    for name, (ins_ms, outs_ms) in sides.items():
        ins, outs = apart(ins_ms, outs_ms=outs_ms, gap_ms=CROSSING_GAP_MS)
        crowds[name] = Crowd(
            ins_ms=within(ins, start_ms=start_ms, end_ms=end_ms), outs_ms=within(outs, start_ms=start_ms, end_ms=end_ms)
        )
    return crowds


def _bathers(random: Random, *, people: float, rush_h: float) -> Iterator[tuple[float, float]]:
    """(comes, leaves) of each party, hours of the day."""
    for _ in range(poisson(random, mean=people / MEAN_PARTY)):
        come_h = random.gauss(rush_h, _RUSH_SPREAD_H)
        yield come_h, come_h + random.gammavariate(_STAY_SHAPE, _STAY_SCALE_H)


def _strollers(random: Random, *, route: Route) -> Iterator[tuple[float, float]]:
    for _ in range(poisson(random, mean=_STROLLERS * route.people / MEAN_PARTY)):
        come_h = random.choice((random.gauss(8.0, 1.0), random.gauss(19.5, 1.5)))
        yield come_h, come_h + random.uniform(0.3, 1.2)


def _walk(
    random: Random,
    *,
    route: Route,
    day: int,
    hours: tuple[float, float],
    sides: Mapping[str, tuple[list[int], list[int]]],
) -> None:
    """One party there and back past every counter of its route, a few steps behind one another."""
    size = party_size(random)
    pace = max(0.5, random.gauss(1.0, _WALK_SPREAD))
    there_s, back_s = (day_start_s(day) + hour * HOUR_S for hour in hours)
    last_min = route.gates[-1][1]
    for name, after_min in route.gates:
        ins_ms, outs_ms = sides[name]
        comes_s = there_s + 60 * pace * after_min
        leaves_s = back_s + 60 * pace * (last_min - after_min)
        pass_by(random, size=size, first_ms=int(comes_s * 1_000), side_ms=ins_ms)
        pass_by(random, size=size, first_ms=int(leaves_s * 1_000), side_ms=outs_ms)
