"""A beach day at one counter: parties go to the sea when the weather calls and come back when they have had enough."""

import math
from dataclasses import dataclass
from random import Random

from stoep_simulators.worlds.crossings import apart, within
from stoep_simulators.worlds.local_time import HOUR_S, day_index, day_start_s, hour_of_day
from stoep_simulators.worlds.weather import Weather

CROSSING_GAP_MS = 1_200  # a walking pace behind one another through one opening
_DAWDLE_MAX_MS = 2_800  # behind whoever goes before, more than that
_DAWDLE_BITS = _DAWDLE_MAX_MS.bit_length()
_PARTY_SIZES = (1, 1, 2, 2, 2, 2, 3, 4, 4, 5, 6)
MEAN_PARTY = sum(_PARTY_SIZES) / len(_PARTY_SIZES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """Crossing times at one counter, ms of wire time, sorted: `ins` towards the sea, `outs` back to town."""

    ins_ms: tuple[int, ...]
    outs_ms: tuple[int, ...]


def crowd(weather: Weather, *, people_on_a_fine_day: int, seed: str) -> Crowd:
    """People at one counter for the whole span of the weather. Nights are quiet, rain keeps people at home."""
    random = Random(f"{seed}/crowd")
    times_s = weather.times_s
    ins_ms: list[int] = []
    outs_ms: list[int] = []
    for day in range(day_index(times_s[0]), day_index(times_s[-1]) + 1):
        bathers = people_on_a_fine_day * appeal(weather, day=day) / MEAN_PARTY
        strollers = 0.12 * people_on_a_fine_day / MEAN_PARTY  # dogs are walked in any weather
        for _ in range(poisson(random, mean=bathers)):
            arrives_h = random.gauss(12.0, 1.9)
            _party(
                random, day=day, hours=(arrives_h, arrives_h + random.gammavariate(6.0, 0.75)), sides=(ins_ms, outs_ms)
            )
        for _ in range(poisson(random, mean=strollers)):
            arrives_h = random.choice((random.gauss(8.0, 1.0), random.gauss(19.5, 1.5)))
            _party(random, day=day, hours=(arrives_h, arrives_h + random.uniform(0.3, 1.2)), sides=(ins_ms, outs_ms))
    start_ms, end_ms = times_s[0] * 1_000, times_s[-1] * 1_000
    ins, outs = apart(ins_ms, outs_ms=outs_ms, gap_ms=CROSSING_GAP_MS)
    return Crowd(
        ins_ms=within(ins, start_ms=start_ms, end_ms=end_ms), outs_ms=within(outs, start_ms=start_ms, end_ms=end_ms)
    )


def party_size(random: Random) -> int:
    """Of people who go to the beach together."""
    return random.choice(_PARTY_SIZES)


def appeal(weather: Weather, *, day: int) -> float:
    """How much a day asks for the beach, about 0 to 1.3: warmth, sun and dryness between 10 and 17 o'clock."""
    steps = [
        step
        for step, time_s in enumerate(weather.times_s)
        if day_index(time_s) == day and 10 <= hour_of_day(time_s) < 17
    ]
    if not steps:
        return 0.5  # the span ends before that day's noon: nobody can see what it becomes
    warmth = max(weather.temperature_c[step] for step in steps)
    sun = sum(weather.sun[step] for step in steps) / len(steps)
    dry = sum(1 for step in steps if not weather.rain_mm[step]) / len(steps)
    return min(1.3, max(0.05, (warmth - 13.0) / 11.0)) * (0.3 + 0.9 * sun) * dry * dry


def pass_by(random: Random, *, size: int, first_ms: int, side_ms: list[int]) -> None:
    """A party at one counter, its members a few steps behind one another."""
    draw, passes_ms = random.getrandbits, first_ms
    for _ in range(size):
        side_ms.append(passes_ms)
        passes_ms += CROSSING_GAP_MS
        while (dawdles_ms := draw(_DAWDLE_BITS)) > _DAWDLE_MAX_MS:  # as randint draws, which takes four times as long
            pass
        passes_ms += dawdles_ms


def poisson(random: Random, *, mean: float) -> int:
    """A Poisson number; by its normal limit where the mean is large."""
    if mean > 50:
        return max(0, round(random.gauss(mean, math.sqrt(mean))))
    limit, product, count = math.exp(-mean), random.random(), 0
    while product > limit:
        product *= random.random()
        count += 1
    return count


def _party(random: Random, *, day: int, hours: tuple[float, float], sides: tuple[list[int], list[int]]) -> None:
    """One party there and back, its members a few steps behind one another."""
    size = party_size(random)
    for hour, side in zip(hours, sides, strict=True):
        pass_by(random, size=size, first_ms=int((day_start_s(day) + hour * HOUR_S) * 1_000), side_ms=side)
