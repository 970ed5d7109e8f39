"""Something is wrong with a port, a broker or a device at it."""

import asyncio
import socket
import subprocess
import sys
from typing import Any

from stoep_gateway.ingest.quota import ROWS_MAX
from stoep_gateway.registry.master import load_master
from support.ports import free_port
from support.scenes import scene
from support.stage import Stage, listening, publish, refused
from support.waiting import LIMIT_S
from support.wire_client import WireClient
from support.wire_device import WireDevice

_MANY_ROWS = 150


@scene("broker's port taken")
def _(stage: Stage) -> str:
    with listening() as port:
        stage.changed(f"port = {stage.gateway.port}", f"port = {port}")
        log = stage.tmp_path / "taken.log"
        with log.open("wb") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "stoep_gateway", "run", "--config", str(stage.gateway.config)], stderr=file
            )
        try:
            return stage.wait(log, situation="broker's port taken")
        finally:
            process.terminate()
            process.wait(LIMIT_S)


@scene("web port taken")
def _(stage: Stage) -> str:
    with socket.create_server(("127.0.0.1", stage.gateway.web_port)):
        return stage.logged_error("run", "--part", "web")


@scene("metrics port taken")
def _(stage: Stage) -> str:
    with socket.create_server(("127.0.0.1", stage.gateway.metrics_port)):
        return stage.logged_error("run", "--part", "gateway")


@scene("broker away")
def _(stage: Stage) -> str:
    stage.own_broker(free_port())
    return stage.logged("broker away")


@scene("wrong port: no MQTT there")
def _(stage: Stage) -> str:
    with listening(b"HTTP/1.1 400 Bad Request\r\n\r\n" + b"\xff" * 64) as port:
        stage.own_broker(port)
        return stage.logged("wrong port: no MQTT there")


@scene("gateway's password wrong")
def _(stage: Stage) -> str:
    with listening(b"\x20\x02\x00\x05") as port:
        stage.own_broker(port)
        return stage.logged("gateway's password wrong")


@scene("unknown device at the broker")
def _(stage: Stage) -> str:
    return stage.said_beside("unknown device at the broker", lambda bundle: refused(bundle, user="nobody"))


@scene("wrong broker password of a device")
def _(stage: Stage) -> str:
    return stage.said_beside("wrong broker password of a device", lambda bundle: refused(bundle, user="garden-7"))


@scene("device publishes under another name")
def _(stage: Stage) -> str:
    situation = "device publishes under another name"
    return stage.said_beside(situation, lambda bundle: publish(bundle, topic="stoep/1/garden-8/up"))


@scene("unknown device, your own broker")
def _(stage: Stage) -> str:
    frame = b"\x30\x1a\x00\x11stoep/1/nobody/up" + b"payload"
    with listening(b"\x20\x02\x00\x00\x90\x03\x00\x01\x01" + frame) as port:
        stage.own_broker(port)
        return stage.logged("unknown device, your own broker")


@scene("wrong key")
def _(stage: Stage) -> str:
    """The stranger is refused; the true device's rows are taken all the same."""

    def act(bundle: dict[str, Any]) -> None:
        async def both() -> None:
            forged = WireDevice("garden-7", master=bytes(32)).hello()
            device = WireDevice("garden-7", master=load_master(stage.gateway.state_dir))
            async with WireClient(device, bundle=bundle) as client:
                await client._client.publish(forged.topic, forged.payload, qos=1)
                await client.say(device.hello(next_row=2))
                reply = await client.say(device.rows(1, [(150_000_000, (1500, 180, 150, 200, 600))]))
                while reply.settled < 1:
                    reply = await client.hear()

        asyncio.run(both())

    return stage.said_while("wrong key", act)


@scene("a device brings too much")
def _(stage: Stage) -> str:
    """Rows that hardly differ, so that a frame has room for many."""

    def act(bundle: dict[str, Any]) -> None:
        async def flood() -> None:
            device = WireDevice("garden-7", master=load_master(stage.gateway.state_dir))
            async with WireClient(device, bundle=bundle) as client:
                await client.say(device.hello())
                for first in range(1, ROWS_MAX + _MANY_ROWS, _MANY_ROWS):
                    rows = [(600 * row, (1500, 180, 150, 200, 600)) for row in range(first, first + _MANY_ROWS)]
                    await client.say(device.rows(first, rows, lag=first - 1))

        asyncio.run(flood())

    return stage.said_while("a device brings too much", act)


@scene("not a sealed frame")
def _(stage: Stage) -> str:
    situation = "not a sealed frame"
    return stage.said_beside(situation, lambda bundle: publish(bundle, topic="stoep/1/garden-7/up", payload=b"hello"))
