"""Many devices on the MicroPython VM, a process each: alone in virtual time first, then all together. Host only."""

import asyncio
from pathlib import Path
from typing import Any

from stoep_simulators.fleet import CONNECT_LIMIT_S, FleetError
from stoep_simulators.row_log import GrowingFile
from stoep_simulators.tape import TapeWriter
from stoep_simulators.vm.vm_node import VmNode

_LOOK_S = 0.05


class VmFleet:
    """Devices with a folder each in `folder`; else as Fleet in fleet.py. A process ends with its device's delivery."""

    def __init__(self, folder: Path, *, start_s: int, import_path: Path | None, at_once: int) -> None:
        """start_s: wire time of power-on. import_path: as VmNode has it. at_once: devices that compute at a time."""
        self._folder = folder
        self._start_s = start_s
        self._import_path = import_path
        self._at_once = at_once
        self._gate = folder / "network-is-back"
        self._members: list[_Member] = []
        self._done = 0

    def add(self, bundle: dict[str, Any], *, tape: TapeWriter, seed: int) -> None:
        """Flash a device (bundle with `wifi` and `sensors`) and put it where the tape plays."""
        name = bundle["device"]
        home = self._folder / name
        home.mkdir(parents=True)
        tape.write(str(home / "world.tape"))
        node = VmNode(home, bundle=bundle, tape=home / "world.tape", seed=seed, import_path=self._import_path)
        self._members.append(_Member(name, node=node))

    async def run_away(self, until_s: int) -> None:
        """Let each device live without a network, some at a time. FleetError in an exception group."""
        places = asyncio.Semaphore(self._at_once)

        async def live(member: "_Member") -> None:
            phases = (
                ("offline", until_s),
                ("gate", str(self._gate)),
                ("connect", until_s + CONNECT_LIMIT_S),
                ("talk", None),
            )
            async with places:
                await member.node.start(*phases, start_s=self._start_s)
                await member.until("phase gate")
                self._done += 1

        async with asyncio.TaskGroup() as group:
            for member in self._members:
                group.create_task(live(member), name=member.name)

    async def deliver(self) -> None:
        """What follows run_away: each device's first conversation, from its next try to its end; then it is gone.

        FleetError in an exception group. That a conversation ended does not say that it went well.
        """
        self._gate.touch()
        async with asyncio.TaskGroup() as group:
            for member in self._members:
                group.create_task(member.end(), name=member.name)

    async def stop(self) -> None:
        """Take the power away from all devices."""
        for member in self._members:
            await member.node.kill()

    def rows_taken(self) -> int:
        """Of all devices, by their own logs."""
        return sum(member.rows_taken() for member in self._members)

    def row_logs(self) -> dict[str, Path]:
        """The devices' own logs by name, for `row_log.read_rows`."""
        return {member.name: member.node.home / "rows.jsonl" for member in self._members}

    def share_away(self) -> float:
        """How much of all devices' time away has passed, 0 to 1."""
        return self._done / len(self._members) if self._members else 0.0


class _Member:
    def __init__(self, name: str, *, node: VmNode) -> None:
        self.name = name
        self.node = node
        self._said = GrowingFile(node.home / "said.log")
        self._heard = ""
        self._logged = GrowingFile(node.home / "rows.jsonl")
        self._rows = 0

    def rows_taken(self) -> int:
        self._rows += self._logged.more().count(b"\n")
        return self._rows

    async def until(self, line: str) -> None:
        """Wait until the device says the line. FleetError if its process ended."""
        while line not in self._listen():
            if not self.node.is_running:
                raise self._fault()
            await asyncio.sleep(_LOOK_S)

    async def end(self) -> None:
        """Wait for the end of its phases. FleetError if it did not come that far."""
        if await self.node.wait():
            raise self._fault()

    def _listen(self) -> list[str]:
        """Lines that are new, whole."""
        *lines, self._heard = (self._heard + self._said.more().decode(errors="replace")).split("\n")
        return lines

    def _fault(self) -> FleetError:
        lines = self.node.said().split("\n")
        said = [text for text in lines if text.strip()]
        return FleetError(f"{self.name}: the VM ended: {said[-1] if said else 'it said nothing'}")
