"""A load run against a real gateway, whose broker is killed in the middle of it."""

import asyncio
import os
import signal
from io import StringIO
from pathlib import Path

from stoep_simulators.commands.progress import Progress
from stoep_simulators.load.run import LoadRun
from stoep_simulators.load.settings import LoadSettings
from stoep_simulators.load.spread import NEVER
from stoep_simulators.load.usage import processes, tree
from support.waiting import until


async def test_a_killed_broker_costs_a_real_gateways_devices_no_frame(tmp_path: Path) -> None:
    settings = LoadSettings(devices=5, every_s=1, frames=5, seed=3, commit_interval_s=0.2)
    said = StringIO()
    load = LoadRun(settings, folder=tmp_path, progress=Progress(said, redraws=False))
    async with asyncio.TaskGroup() as group:
        group.create_task(_kill_broker(load), name="kill")
        await load.run()
    report = load.report
    assert report is not None
    assert (report.tally.due, report.tally.sent, report.tally.settled, report.lost) == (25, 25, 25, 0)
    assert report.tally.breaks >= 5
    assert report.faults == ()
    assert report.accounts["balanced"]
    assert report.settled is not None
    assert report.settled.most < NEVER
    assert set(report.usage) == {"gateway", "broker", "load generator"}
    assert report.usage["gateway"].processes >= 3
    assert all(used.memory_bytes > 2**20 for used in report.usage.values())
    assert "5 devices connected" in said.getvalue()


async def _kill_broker(load: LoadRun) -> None:
    await until(lambda: load.tally.sent >= 8, what="frames are on their way")
    daemon = load.gateway.pid
    assert daemon is not None
    (broker,) = [each for each in tree(processes(), root=daemon) if each.name == "nats-server"]
    os.kill(broker.pid, signal.SIGKILL)
