"""Many devices in one process: each alone in virtual time first, then all together in real time."""

import asyncio
import io
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

from stoep_simulators.node import Node
from stoep_simulators.row_log import GrowingFile
from stoep_simulators.tape import Tape, TapeWriter

# A device with send_s up to 900 that found no network for days tries again after 900 s, give or take a quarter.
CONNECT_LIMIT_S = 1_800
_T = TypeVar("_T")  # Python 3.11 has no type parameters
_TALKS = 3  # a slow machine may answer too late for one; the next comes after as much as CONNECT_LIMIT_S of the world
_STEPS = 8  # in which a device's time away is simulated, so that progress shows


class FleetError(Exception):
    """A device's firmware stopped. The message names the device."""


class Member:
    """One device of a fleet, with what it did so far."""

    def __init__(self, name: str, *, node: Node, row_log: Path) -> None:
        self.name = name
        self.node = node
        self.row_log = row_log
        self.is_live = False
        self._is_heard = False
        self._growing = GrowingFile(row_log)
        self._rows = 0

    def rows_taken(self) -> int:
        """Rows that the device has kept since its power-on, by its own log."""
        self._rows += self._growing.more().count(b"\n")
        return self._rows

    def is_heard(self) -> bool:
        """The gateway has told the device that it has rows of it."""
        self._is_heard = self._is_heard or self.node.is_heard()
        return self._is_heard


class Fleet:
    """Devices with their flash in `folder`. Members keep the order in which they were added."""

    def __init__(self, folder: Path, *, start_s: int) -> None:
        """start_s: wire time at which all devices are powered on."""
        self._folder = folder
        self._start_s = start_s
        self._tapes: list[Tape] = []
        self._steps_done = 0
        self.members: list[Member] = []

    def add(self, bundle: dict[str, Any], *, tape: TapeWriter, seed: int) -> Member:
        """Flash a device (bundle with `wifi` and `sensors`) and put it where the tape plays."""
        name = bundle["device"]
        data_dir = self._folder / name
        data_dir.mkdir(mode=0o700, parents=True)  # keys and passwords lie there
        row_log = self._folder / f"{name}.rows.jsonl"
        playing = Tape(io.BytesIO(tape.to_bytes()))
        node = Node(
            bundle, tape=playing, data_dir=str(data_dir), start_s=self._start_s, seed=seed, row_log=str(row_log)
        )
        member = Member(name, node=node, row_log=row_log)
        self._tapes.append(playing)
        self.members.append(member)
        return member

    async def run(self, *, away_until_s: int, network: asyncio.Event) -> None:
        """Let each device live without a network until away_until_s, one after the other, then with it, for ever.

        A device goes on in real time once `network` is set; the next one's time away passes meanwhile. Nobody wants to
        watch a device wait for its next try, so its waits are skipped until it opens a connection, and once more where
        that conversation came to nothing: its world then is up to CONNECT_LIMIT_S a try ahead of its neighbours'. It
        does not know the time before it is told, so its rows are dated right all the same. FleetError in an exception
        group.
        """
        async with asyncio.TaskGroup() as group:
            for member in self.members:
                await self._away(member, until_s=away_until_s)
                group.create_task(_live(member, network=network), name=member.name)

    async def stop(self) -> None:
        """Take the power away from all devices."""
        for member in self.members:
            await member.node.stop()
        for tape in self._tapes:
            tape.close()

    def rows_taken(self) -> int:
        """Of all devices."""
        return sum(member.rows_taken() for member in self.members)

    def share_away(self) -> float:
        """How much of all devices' time away has passed, 0 to 1."""
        return self._steps_done / (_STEPS * len(self.members)) if self.members else 0.0

    def live_count(self) -> int:
        """Devices that have opened a connection."""
        return sum(member.is_live for member in self.members)

    def unheard(self) -> list[str]:
        """Names of the devices of which the gateway has no row yet, as far as they know."""
        return [member.name for member in self.members if not member.is_heard()]

    async def _away(self, member: Member, *, until_s: int) -> None:
        for step in range(1, _STEPS + 1):
            step_s = self._start_s + (until_s - self._start_s) * step // _STEPS
            await _firmware(member, member.node.run_offline(step_s))
            self._steps_done += 1


async def _live(member: Member, *, network: asyncio.Event) -> None:
    await network.wait()
    for _ in range(_TALKS):
        await _connect(member)
        await _firmware(member, member.node.talk())
        if member.is_heard():
            break
    await _firmware(member, member.node.run_live())


async def _connect(member: Member) -> None:
    if not await _firmware(member, member.node.connect(member.node.clock.now_ms // 1_000 + CONNECT_LIMIT_S)):
        raise FleetError(f"{member.name}: did not try to connect within {CONNECT_LIMIT_S} s: is its send_s above 900?")
    member.is_live = True


async def _firmware(member: Member, running: Coroutine[Any, Any, _T]) -> _T:
    try:
        return await running
    except Exception as error:
        raise FleetError(f"{member.name}: the firmware stopped: {type(error).__name__}: {error}") from error
