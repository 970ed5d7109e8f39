"""The demo's world: the neighbourhood on a fine Saturday in July, shifted so that its rush is soon after now."""

from collections.abc import Mapping

from stoep_simulators.neighbourhood import SETTLE_S, Neighbourhood
from stoep_simulators.worlds.beach import Crowd, appeal
from stoep_simulators.worlds.local_time import DAY_S, HOUR_S, day_start_s, hour_of_day
from stoep_simulators.worlds.promenade import Route, promenade
from stoep_simulators.worlds.weather import Weather, weather

SLOT_S = 900  # worlds are shifted by whole windows of people counts: the same seed fills the same windows
DAY = 2_390  # local day number of 2026-07-18, a Saturday
NOW_H = 10.25  # the local hour from which on an hour of the day may be moved to now
NIGHT_H = 4  # a gateway counts so many hours from midnight (UTC) on as one window
_QUARTERS_H = (-2, 3)  # around now counts must come by the quarter: the rise, the rush and its alert
_WEATHERS = 500
_SKY_BEFORE_S = 3 * DAY_S + SETTLE_S
# How much today and the days before ask for the beach: it must be worth an alert, and be seen coming.
_FINE = (0.8, 1.2)
_FAIR = (0.35, 0.85)
_FAIR_SIZE = (0.65, 0.8)  # of today's people

# Ways to the beach; the counters' totals are those of the neighbourhood's gates.
ROUTES: tuple[Route, ...] = (
    Route(people=1_500, gates=(("telpunt-keizerstraat", 0.0), ("telpunt-boulevard", 6.0), ("telpunt-pier", 16.0))),
    Route(people=900, gates=(("telpunt-keizerstraat", 0.0), ("telpunt-boulevard", 6.0))),
    Route(people=300, gates=(("telpunt-vuurtoren", 0.0), ("telpunt-boulevard", 8.0))),
    Route(people=900, gates=(("telpunt-boulevard", 0.0),)),
    Route(people=2_400, gates=(("telpunt-pier", 0.0),)),
    Route(people=300, gates=(("telpunt-zwarte-pad", 0.0), ("telpunt-pier", 9.0))),
    Route(people=600, gates=(("telpunt-zwarte-pad", 0.0),)),
)


def is_in_the_night(real_s: int) -> bool:
    """Whether the rush, moved to now, would fall into the hours that a gateway counts as one window."""
    first_h, last_h = _QUARTERS_H
    return any((real_s + hours * HOUR_S) % DAY_S < NIGHT_H * HOUR_S for hours in range(first_h, last_h + 1))


def world_now_s(real_s: int) -> int:
    """The world's wire time that is moved to the real one: at most an hour after NOW_H on DAY, at the same minute."""
    first_s = day_start_s(DAY) + int(NOW_H * HOUR_S)
    return first_s + (real_s - first_s) % HOUR_S


def zone_of(real_s: int) -> str:
    """IANA name of the zone in which it is that hour of the day now: forecasts know what is usual at which hour."""
    ahead_h = int(hour_of_day(world_now_s(real_s))) - real_s % DAY_S // HOUR_S
    ahead_h = (ahead_h + 12) % 24 - 12
    return f"Etc/GMT{-ahead_h:+d}" if ahead_h else "Etc/GMT"  # the sign is that of POSIX: -2 is two hours ahead of UTC


def beach_day(seed: int, *, before_s: int) -> Neighbourhood:
    """From before_s before NOW_H on DAY to a day after it; then levels stand still and nobody passes.

    before_s: at most three days. Same arguments, same world.
    """
    now_s = day_start_s(DAY) + int(NOW_H * HOUR_S)
    start_s, end_s = now_s - before_s, now_s + DAY_S
    sky = fine_weather(seed, start_s=day_start_s(DAY) - _SKY_BEFORE_S, end_s=end_s)
    return Neighbourhood(
        seed=seed, start_s=start_s, end_s=end_s, sky=sky, crowds=crowds(sky, seed=seed, sizes=day_sizes(sky))
    )


def crowds(sky: Weather, *, seed: int, sizes: Mapping[int, float] | None = None) -> Mapping[str, Crowd]:
    """Who passes each gate of the neighbourhood under this weather. sizes: as `promenade` has them."""
    return promenade(sky, routes=ROUTES, seed=f"{seed}", sizes=sizes)


def day_sizes(sky: Weather) -> Mapping[int, float]:
    """As many as on a fine day on DAY; on the days before it fewer, as their weather has it."""
    today = appeal(sky, day=DAY)
    low, high = _FAIR_SIZE
    return {DAY: 1.0} | {DAY - ago: min(high, max(low, appeal(sky, day=DAY - ago) / today)) for ago in (1, 2)}


def fine_weather(seed: int, *, start_s: int, end_s: int) -> Weather:
    """The first weather drawn from the seed in which DAY is fine and the two days before it are fair.

    ValueError: none is, which no seed that was tried has come to.
    """
    for attempt in range(_WEATHERS):
        sky = weather(seed * _WEATHERS + attempt, start_s=start_s, end_s=end_s)
        before = [appeal(sky, day=DAY - ago) for ago in (1, 2)]
        if _FINE[0] <= appeal(sky, day=DAY) <= _FINE[1] and all(_FAIR[0] <= each <= _FAIR[1] for each in before):
            return sky
    raise ValueError(f"seed {seed}: no fine day in {_WEATHERS} weathers")
