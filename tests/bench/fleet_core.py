"""How many devices on the MicroPython VM one core carries at a frame a second each, and what a soil node takes there.

`python -m bench.fleet_core` does it alone; --devices, --seconds.
"""

import argparse
import asyncio
import os
import re
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.figures import Figure, table
from stoep_maker.usual_sensors import SENSORS
from stoep_simulators.commands.local_gateway import LocalGateway, Wish
from stoep_simulators.commands.open_files import allow_many_files
from stoep_simulators.neighbourhood import Neighbourhood
from stoep_simulators.scenarios.records import USUAL_RATES_S
from stoep_simulators.sim_clock import real_wire_ms
from stoep_simulators.town import spot
from stoep_simulators.vm import vm_parent
from stoep_simulators.vm.vm_node import COMPILED_HEAP, VmNode, compile_for_vm

DEVICES = 300  # at once; the figure is what came by what they took
SECONDS = 30
SOIL_NODES = 20
_SOIL_HOURS = 8
_KIND = "weather"  # of the kinds that are awake between frames the one whose rows carry most
_RAM = Path("/dev/shm")  # noqa: S108 - a file system without a disk, as Linux has one everywhere
_SETTLE_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Core:
    """Over a stretch of real time: frames that came to the gateway, seconds of processor that all devices took."""

    devices: int
    real_s: float
    frames: int
    cpu_s: float

    @property
    def each(self) -> float:
        """Frames a second of each device."""
        return self.frames / self.real_s / self.devices


def vm_core(*, devices: int = DEVICES, seconds: int = SECONDS) -> list[Figure]:
    """Two minutes."""
    core, soil_kib, parent_kib = asyncio.run(_measure(devices, seconds=seconds))
    return [
        Figure(
            name="vm_devices_per_core",
            value=round(core.frames / core.cpu_s),
            unit="devices",
            bar="≥ 500",
            conditions=f"frames a second ÷ cores taken: {devices} {_KIND} nodes at once on one core, a process of the"
            f" MicroPython VM each, a row and a conversation a second: {core.each:.2f} frames a second each came in"
            f" {core.real_s:.0f} s of real time, for {core.cpu_s / core.real_s:.2f} of that core (system calls"
            " included); real broker (NATS) and gateway on the other cores",
        ),
        Figure(
            name="vm_device_mb",
            value=round(soil_kib / 1_024, 2),
            unit="MiB",
            bar="≤ 0.5",
            conditions="what a process of the MicroPython VM shares with no other (USS) once it has lived"
            f" {_SOIL_HOURS} hours of a soil node with the real gateway and sleeps, mean of {SOIL_NODES} at once;"
            f" flash and world in files. Once for all, the process whose forks they are: {parent_kib / 1_024:.1f} MiB"
            " of memory, what it shares with them included (RSS)",
        ),
    ]


async def _measure(devices: int, *, seconds: int) -> tuple[Core, float, int]:
    """The core's load, KiB of a soil node and of the process that all are forks of."""
    allow_many_files()
    cores = sorted(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory(prefix="stoep-bench-", dir=_RAM) as name:
        folder = Path(name)
        gateway = LocalGateway(folder)
        await gateway.prepare(
            changes={
                ("gateway", "log_level"): "warning",
                ("clock", "trust"): "system",
            }
        )
        awake = [_wish(f"core-{number}", kind=_KIND, rates_s=(1, 1)) for number in range(devices)]
        soil = [_wish(f"soil-{number}", kind="soil", rates_s=USUAL_RATES_S["soil"]) for number in range(SOIL_NODES)]
        bundles = await gateway.enroll([*awake, *soil], told=lambda _: None)
        compiled = compile_for_vm(folder / "compiled")
        with _on(cores[1:] or cores):
            await gateway.start()
            await gateway.ready()
        nodes: list[VmNode] = []
        try:
            with _on(cores[:1]):  # their parent starts here with the first of them, and hands that on
                soil_kib = await _soil_kib(soil, bundles=bundles, compiled=compiled, folder=folder)
                start_s, gate = real_wire_ms() // 1_000, folder / "gate"
                nodes = _nodes(awake, bundles=bundles, compiled=compiled, folder=folder, start_s=start_s)
                for node in nodes:
                    await node.start(("gate", str(gate)), ("live", None), start_s=start_s)
                gate.touch()
            with _on(cores[1:] or cores):
                core = await _watched(nodes, metrics_port=gateway._metrics_port, seconds=seconds)
            parent_kib = _resident_kib(vm_parent.parent((compiled,), heap=COMPILED_HEAP).pid)
        finally:
            await _all_killed(nodes)
            await gateway.stop()
            vm_parent.end(compiled)
    return core, soil_kib, parent_kib


async def _soil_kib(wishes: Sequence[Wish], *, bundles: dict[str, Any], compiled: Path, folder: Path) -> float:
    """Mean after some hours with the gateway."""
    end_s = real_wire_ms() // 1_000
    start_s = end_s - _SOIL_HOURS * 3_600
    nodes = _nodes(wishes, bundles=bundles, compiled=compiled, folder=folder, start_s=start_s)
    try:
        for node in nodes:
            await node.start_held(start_s=start_s)
            _, answers = await node.step(end_s * 1_000)
            assert answers, node.said()
        return sum(map(_own_kib, nodes)) / len(nodes)
    finally:
        await _all_killed(nodes)


async def _watched(nodes: Sequence[VmNode], *, metrics_port: int, seconds: int) -> Core:
    await asyncio.sleep(_SETTLE_S)
    began_s, frames, cpu_s = time.monotonic(), await _messages(metrics_port), sum(map(_cpu_s, nodes))
    await asyncio.sleep(seconds)
    return Core(
        devices=len(nodes),
        real_s=time.monotonic() - began_s,
        frames=await _messages(metrics_port) - frames,
        cpu_s=sum(map(_cpu_s, nodes)) - cpu_s,
    )


def _wish(name: str, *, kind: str, rates_s: tuple[int, int]) -> Wish:
    return Wish(name=name, profile=kind, cell=(77_250, 456_250), sample_s=rates_s[0], send_s=rates_s[1])


def _nodes(
    wishes: Sequence[Wish], *, bundles: dict[str, Any], compiled: Path, folder: Path, start_s: int
) -> list[VmNode]:
    kind = wishes[0].profile
    place = Neighbourhood(seed=1, start_s=start_s, end_s=start_s + 86_400)
    world = folder / f"{kind}.tape"
    place.tape(spot(kind, kind=kind, seed="1")).write(str(world))
    own = {"sensors": list(SENSORS[kind]), "wifi": [["thuis", ""]]}
    return [
        VmNode(folder / wish.name, bundle={**bundles[wish.name], **own}, tape=world, seed=number, import_path=compiled)
        for number, wish in enumerate(wishes)
    ]


async def _all_killed(nodes: Sequence[VmNode]) -> None:
    for node in nodes:
        await node.kill()


def _cpu_s(node: VmNode) -> float:
    """Processor time that the kernel gave it, in its own and for system calls: nanoseconds in schedstat."""
    assert node.is_running, node.said()[-2_000:]
    return int(Path(f"/proc/{node.pid}/schedstat").read_text().split()[0]) / 1e9


def _own_kib(node: VmNode) -> int:
    """Of its memory what it shares with no other process (USS)."""
    told = Path(f"/proc/{node.pid}/smaps_rollup").read_text()
    return sum(map(int, re.findall(r"^Private_(?:Clean|Dirty): +(\d+) kB", told, re.MULTILINE)))


def _resident_kib(pid: int) -> int:
    told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return sum(map(int, re.findall(r"^Rss: +(\d+) kB", told, re.MULTILINE)))


async def _messages(port: int) -> int:
    """From devices, since the gateway's start."""

    def page() -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
            return str(answer.read().decode())

    found = re.search(r"^stoep_messages_total (\d+)", await asyncio.to_thread(page), re.MULTILINE)
    assert found is not None
    return int(found[1])


@contextmanager
def _on(cores: Sequence[int]) -> Iterator[None]:
    """What is started meanwhile stays on those cores."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.fleet_core")
    parser.add_argument("--devices", type=int, default=DEVICES)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    wanted = parser.parse_args()
    figures = vm_core(devices=wanted.devices, seconds=wanted.seconds)
    print(table(figures), *(figure.conditions for figure in figures), sep="\n")


if __name__ == "__main__":
    main()
