"""The same seed gives the same rows: twice, on each CPython that is here, on the MicroPython VM, and as written."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from stoep_maker.usual_sensors import SENSORS
from stoep_simulators.row_log import KeptRow, read_rows, rows_sha256
from stoep_simulators.scenarios.parse import read_scenario
from stoep_simulators.scenarios.world import START_S, World
from stoep_simulators.vm.vm_node import VmNode, source_path
from support import same_rows
from support.answering_gateway import AnsweringGateway

# As it came out on x86-64 under Linux with glibc 2.41, on CPython 3.11 and 3.13 and on MicroPython 1.25. What changes
# worlds, sensors or the rhythm of the firmware changes it; nothing else may.
_ROWS_SHA256 = "175925d2f6cca511c9beabd87116b0df82a29a89c81e91aeded03e88086cd5af"
_TEXT = """\
seed = 11
days = 1
[[devices]]
kind = "soil"
[[devices]]
kind = "air"
sample = "10 m"
[[devices]]
kind = "people"
sample = "10 m"
send = "30 m"
[[devices]]
kind = "weather"
[[faults]]
kind = "wifi-away"
at = "3 h"
for = "9 h"
devices = 0.5
[[faults]]
kind = "stuck-sensor"
at = "14 h"
for = "2 h"
devices = ["weather", "air"]
sensor = "bme280"
[[faults]]
kind = "clock-drift"
at = "6 h"
for = "16 h"
ppm = -900
"""
Play = Callable[[Path, dict[str, Any]], Awaitable[None]]


async def here(folder: Path, plan: dict[str, Any]) -> None:
    await same_rows.live(written(folder, plan))


def on(python: str) -> Play:
    async def play(folder: Path, plan: dict[str, Any]) -> None:
        search = ":".join(map(str, source_path()))
        process = await asyncio.create_subprocess_exec(
            python, same_rows.__file__, str(written(folder, plan)), env={"PYTHONPATH": search}
        )
        assert await process.wait() == 0

    return play


def on_the_vm(compiled: Path) -> Play:
    async def play(folder: Path, plan: dict[str, Any]) -> None:
        node = VmNode(folder, bundle=plan["bundle"], tape=Path(plan["tape"]), seed=plan["seed"], import_path=compiled)
        await node.start_held(start_s=START_S)
        await node.step(plan["until_ms"])
        await node.kill()

    return play


def written(folder: Path, plan: dict[str, Any]) -> Path:
    (folder / "plan.json").write_text(json.dumps(plan))
    return folder / "plan.json"


async def digest(folder: Path, *, play: Play) -> str:
    """Of the rows of all devices, each with a gateway of its own that tells no time."""
    (folder / "street.toml").write_text(_TEXT)
    scenario = read_scenario(folder / "street.toml")
    world = World(scenario)
    logs: dict[str, tuple[KeptRow, ...]] = {}
    for group in scenario.groups:
        (name,) = group.devices
        home = folder / name
        (home / "flash").mkdir(parents=True)
        world.tape(name, group=group).write(str(home / "world.tape"))
        async with AnsweringGateway(name, time_s=None) as gateway:
            sensors = list(SENSORS[group.kind])
            plan = {
                "bundle": gateway.bundle(group.kind, sensors, sample_s=group.sample_s, send_s=group.send_s),
                "tape": str(home / "world.tape"),
                "data_dir": str(home / "flash"),
                "row_log": str(home / "rows.jsonl"),
                "seed": scenario.seed,
                "start_s": START_S,
                "until_ms": (START_S + scenario.end_s) * 1_000 - 1,
            }
            await play(home, plan)
            assert gateway.conversations > 10
        logs[name] = read_rows(home / "rows.jsonl")
    return rows_sha256(logs, start_s=START_S)


async def test_the_rows_are_those_that_are_written_here(tmp_path: Path) -> None:
    assert await digest(tmp_path, play=here) == _ROWS_SHA256


async def test_another_process_takes_the_same_rows_on_this_python_and_on_each_other(tmp_path: Path) -> None:
    for number, python in enumerate([sys.executable, *same_rows.other_pythons()]):
        (folder := tmp_path / str(number)).mkdir()
        assert await digest(folder, play=on(python)) == _ROWS_SHA256, python


@pytest.mark.needs("micropython")
async def test_the_vm_takes_the_same_rows(tmp_path: Path, compiled: Path) -> None:
    assert await digest(tmp_path, play=on_the_vm(compiled)) == _ROWS_SHA256
