"""A device reaches Mosquitto and the embedded broker by TLS, or says in one line why it does not: on the real VM."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from stoep_gateway.broker.nats_server import NatsServer
from stoep_gateway.config.load import parse
from stoep_gateway.config.settings import BrokerSettings, UpdateSettings
from stoep_gateway.records import WIRE_EPOCH_S
from stoep_gateway.registry.bundle import make_bundle
from stoep_gateway.registry.device import Device
from stoep_protocol.profiles import by_name
from stoep_simulators.commands.own_ports import own_ports
from support import tools
from support.certificates import Certificate
from support.on_device import run_on_micropython
from support.repository import ROOT
from support.waiting import until_answered

pytestmark = [pytest.mark.needs("mosquitto"), pytest.mark.needs("micropython")]

MASTER = bytes(range(32))
DEVICE = Device(name="garden-7", profile=by_name("soil"), generation=1, group="g", cell=None, sample_s=600, send_s=3600)
BROKER = parse('[broker]\nhost = "localhost"\n', file=Path("stoep.toml")).broker
ADDRESS = socket.getaddrinfo("localhost", 1, type=socket.SOCK_STREAM)[0][4][0]  # the one that the VM takes

LINES = {
    "right": "open",
    "other CA": "its certificate is not from the CA in this board's bundle: enrol the device again",
    "other name": "its certificate is for another name: the operator sets public_host to the name in it",
    "expired": "its certificate has expired: the operator renews it",
    "early": "its certificate is not valid yet: the operator looks at the clock that it was made with",
    "no TLS there": "does not speak TLS there: the operator sets [broker] port to the TLS port, or leaves ca_file out",
    "TLS there": "wants TLS: the operator names its CA in [broker] ca_file, then enrol anew",
}
# Where its alert is lost in the end of the connection, or it sends none.
HANGS_UP = " before it answered: does it want TLS, is the device still enrolled?"


class Site:
    """Certificates, the brokers that show them, and what a device is told of each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.authority = authority = Certificate(folder / "ca", name="our CA", ends_h=9_999)
        self.certificates = {
            "right": Certificate(folder / "right", authority=authority),
            "other name": Certificate(folder / "name", authority=authority, name="broker.example"),
            "expired": Certificate(folder / "expired", authority=authority, begins_h=-48, ends_h=-24),
            "early": Certificate(folder / "early", authority=authority, begins_h=24, ends_h=48),
        }
        self.cases: list[tuple[str, dict[str, object]]] = []

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Site"]:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._mosquitto())
            await stack.enter_async_context(self._nats())
            yield self

    def _add(self, case: str, *, port: int, pinned: Certificate | None) -> None:
        broker = replace(BROKER, port=port, ca_file=pinned.file if pinned else None)
        self.cases.append(
            (case, make_bundle(DEVICE, master=MASTER, broker=broker, updates=UpdateSettings(public_keys=())))
        )

    def _add_ports(self, kind: str, *, plain: int, tls: int) -> None:
        self._add(f"{kind}: right", port=tls, pinned=self.authority)
        self._add(f"{kind}: other CA", port=tls, pinned=Certificate(self.folder / kind))
        self._add(f"{kind}: no TLS there", port=plain, pinned=self.authority)
        self._add(f"{kind}: TLS there", port=tls, pinned=None)

    @asynccontextmanager
    async def _mosquitto(self) -> AsyncIterator[None]:
        plain, *secured = own_ports(1 + len(self.certificates))
        lines = ["user root", "allow_anonymous true", f"listener {plain} {ADDRESS}"]
        for port, (case, certificate) in zip(secured, self.certificates.items(), strict=True):
            lines += [f"listener {port} {ADDRESS}", f"certfile {certificate.file}", f"keyfile {certificate.key_file}"]
            if case != "right":
                self._add(f"mosquitto: {case}", port=port, pinned=self.authority)
        self._add_ports("mosquitto", plain=plain, tls=secured[0])
        config = self.folder / "mosquitto.conf"
        config.write_text("\n".join(lines) + "\n")
        async with process([str(tools.path("mosquitto")), "-c", str(config)], ports=[plain, *secured]):
            yield

    @asynccontextmanager
    async def _nats(self) -> AsyncIterator[None]:
        plain, tls = own_ports(2)
        right = self.certificates["right"]
        self._add_ports("nats", plain=plain, tls=tls)
        files = {"ca_file": self.authority.file, "cert_file": right.file, "key_file": right.key_file}
        async with AsyncExitStack() as stack:
            for port, named in ((plain, {}), (tls, files)):
                settings: BrokerSettings = replace(BROKER, host=ADDRESS, port=port, **named)
                server = NatsServer(settings=settings, folder=self.folder / str(port))
                server.write_config([DEVICE], master=MASTER)
                await stack.enter_async_context(process(server.command(), ports=[port]))
            yield


@asynccontextmanager
async def process(command: Sequence[str], *, ports: list[int]) -> AsyncIterator[None]:
    """Until it listens at all of them."""
    running = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.DEVNULL)

    async def answers() -> bool:
        try:
            for port in ports:
                _, writer = await asyncio.open_connection(ADDRESS, port)
                writer.close()
        except OSError:
            return False
        return True

    try:
        await until_answered(answers, what=f"{command[0]} answers")
        yield
    finally:
        running.terminate()
        await running.wait()


async def test_a_device_says_what_is_wrong_with_a_broker_s_tls(tmp_path: Path, compiled: Path) -> None:
    cases = tmp_path / "cases.json"
    async with Site(tmp_path).running() as site:
        cases.write_text(json.dumps(site.cases))
        finished = await asyncio.to_thread(
            run_on_micropython, "tls_brokers.py", cases, path=[compiled, ROOT / "tests"], heap="512k"
        )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    heard: dict[str, Any] = {
        case: (said, told_s) for case, said, told_s in map(json.loads, finished.stdout.splitlines())
    }
    for case, bundle in site.cases:
        kind = case.partition(": ")[2]
        broker: Any = bundle["broker"]
        where = "" if kind == "right" else f"broker localhost:{broker['port']}: "
        said = heard[case][0]
        assert said == where + LINES[kind] or (kind == "TLS there" and said.endswith(HANGS_UP)), case
    begins_s = int(site.certificates["early"].begins.timestamp()) - WIRE_EPOCH_S
    told = {case: told_s for case, (_, told_s) in heard.items() if told_s is not None}
    assert told == {"mosquitto: early": begins_s}
