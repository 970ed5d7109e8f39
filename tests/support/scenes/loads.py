"""A load that cannot be made, or whose figures are not about the gateway."""

import asyncio
import os
import resource
import subprocess
from array import array
from collections.abc import Coroutine
from typing import Any

import pytest

from stoep_protocol.profiles import by_name
from stoep_simulators.commands.until_told import until_told
from stoep_simulators.load.report import report_of
from stoep_simulators.load.senders import Account, Endpoint, LoadError, Senders
from stoep_simulators.load.settings import LoadSettings
from stoep_simulators.load.talker import Speaker
from stoep_simulators.load.tally import Tally
from support.gateway import STOEP
from support.in_process_broker import InProcessBroker
from support.ingest_bench import Core
from support.ports import free_port
from support.scenes import scene
from support.stage import Stage
from support.waiting import until


@scene("a load of more devices than files may be open")
def _(stage: Stage) -> str:
    command = f"ulimit -n 300 && exec {STOEP} load --devices 1000"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    return done.stderr.splitlines()[-1].removeprefix("stoep load: error: ")


@scene("a load's devices run out of open files")
def _(stage: Stage) -> str:
    port = free_port()

    async def dial() -> None:
        few, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        lowest_free = os.dup(0)
        os.close(lowest_free)
        resource.setrlimit(resource.RLIMIT_NOFILE, (lowest_free, most))
        try:
            await _introduced(port)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (few, most))

    return _error(dial())


@scene("a load's devices do not get in")
def _(stage: Stage) -> str:
    async def dial() -> None:
        with Core(stage.tmp_path) as core:
            async with InProcessBroker(core, code=5).listening() as broker:
                await _introduced(broker.port)

    return _error(dial())


@scene("a load generator that was late itself")
def _(stage: Stage) -> str:
    return report_of(
        LoadSettings(devices=1, every_s=1, frames=1, seed=1),
        tally=Tally(lateness_s=array("d", [0.25])),
        sent_s=1.0,
        usage={},
        accounts={"lives": [], "balanced": True},
    ).warning


async def _introduced(port: int) -> None:
    speaker = Speaker(name="load-1", secret=bytes(32), profile=by_name("soil"), sample_s=1, send_s=1)
    account = Account(speaker=speaker, user="load-1", password="hush")
    senders = Senders([account], broker=Endpoint(host="127.0.0.1", port=port), tally=Tally(), seed=1)
    async with senders.connected():
        await until(lambda: senders.trouble != "", what="a connection that fails")
        await senders.introduce(patience_s=0)


def _error(dialling: Coroutine[Any, Any, None]) -> str:
    with pytest.raises(LoadError) as raised:
        asyncio.run(until_told(dialling))
    return str(raised.value)
