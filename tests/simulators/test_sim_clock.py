import asyncio
import time

from stoep_simulators.sim_clock import LIVE, SKIPPING, VIRTUAL, SimClock
from stoep_simulators.tape import NEVER


class Ticker:
    """Writes down its name at each of its moments."""

    def __init__(self, name: str, moments_ms: list[int], heard: list[tuple[str, int]], clock: SimClock) -> None:
        self._name = name
        self._left = [*moments_ms, NEVER]
        self._heard = heard
        self._clock = clock

    @property
    def next_ms(self) -> int:
        return self._left[0]

    def fire(self) -> None:
        self._heard.append((self._name, self._clock.now_ms))
        self._left.pop(0)


def virtual(now_ms: int = 0, until_ms: int = NEVER) -> SimClock:
    clock = SimClock(now_ms)
    clock.run(VIRTUAL, until_ms=until_ms)
    return clock


async def test_a_sleep_fires_what_happens_meanwhile_in_order() -> None:
    clock, heard = virtual(), []  # type: ignore[var-annotated]
    clock.add_source(Ticker("a", [10, 30, 90], heard, clock))
    clock.add_source(Ticker("b", [20, 30], heard, clock))
    await clock.sleep_ms(50)
    assert heard == [("a", 10), ("b", 20), ("a", 30), ("b", 30)]
    assert clock.now_ms == 50


async def test_sleepers_in_many_tasks_wake_in_order_of_time() -> None:
    clock, woke = virtual(), []  # type: ignore[var-annotated]

    async def sleeper(delay_ms: int) -> None:
        for _ in range(3):
            await clock.sleep_ms(delay_ms)
            woke.append((clock.now_ms, delay_ms))

    await asyncio.gather(sleeper(70), sleeper(30), sleeper(50))
    assert woke == sorted(woke)
    assert [now_ms for now_ms, _ in woke] == [30, 50, 60, 70, 90, 100, 140, 150, 210]


async def test_two_virtual_days_take_no_time() -> None:
    clock = virtual()
    start = time.process_time()
    for _ in range(2_880):
        await clock.sleep_ms(60_000)
    assert clock.now_ms == 2 * 86_400_000
    assert time.process_time() - start < 5


async def test_a_sleep_stops_at_the_limit_and_goes_on_when_it_moves() -> None:
    clock = virtual(until_ms=100)
    sleeping = asyncio.create_task(clock.sleep_ms(250))
    await clock.at_limit.wait()
    assert (clock.now_ms, sleeping.done()) == (100, False)
    clock.run(VIRTUAL, until_ms=NEVER)
    await sleeping
    assert clock.now_ms == 250


async def test_a_held_clock_does_not_jump() -> None:
    clock = virtual()
    clock.hold()
    sleeping = asyncio.create_task(clock.sleep_ms(60_000))
    for _ in range(20):
        await asyncio.sleep(0)
    assert clock.now_ms == 0
    clock.release()
    await sleeping
    assert clock.now_ms == 60_000


async def test_live_time_is_real_time_and_fires_at_its_moments() -> None:
    clock, heard = SimClock(1_000), []  # type: ignore[var-annotated]
    clock.add_source(Ticker("a", [1_020, 1_060], heard, clock))
    start = time.monotonic()
    clock.run(LIVE, until_ms=NEVER)
    await clock.sleep_ms(80)
    passed_ms = (time.monotonic() - start) * 1000
    assert passed_ms >= 79
    assert [name for name, _ in heard] == ["a", "a"]
    assert 1_080 <= clock.now_ms <= 1_081 + passed_ms


async def test_a_sleep_begun_in_virtual_time_ends_in_live_time() -> None:
    clock = virtual(until_ms=1_000)
    sleeping = asyncio.create_task(clock.sleep_ms(1_030))
    await clock.at_limit.wait()
    start = time.monotonic()
    clock.run(LIVE, until_ms=NEVER)
    await sleeping
    assert time.monotonic() - start >= 0.028


async def test_skipping_jumps_over_sleeps_while_real_time_passes() -> None:
    clock = SimClock(0)
    clock.run(SKIPPING, until_ms=NEVER)
    await clock.sleep_ms(3_600_000)
    await asyncio.sleep(0.02)
    clock.follow_real_time()
    assert 3_600_015 <= clock.now_ms < 3_660_000


async def test_an_interrupt_that_looks_at_the_clock_sees_its_own_moment() -> None:
    clock, heard = SimClock(0), []  # type: ignore[var-annotated]

    class Nosy(Ticker):
        def fire(self) -> None:
            clock.follow_real_time()
            super().fire()

    clock.add_source(Nosy("a", [1, 2, 3], heard, clock))
    clock.run(LIVE, until_ms=NEVER)
    await clock.sleep_ms(30)
    assert heard == [("a", 1), ("a", 2), ("a", 3)]
