"""The embedded broker, for real: everybody reaches their own topics and nothing else."""

import asyncio
import random
import signal
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from itertools import repeat
from pathlib import Path
from typing import Any

import pytest

from stoep_gateway.broker.nats_server import NatsServer
from stoep_gateway.broker.users import (
    GATEWAY_USER,
    OBSERVER_USER,
    gateway_client_id,
    gateway_password,
    observer_password,
)
from stoep_gateway.config.load import parse
from stoep_gateway.records import Arrival, Outgoing
from stoep_gateway.registry.device import Device
from stoep_gateway.sources.mqtt import MqttSource
from stoep_gateway.sources.mqtt_connection import Login
from stoep_gateway.supervise.broker_store import StoreWatch
from stoep_gateway.supervise.gateway_source import gateway_source
from stoep_protocol import mqtt
from stoep_protocol.master_keys import broker_password
from stoep_protocol.profiles import by_name
from support.certificates import Certificate
from support.ports import free_port
from support.waiting import LIMIT_S, until_listening

MASTER = bytes(range(32))
NAMES = ("a", "b")


def device(name: str) -> Device:
    return Device(name=name, profile=by_name("soil"), generation=1, group=name, cell=None, sample_s=600, send_s=3600)


class Broker:
    """One running nats-server and its files."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        settings = parse(f"[broker]\nport = {self.port}\n", file=folder / "stoep.toml").broker
        self.server = NatsServer(settings=settings, folder=folder / "broker")
        self.process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        self.process = await asyncio.create_subprocess_exec(*self.server.command(), stderr=asyncio.subprocess.DEVNULL)

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        assert self.process
        self.process.send_signal(number)
        await self.process.wait()


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[Broker]:
    running = Broker(tmp_path)
    running.server.write_config([device(name) for name in NAMES], master=MASTER)
    await running.start()
    yield running
    await running.stop()


class Client:
    """A device's end of the wire: what it is told, packet by packet."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._packets = mqtt.PacketReader(max_bytes=100_000)
        self._waiting: list[mqtt.Packet] = []

    async def ask(self, data: bytes) -> mqtt.Packet:
        self._writer.write(data)
        return await self.next()

    async def next(self) -> mqtt.Packet:
        async with asyncio.timeout(LIMIT_S):
            while not self._waiting:
                data = await self._reader.read(4096)
                if not data:
                    raise ConnectionResetError
                self._waiting = self._packets.feed(data)
        return self._waiting.pop(0)

    def close(self) -> None:
        self._writer.close()


@asynccontextmanager
async def client(
    port: int,
    *,
    user: str,
    password: str | None = None,
    client_id: str = "",
    clean: bool = True,
    ca: Certificate | None = None,
) -> AsyncIterator[Client]:
    word = broker_password(MASTER, device_id=user, generation=1) if password is None else password
    await until_listening(port)
    tls = ssl.create_default_context(cadata=ca.pem) if ca else None
    name = "localhost" if ca else None
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=tls, server_hostname=name)
    opened = Client(reader, writer)
    hello = mqtt.connect(
        client_id=client_id or f"test-{user}", user=user, password=word, clean_session=clean, keepalive_s=30
    )
    try:
        _, code = mqtt.parse_connack(await opened.ask(hello))
        if code:
            raise PermissionError(code)
        yield opened
    finally:
        opened.close()


class Gateway:
    """The real source under the gateway's own user; answers each frame with one reply to its sender."""

    def __init__(self, port: int) -> None:
        self.arrivals: asyncio.Queue[Arrival] = asyncio.Queue(1000)
        self._up = asyncio.Event()
        self._source = MqttSource(
            host="127.0.0.1",
            port=port,
            login=Login(
                client_id=gateway_client_id(MASTER),
                user=GATEWAY_USER,
                password=gateway_password(MASTER),
                topic_filter="stoep/1/+/up",
                persistent=True,
            ),
            delays_s=lambda: repeat(0.05),
            report=lambda line: self._up.set() if line.endswith("connected") else self._up.clear(),
        )

    def _take(self, arrivals: tuple[Arrival, ...]) -> tuple[Outgoing, ...]:
        for arrival in arrivals:
            self.arrivals.put_nowait(arrival)
        return tuple(Outgoing(topic=a.topic.replace("/up", "/down"), payload=b"re:" + a.payload) for a in arrivals)

    async def next(self) -> Arrival:
        async with asyncio.timeout(LIMIT_S):
            return await self.arrivals.get()

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Gateway"]:
        task = asyncio.create_task(self._source.run(self._take))
        try:
            async with asyncio.timeout(LIMIT_S):
                await self._up.wait()
            yield self
        finally:
            task.cancel()
            await asyncio.wait([task])


def publish(topic: str, payload: bytes = b"x") -> bytes:
    return mqtt.publish(topic, payload, packet_id=1)


async def test_a_frame_reaches_the_gateway_and_its_reply_the_device(broker: Broker) -> None:
    async with Gateway(broker.port).running() as gateway, client(broker.port, user="a") as a:
        assert mqtt.parse_suback(await a.ask(mqtt.subscribe("stoep/1/a/down", packet_id=1, qos=0))) == 0
        told = [await a.ask(publish("stoep/1/a/up", b"hello")), await a.next()]
        assert (await gateway.next()).payload == b"hello"
        acknowledged, reply = sorted(told, key=lambda packet: packet.kind == mqtt.PUBLISH)  # the broker says no order
        assert acknowledged.kind == mqtt.PUBACK
        assert mqtt.parse_publish(reply).payload == b"re:hello"


async def test_what_a_device_publishes_under_another_name_reaches_nobody(broker: Broker) -> None:
    async with Gateway(broker.port).running() as gateway, client(broker.port, user="a") as a:
        for topic in ("stoep/1/b/up", "stoep/1/b/down", "stoep/1/a/down", "other"):
            await a.ask(publish(topic, b"forged"))
        await a.ask(publish("stoep/1/a/up", b"own"))
        assert (await gateway.next()).payload == b"own"
        assert gateway.arrivals.empty()


@pytest.mark.parametrize(
    "topic", ["stoep/1/b/down", "stoep/1/b/up", "stoep/1/+/up", "stoep/1/a/up", "#", "$MQTT/sub/#"]
)
async def test_a_device_cannot_listen_to_others(broker: Broker, topic: str) -> None:
    async with client(broker.port, user="a") as a:
        answer = await a.ask(mqtt.subscribe(topic, packet_id=1, qos=0))
        assert mqtt.parse_suback(answer) == mqtt.SUBACK_REFUSED


async def test_the_observer_hears_frames_and_says_nothing(broker: Broker) -> None:
    word = observer_password(MASTER)
    async with (
        Gateway(broker.port).running() as gateway,
        client(broker.port, user=OBSERVER_USER, password=word) as observer,
        client(broker.port, user="a") as a,
    ):
        assert mqtt.parse_suback(await observer.ask(mqtt.subscribe("stoep/1/+/up", packet_id=1, qos=0))) == 0
        assert (await observer.ask(publish("stoep/1/a/up", b"forged"))).kind == mqtt.PUBACK
        await a.ask(publish("stoep/1/a/up", b"true"))
        assert mqtt.parse_publish(await observer.next()).payload == b"true"
        assert (await gateway.next()).payload == b"true"


@pytest.mark.parametrize(("user", "password"), [("a", "wrong"), ("stranger", "x"), ("", "")])
async def test_whoever_is_not_enrolled_stays_out(broker: Broker, user: str, password: str) -> None:
    with pytest.raises(PermissionError):
        async with client(broker.port, user=user, password=password):
            pass


@pytest.mark.parametrize("change", [{"revoked": True}, {"generation": 3}], ids=["revoked", "replaced"])
async def test_a_reload_admits_the_new_and_ends_the_old_without_disturbing_others(
    change: dict[str, Any], broker: Broker
) -> None:
    async with (
        Gateway(broker.port).running() as gateway,
        client(broker.port, user="a") as a,
        client(broker.port, user="b") as b,
    ):
        devices = [device("a"), replace(device("b"), **change), device("c")]
        broker.server.write_config(devices, master=MASTER)
        assert broker.process
        broker.process.send_signal(signal.SIGHUP)
        with pytest.raises((ConnectionResetError, BrokenPipeError)):
            await b.next()
        with pytest.raises((PermissionError, ConnectionResetError)):
            async with client(broker.port, user="b"):
                pass
        async with client(broker.port, user="c") as c:
            await c.ask(publish("stoep/1/c/up", b"new"))
        await a.ask(publish("stoep/1/a/up", b"still here"))
        assert [(await gateway.next()).payload, (await gateway.next()).payload] == [b"new", b"still here"]


async def test_a_board_waiting_for_its_re_flash_still_gets_in(broker: Broker) -> None:
    await broker.stop()
    broker.server.write_config([replace(device("a"), generation=2)], master=MASTER)
    await broker.start()
    newest = broker_password(MASTER, device_id="a", generation=2)
    async with Gateway(broker.port).running() as gateway, client(broker.port, user="a") as old:
        await old.ask(publish("stoep/1/a/up", b"old"))
        async with client(broker.port, user="a_2", password=newest) as new:
            await new.ask(publish("stoep/1/a/up", b"new"))
        assert [(await gateway.next()).payload, (await gateway.next()).payload] == [b"old", b"new"]


async def test_frames_wait_on_disk_while_the_gateway_is_away_and_the_broker_is_killed(broker: Broker) -> None:
    async with Gateway(broker.port).running():
        pass
    async with client(broker.port, user="a") as a:
        for number in range(3):
            assert (await a.ask(publish("stoep/1/a/up", bytes([number])))).kind == mqtt.PUBACK
    await broker.stop(signal.SIGKILL)
    await broker.start()
    async with Gateway(broker.port).running() as gateway:
        assert sorted([(await gateway.next()).payload for _ in range(3)]) == [b"\x00", b"\x01", b"\x02"]


async def test_the_gateway_comes_back_by_itself_after_the_broker_was_killed(broker: Broker) -> None:
    async with Gateway(broker.port).running() as gateway:
        await broker.stop(signal.SIGKILL)
        await broker.start()
        async with client(broker.port, user="a") as a:
            await a.ask(publish("stoep/1/a/up", b"again"))
        assert (await gateway.next()).payload == b"again"


async def test_a_store_at_its_limit_locks_everybody_out_until_it_is_emptied(broker: Broker) -> None:
    """Why the supervisor watches for it: without that even the gateway could not come back and empty it."""
    lines = await fill_store(broker)
    watch = StoreWatch(broker.server.folder, restart=lambda: None)
    for line in lines:
        watch.heard(line)
    watch.before_start()
    await broker.start()
    async with Gateway(broker.port).running() as gateway, client(broker.port, user="a") as a:
        await a.ask(publish("stoep/1/a/up", b"again"))
        assert (await gateway.next()).payload == b"again"


async def fill_store(broker: Broker) -> list[str]:
    """Restart with a tiny store, send until nobody gets in any more, stop; what the broker said."""
    await broker.stop()
    broker.server = replace(broker.server, store_max_bytes=200_000)
    broker.server.write_config([device(name) for name in NAMES], master=MASTER)
    log = broker.server.folder / "log"
    with log.open("wb") as file:
        broker.process = await asyncio.create_subprocess_exec(*broker.server.command(), stderr=file)
    async with Gateway(broker.port).running():
        pass
    async with client(broker.port, user="a") as a:
        with suppress(ConnectionResetError):
            for _ in range(1000):
                await a.ask(publish("stoep/1/a/up", bytes(1000)))
    with pytest.raises(ConnectionResetError):
        async with client(broker.port, user="b"):
            pass
    await broker.stop()
    return log.read_text().splitlines()


async def test_gateway_and_devices_meet_by_tls(tmp_path: Path) -> None:
    certificate = Certificate(tmp_path / "tls")
    broker = Broker(tmp_path)
    files = {"ca_file": certificate.file, "cert_file": certificate.file, "key_file": certificate.key_file}
    settings = replace(broker.server.settings, public_host="localhost", **files)
    broker.server = replace(broker.server, settings=settings)
    broker.server.write_config([device("a")], master=MASTER)
    await broker.start()
    arrivals: asyncio.Queue[Arrival] = asyncio.Queue(10)
    is_up = asyncio.Event()

    def take(arrived: tuple[Arrival, ...]) -> tuple[Outgoing, ...]:
        arrivals.put_nowait(arrived[0])
        return ()

    def hear(report: str) -> None:
        if report.endswith("connected"):
            is_up.set()

    source = gateway_source(settings, master=MASTER, rng=random.Random(1), report=hear)
    running = asyncio.create_task(source.run(take))
    async with asyncio.timeout(LIMIT_S):
        await is_up.wait()
        async with client(broker.port, user="a", ca=certificate) as a:
            await a.ask(publish("stoep/1/a/up", b"sealed twice"))
        assert (await arrivals.get()).payload == b"sealed twice"
    running.cancel()
    await asyncio.wait([running])
    await broker.stop()


async def test_no_file_of_the_broker_is_readable_by_others(broker: Broker) -> None:
    async with client(broker.port, user="a"):
        pass
    folder = broker.server.folder
    assert folder.stat().st_mode & 0o777 == 0o700
    assert broker.server.config_file.stat().st_mode & 0o777 == 0o600
