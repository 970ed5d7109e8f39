"""How fast fleets live in virtual time with a real gateway, and what devices take (`python -m bench.fleets`)."""

import asyncio
import io
import tempfile
from pathlib import Path

from bench.figures import Figure, table
from bench.fleet_core import vm_core
from bench.fleet_memory import host_device_kb
from stoep_simulators.commands.progress import Progress
from stoep_simulators.scenarios.outcome import Outcome
from stoep_simulators.scenarios.play import Play
from stoep_simulators.scenarios.promises import verdicts
from stoep_simulators.scenarios.records import USUAL_RATES_S, Group, Promises, Scenario

RAM = Path("/dev/shm")  # noqa: S108 - a file system without a disk, as Linux has one everywhere
_PARTS = "power-on and the hour after the last day included; gateway and broker beside it, all files in memory"


def fleets() -> list[Figure]:
    """Five minutes."""
    return [
        _speed("virtual_speedup_200_devices", count=200, days=1, on_vm=False, bar=2_000),
        _speed("virtual_speedup_20_vm_devices", count=20, days=2, on_vm=True, bar=500),
        *vm_core(),
        host_device_kb(),
    ]


def held(count: int, *, days: int, on_vm: bool) -> Outcome:
    """Soil nodes at their usual rates from power-on to the last conversation. AssertionError if a promise broke."""
    sample_s, send_s = USUAL_RATES_S["soil"]
    soil = Group(name="soil", kind="soil", count=count, on_vm=on_vm, sample_s=sample_s, send_s=send_s)
    scenario = Scenario(title="bench", seed=1, days=days, groups=(soil,), faults=(), promises=Promises())
    with tempfile.TemporaryDirectory(prefix="stoep-bench-", dir=RAM) as folder:
        play = Play(scenario, folder=Path(folder), progress=Progress(io.StringIO(), redraws=False))
        asyncio.run(play.run())
    outcome = play.outcome
    assert outcome is not None
    broken = [verdict.broken for verdict in verdicts(outcome) if verdict.broken]
    assert not broken, broken
    return outcome


def _speed(name: str, *, count: int, days: int, on_vm: bool, bar: int) -> Figure:
    outcome = held(count, days=days, on_vm=on_vm)
    rows = sum(len(device.taken_s) for device in outcome.devices)
    talks = sum(len(device.met_s) for device in outcome.devices)
    where = "the MicroPython VM, a process each" if on_vm else "CPython, one process"
    return Figure(
        name=name,
        value=round(days * 86_400 / outcome.played_s),
        unit="× real time",
        bar=f"≥ {bar}",
        conditions=f"{days} virtual days of {count} soil nodes at their usual rates on {where}: {rows} rows in {talks}"
        f" conversations, time standing still while one lasts, in {outcome.played_s:.1f} s; {_PARTS}",
    )


if __name__ == "__main__":
    print(table(fleets()))
