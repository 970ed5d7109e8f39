"""Somebody's own Mosquitto does as well: the session keeps what came meanwhile, TLS trusts the named CA alone."""

import asyncio
import random
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiomqtt
import pytest

from stoep_gateway.config.load import parse
from stoep_gateway.records import Arrival, Outgoing
from stoep_gateway.supervise.gateway_source import gateway_source
from stoep_simulators.commands.own_ports import own_ports
from support import tools
from support.certificates import Certificate
from support.waiting import LIMIT_S

pytestmark = pytest.mark.needs("mosquitto")


class Mosquitto:
    """One running broker with a plain and a TLS listener, and user "gateway"; and the gateway's source at it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.plain_port, self.tls_port = own_ports(2)
        certificate = Certificate(folder / "tls")
        self.ca = certificate.file
        self.password = folder / "password"
        self.password.write_text("hush")
        self.password.chmod(0o600)
        users = folder / "users"
        subprocess.run(["mosquitto_passwd", "-b", "-c", users, "gateway", "hush"], check=True, capture_output=True)
        users.chmod(0o644)
        self.config = folder / "mosquitto.conf"
        self.config.write_text(
            f"user root\nallow_anonymous false\npassword_file {users}\nlistener {self.plain_port} 127.0.0.1\n"
            f"listener {self.tls_port} 127.0.0.1\ncertfile {self.ca}\nkeyfile {certificate.key_file}\n"
        )
        self.arrivals: asyncio.Queue[Arrival] = asyncio.Queue(100)
        self.reports: asyncio.Queue[str] = asyncio.Queue(100)

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Mosquitto"]:
        process = await asyncio.create_subprocess_exec(
            tools.path("mosquitto"), "-c", self.config, stderr=asyncio.subprocess.DEVNULL
        )
        try:
            yield self
        finally:
            process.terminate()
            await process.wait()

    @asynccontextmanager
    async def gateway(self, *, ca: Path | None = None) -> AsyncIterator[None]:
        tls = f'ca_file = "{ca}"' if ca else ""
        port = self.tls_port if ca else self.plain_port
        text = f'[broker]\nembedded = false\nhost = "localhost"\nport = {port}\npassword_file = "password"\n{tls}\n'
        broker = parse(text, file=self.folder / "stoep.toml").broker
        source = gateway_source(broker, master=bytes(32), rng=random.Random(1), report=self.reports.put_nowait)
        running = asyncio.create_task(source.run(self._take))
        try:
            yield
        finally:
            running.cancel()
            await asyncio.wait([running])

    def _take(self, arrivals: tuple[Arrival, ...]) -> tuple[Outgoing, ...]:
        for arrival in arrivals:
            self.arrivals.put_nowait(arrival)
        return tuple(Outgoing(topic="stoep/1/a/down", payload=arrival.payload) for arrival in arrivals)

    async def connected(self) -> None:
        async with asyncio.timeout(LIMIT_S):
            while not (await self.reports.get()).endswith("connected"):
                pass

    async def report_with(self, text: str) -> str:
        async with asyncio.timeout(LIMIT_S):
            while text not in (report := await self.reports.get()):
                pass
        return report

    def client(self) -> aiomqtt.Client:
        port = self.plain_port
        return aiomqtt.Client("127.0.0.1", port=port, username="gateway", password="hush", timeout=LIMIT_S)


async def test_frames_come_in_and_replies_go_out(tmp_path: Path) -> None:
    async with Mosquitto(tmp_path).running() as mosquitto, mosquitto.gateway():
        await mosquitto.connected()
        async with mosquitto.client() as device, asyncio.timeout(LIMIT_S):
            await device.subscribe("stoep/1/a/down")
            await device.publish("stoep/1/a/up", b"frame", qos=1)
            message = await anext(aiter(device.messages))
            assert message.payload == b"frame"


async def test_what_came_while_the_gateway_was_away_waits_for_it(tmp_path: Path) -> None:
    async with Mosquitto(tmp_path).running() as mosquitto:
        async with mosquitto.gateway():
            await mosquitto.connected()
        async with mosquitto.client() as device:
            for number in range(50):
                await device.publish("stoep/1/a/up", bytes([number]), qos=1)
        async with mosquitto.gateway(), asyncio.timeout(LIMIT_S):
            assert [(await mosquitto.arrivals.get()).payload[0] for _ in range(50)] == list(range(50))


async def test_a_broker_that_forgot_the_session_is_subscribed_to_again(tmp_path: Path) -> None:
    mosquitto = Mosquitto(tmp_path)
    async with mosquitto.running(), mosquitto.gateway():
        await mosquitto.connected()
    async with mosquitto.running(), mosquitto.gateway():
        await mosquitto.connected()
        async with mosquitto.client() as device, asyncio.timeout(LIMIT_S):
            await device.publish("stoep/1/a/up", b"after", qos=1)
            assert (await mosquitto.arrivals.get()).payload == b"after"


async def test_tls_with_the_named_ca_connects(tmp_path: Path) -> None:
    async with Mosquitto(tmp_path).running() as mosquitto, mosquitto.gateway(ca=mosquitto.ca):
        await mosquitto.connected()


async def test_a_certificate_of_another_ca_is_refused_with_the_remedy(tmp_path: Path) -> None:
    other = Certificate(tmp_path / "other").file
    async with Mosquitto(tmp_path).running() as mosquitto, mosquitto.gateway(ca=other):
        report = await mosquitto.report_with("certificate")
    assert "name the right CA in [broker] ca_file" in report


async def test_a_plain_port_is_told_from_a_tls_port(tmp_path: Path) -> None:
    mosquitto = Mosquitto(tmp_path)
    mosquitto.tls_port = mosquitto.plain_port
    async with mosquitto.running(), mosquitto.gateway(ca=mosquitto.ca):
        await mosquitto.report_with("does not speak TLS there: is this its TLS port?")
