"""A gateway of a scenario or a test that cannot be as it is configured."""

import asyncio
from collections.abc import Coroutine
from contextlib import redirect_stderr
from io import StringIO
from typing import Any

import pytest

from stoep_gateway.commands.main import main
from stoep_simulators.commands.local_config import OwnConfig, read_own_config
from stoep_simulators.commands.local_gateway import GatewayError, LocalGateway
from stoep_simulators.scenarios.held_gateway import HeldGateway
from support.ports import free_port
from support.scenes import scene
from support.stage import Stage
from support.waiting import LIMIT_S


@scene("numbers of a fleet that cannot be")
def _(stage: Stage) -> str:
    with redirect_stderr(StringIO()) as errors, pytest.raises(SystemExit):
        main(["simulate", "--devices", "0", "--days", "2", "--seed", "1"])
    return errors.getvalue().splitlines()[-1].removeprefix("stoep simulate: error: ")


@scene("an operator's configuration that the gateway does not take")
def _(stage: Stage) -> str:
    return _error(LocalGateway(stage.tmp_path).prepare(changes={}, own=_own(stage, "[people]\nkk = 5\n")))


@scene("a back-end of a run's gateway that there is not")
def _(stage: Stage) -> str:
    own = _own(stage, '[[backend]]\nname = "city"\ntype = "nonesuch"\n')
    return _error(_started(LocalGateway(stage.tmp_path), own=own, patience_s=LIMIT_S))


@scene("an operator's broker that does not answer")
def _(stage: Stage) -> str:
    (stage.tmp_path / "password").write_text("a word\n")
    (stage.tmp_path / "password").chmod(0o600)
    text = f'[broker]\nembedded = false\nport = {free_port()}\npassword_file = "password"\n'
    return _error(_started(LocalGateway(stage.tmp_path), own=_own(stage, text), patience_s=1.0))


@scene("a scenario configures a gateway that runs")
def _(stage: Stage) -> str:
    async def twice() -> None:
        gateway = HeldGateway(stage.tmp_path, name="a test")
        await gateway.prepare()
        await gateway.prepare(own=_own(stage, ""))

    return _error(twice())


def _own(stage: Stage, text: str) -> OwnConfig:
    path = stage.tmp_path / "own.toml"
    path.write_text(text)
    return read_own_config(path)


async def _started(gateway: LocalGateway, *, own: OwnConfig, patience_s: float) -> None:
    await gateway.prepare(changes={}, own=own)
    await gateway.start()
    try:
        await gateway.ready(patience_s=patience_s)
    finally:
        await gateway.stop()


def _error(work: Coroutine[Any, Any, None]) -> str:
    with pytest.raises(GatewayError) as raised:
        asyncio.run(work)
    return str(raised.value)
