"""Lead many devices through one virtual time, second by second where they may meet the gateway, whose clock follows.

A device that has no Wi-Fi meets nobody, so it goes through that time in long steps. All others wait for one another:
the second passes for those who have something to do in it; who then opens a connection talks in real time, while the
clocks of device and gateway stand still in the same second. So what a device takes does not depend on how fast
anything was.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from typing import Any

from stoep_simulators.fleet import FleetError
from stoep_simulators.scenarios.players import Player
from stoep_simulators.scenarios.records import CLOCK_OFF, POWER_CUT, WIFI_AWAY, Fault
from stoep_simulators.scenarios.told_clock import ToldClock

_PATIENCE_S = 2 * 86_400  # the longest interval between sends is a day, give or take a quarter
_ALONE_S = 6 * 3_600  # in one step: so that somebody who looks on sees time pass


# What to wait for in the middle of a conversation, then for how long the power is away.
Half = tuple[Callable[[], Coroutine[Any, Any, None]], int]
Moment = tuple[int, Callable[[], Awaitable[None]]]


@dataclass(slots=True)
class Track:
    """What one device does. met_s: wire seconds at which all it had was said and answered, rising."""

    player: Player
    aways: tuple[Fault, ...]
    cuts: list[tuple[int, int]]  # wire seconds off and on again, rising
    met_s: list[int] = field(default_factory=list)
    has_power: bool = True
    half: Half | None = None
    is_done: bool = False


class Conductor:
    """start_s: wire second of the scenario's start; all power on then, with the gateway's clock at it."""

    def __init__(
        self,
        players: Iterable[Player],
        *,
        faults: Iterable[Fault],
        clock: ToldClock,
        start_s: int,
        end_s: int,
        moments: Iterable[Moment] = (),
    ) -> None:
        """moments: what else happens, at a wire second, before any device goes on in it."""
        self._moments = sorted(moments, key=lambda moment: moment[0])
        faults = tuple(faults)
        self._start_s, self._end_s = start_s, end_s
        self._clock = clock
        self._patient_until_s = max(end_s, *(start_s + fault.end_s for fault in faults), 0) + _PATIENCE_S
        self._offs = tuple(fault for fault in faults if fault.kind == CLOCK_OFF)
        self.now_s = start_s
        self.steps = 0
        self.tracks: Mapping[str, Track] = {
            player.name: Track(
                player=player,
                aways=_sorted(faults, kind=WIFI_AWAY, name=player.name),
                cuts=[
                    (start_s + fault.at_s, start_s + fault.end_s)
                    for fault in _sorted(faults, kind=POWER_CUT, name=player.name)
                    if not fault.mid_conversation
                ],
            )
            for player in players
        }

    async def run(self) -> None:
        """From power-on to the end, then until each device has said all that it has. FleetError, alone or in a group.

        Who does not come to that within two days after the end and the last fault is left; its rows are missing then.
        """
        for track in self.tracks.values():
            await track.player.power_on(self._start_s)
        tracks = list(self.tracks.values())
        due = [(_due_s(track), number) for number, track in enumerate(tracks)]
        heapify(due)
        while due:
            now_s = due[0][0]
            if now_s >= self._patient_until_s:
                return
            if self._moments and self._moments[0][0] <= now_s:
                now_s, act = self._moments.pop(0)
                self._clock.tell(max(self.now_s, now_s) + self._error_s())
                await act()
                continue
            self.now_s = max(self.now_s, now_s)
            self._clock.tell(self.now_s + self._error_s())
            passing = []
            while due and due[0][0] <= self.now_s:
                passing.append(heappop(due)[1])
            passing.sort()
            async with asyncio.TaskGroup() as group:
                for number in passing:
                    group.create_task(self._pass(tracks[number]), name=tracks[number].player.name)
            for number in passing:
                if not tracks[number].is_done:
                    heappush(due, (_due_s(tracks[number]), number))

    @property
    def done_count(self) -> int:
        """Devices that have said all that they had after the end."""
        return sum(track.is_done for track in self.tracks.values())

    async def stop(self) -> None:
        """Take the power away from all devices, also from those after one that cannot write its last row any more."""
        async with AsyncExitStack() as all_of_them:
            for track in self.tracks.values():
                all_of_them.push_async_callback(track.player.power_off)

    async def _pass(self, track: Track) -> None:
        """What the device has to do in this second."""
        self.steps += 1
        player = track.player
        if track.cuts and track.has_power and track.cuts[0][0] <= self.now_s:
            await player.power_off()
            track.has_power = False
            return
        if not track.has_power:
            await player.power_on(max(track.cuts.pop(0)[1], self.now_s))  # one cut may come in another
            track.has_power = True
        answers = player.answers
        if await self._is_cut(track, until_ms=self._free_until_s(track) * 1_000 - 1):
            return
        if player.answers > answers:
            track.met_s.append(self.now_s)
            track.is_done = self.now_s >= self._end_s

    async def _is_cut(self, track: Track, *, until_ms: int) -> bool:
        """Let the device live until then; True: what it was to be cut at came first, and it has no power."""
        player = track.player
        if track.half is None:
            await player.step(until_ms)
            return False
        has_come, off_s = track.half
        watching = asyncio.create_task(has_come(), name=f"half of {player.name}")
        stepping = asyncio.create_task(player.step(until_ms), name=f"step of {player.name}")
        try:
            await asyncio.wait((watching, stepping), return_when=asyncio.FIRST_COMPLETED)
            if stepping.done():
                await stepping
                return False
            await player.power_off()
            track.half, track.has_power = None, False
            track.cuts.insert(0, (self.now_s, self.now_s + off_s))
            with suppress(FleetError):  # it was to end so
                await stepping
            return True
        finally:
            watching.cancel()
            stepping.cancel()

    def _free_until_s(self, track: Track) -> int:
        """The first second that it must not begin alone."""
        until_s = self.now_s + 1
        for fault in track.aways:
            if self._start_s + fault.at_s <= self.now_s:
                until_s = max(until_s, self._start_s + fault.end_s)
        return max(self.now_s + 1, min([until_s, self.now_s + _ALONE_S, *(off_s for off_s, _ in track.cuts[:1])]))

    def _error_s(self) -> int:
        since_s = self.now_s - self._start_s
        return sum(fault.by_s for fault in self._offs if fault.at_s <= since_s < fault.end_s)


def _due_s(track: Track) -> int:
    """The wire second in which something happens to the device next."""
    if not track.has_power:
        return track.cuts[0][1]
    next_s = track.player.next_ms // 1_000
    return min(next_s, track.cuts[0][0]) if track.cuts else next_s


def _sorted(faults: Iterable[Fault], *, kind: str, name: str) -> tuple[Fault, ...]:
    mine = (fault for fault in faults if fault.kind == kind and name in fault.devices)
    return tuple(sorted(mine, key=lambda fault: fault.at_s))
