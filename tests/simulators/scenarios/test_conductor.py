"""Devices share one virtual time: each goes on in its second, the gateway's clock with it, faults at their moments."""

import asyncio
import struct
from collections.abc import Iterable
from errno import ENOSPC
from pathlib import Path

import pytest

from stoep_simulators.scenarios.conductor import Conductor, Moment
from stoep_simulators.scenarios.records import Fault
from stoep_simulators.scenarios.told_clock import ToldClock
from stoep_simulators.sim_clock import WIRE_EPOCH_UNIX_S

START_S = 205_027_200
HOUR_S = 3_600


class Sleeper:
    """A device that wants to go on every interval_s, and talks then, unless it is deaf."""

    def __init__(self, name: str, *, interval_s: int, clock: Path, is_deaf: bool = False) -> None:
        self.name = name
        self.next_ms = 0
        self.answers = 0
        self.row_log = Path("none")
        self.steps: list[tuple[int, int, int]] = []  # from, to (seconds since the start), the gateway's clock
        self.power: list[tuple[str, int]] = []
        self._interval_s = interval_s
        self._clock = clock
        self._is_deaf = is_deaf
        self.is_full = False

    async def power_on(self, start_s: int) -> None:
        self.next_ms, self.answers = start_s * 1_000, 0
        self.power.append(("on", start_s - START_S))

    async def step(self, until_ms: int) -> None:
        (told_s,) = struct.unpack("<d", self._clock.read_bytes())
        since_s = self.next_ms // 1_000 - START_S
        self.steps.append((since_s, (until_ms + 1) // 1_000 - START_S, int(told_s) - WIRE_EPOCH_UNIX_S - START_S))
        is_alone = until_ms - self.next_ms >= 1_000  # and meets nobody
        while self.next_ms <= until_ms:
            self.next_ms += self._interval_s * 1_000
        self.answers += not (self._is_deaf or is_alone)

    async def power_off(self) -> None:
        self.power.append(("off", -1))
        if self.is_full:
            raise OSError(ENOSPC, "No space left on device")


class Stage:
    """Two devices, and a clock to lead."""

    def __init__(self, folder: Path, *, is_deaf: bool = False) -> None:
        path = folder / "clock"
        self.clock = ToldClock(path, wire_s=START_S)
        self.quick = Sleeper("quick", interval_s=600, clock=path)
        self.slow = Sleeper("slow", interval_s=1_000, clock=path, is_deaf=is_deaf)

    async def play(
        self, faults: Iterable[Fault] = (), *, end_s: int = HOUR_S, moments: Iterable[Moment] = ()
    ) -> Conductor:
        conductor = Conductor(
            (self.quick, self.slow),
            faults=faults,
            clock=self.clock,
            start_s=START_S,
            end_s=START_S + end_s,
            moments=moments,
        )
        await conductor.run()
        return conductor


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


async def test_each_device_goes_on_in_its_own_second_with_the_gateways_clock_at_it(stage: Stage) -> None:
    conductor = await stage.play()
    assert stage.quick.steps == [(second, second + 1, second) for second in range(0, 3_601, 600)]
    assert stage.slow.steps == [(second, second + 1, second) for second in range(0, 4_001, 1_000)]
    assert conductor.steps == 12


async def test_it_ends_when_each_has_talked_after_the_end(stage: Stage) -> None:
    conductor = await stage.play()
    assert [track.met_s[-1] - START_S for track in conductor.tracks.values()] == [3_600, 4_000]


async def test_who_never_talks_is_left_after_two_days(tmp_path: Path) -> None:
    stage = Stage(tmp_path, is_deaf=True)
    conductor = await stage.play()
    assert not conductor.tracks["slow"].met_s
    assert stage.slow.steps[-1][0] == 176_000


async def test_a_device_without_wifi_waits_for_nobody(stage: Stage) -> None:
    away = Fault(kind="wifi-away", at_s=500, for_s=2_000, devices=frozenset({"slow"}))
    await stage.play([away])
    assert [step[:2] for step in stage.slow.steps] == [(0, 1), (1_000, 2_500), (3_000, 3_001), (4_000, 4_001)]


async def test_a_long_time_alone_passes_in_steps_that_somebody_can_watch(stage: Stage) -> None:
    away = Fault(kind="wifi-away", at_s=0, for_s=50_000, devices=frozenset({"slow"}))
    await stage.play([away], end_s=1)
    assert [step[:2] for step in stage.slow.steps[:3]] == [(0, 21_600), (22_000, 43_600), (44_000, 50_000)]


async def test_a_device_is_off_from_the_cut_until_its_power_is_back(stage: Stage) -> None:
    cut = Fault(kind="power-cut", at_s=700, for_s=50, devices=frozenset({"slow"}))
    await stage.play([cut])
    assert stage.slow.power == [("on", 0), ("off", -1), ("on", 750)]
    assert [step[0] for step in stage.slow.steps] == [0, 750, 1_750, 2_750, 3_750]


async def test_a_cut_ends_a_time_alone(stage: Stage) -> None:
    away = Fault(kind="wifi-away", at_s=0, for_s=3_000, devices=frozenset({"slow"}))
    cut = Fault(kind="power-cut", at_s=700, for_s=50, devices=frozenset({"slow"}))
    await stage.play([away, cut])
    assert [step[:2] for step in stage.slow.steps[:2]] == [(0, 700), (750, 3_000)]


async def test_the_gateways_clock_is_off_for_a_while(stage: Stage) -> None:
    await stage.play([Fault(kind="clock-off", at_s=1_000, for_s=1_000, by_s=-7_200)])
    assert [told_s - since_s for since_s, _, told_s in stage.quick.steps] == [0, 0, -7_200, -7_200, 0, 0, 0]


async def test_what_else_happens_comes_before_the_devices_of_its_second(stage: Stage) -> None:
    seen: list[tuple[int, int]] = []

    async def look() -> None:
        seen.append((len(stage.quick.steps), len(stage.slow.steps)))

    await stage.play(moments=[(START_S + 2_000, look), (START_S + 1_000, look)])
    assert seen == [(2, 1), (4, 2)]


async def test_a_fault_that_outlasts_the_days_is_waited_for(stage: Stage) -> None:
    away = Fault(kind="wifi-away", at_s=3_000, for_s=200_000, devices=frozenset({"slow"}))
    conductor = await stage.play([away])
    assert conductor.tracks["slow"].met_s[-1] - START_S >= 203_000


class Talker(Sleeper):
    """Its first conversation has no end but a power cut."""

    def __init__(self, name: str, *, interval_s: int, clock: Path) -> None:
        super().__init__(name, interval_s=interval_s, clock=clock)
        self._off = asyncio.Event()

    async def step(self, until_ms: int) -> None:
        if len(self.power) == 1:
            await self._off.wait()
        await super().step(until_ms)

    async def power_off(self) -> None:
        self._off.set()
        await super().power_off()


async def test_a_device_is_cut_off_in_the_middle_of_a_conversation(tmp_path: Path) -> None:
    clock = ToldClock(tmp_path / "clock", wire_s=START_S)
    talker = Talker("talker", interval_s=600, clock=tmp_path / "clock")
    conductor = Conductor([talker], faults=(), clock=clock, start_s=START_S, end_s=START_S + HOUR_S)
    has_come = asyncio.Event()

    async def half() -> None:
        await has_come.wait()

    conductor.tracks["talker"].half = (half, 1_200)
    has_come.set()
    await conductor.run()
    assert talker.power == [("on", 0), ("off", -1), ("on", 1_200)]
    assert conductor.tracks["talker"].half is None


async def test_what_comes_to_its_end_before_the_half_is_not_cut(stage: Stage) -> None:
    conductor = Conductor([stage.quick], faults=(), clock=stage.clock, start_s=START_S, end_s=START_S + HOUR_S)
    never = asyncio.Event()

    async def half() -> None:
        await never.wait()

    conductor.tracks["quick"].half = (half, 1_200)
    await conductor.run()
    assert stage.quick.power == [("on", 0)]


async def test_every_device_is_stopped_also_after_one_whose_disk_is_full(stage: Stage) -> None:
    conductor = await stage.play()
    stage.quick.is_full = stage.slow.is_full = True
    with pytest.raises(OSError, match="No space left"):
        await conductor.stop()
    assert stage.quick.power[-1] == stage.slow.power[-1] == ("off", -1)
