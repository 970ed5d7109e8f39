"""Drain one preloaded session: by mosquitto_sub, which keeps nothing; by the gateway, durably; and on a slow disk."""

import asyncio
import contextlib
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median

from bench.figures import Figure
from bench.rows import FIRST_ROW, fill
from stoep_gateway.broker.nats_server import NatsServer
from stoep_gateway.broker.users import GATEWAY_USER, gateway_client_id, gateway_password
from stoep_gateway.config.load import load
from stoep_gateway.registry.device import Device
from stoep_gateway.registry.master import load_master
from stoep_gateway.registry.store import Registry
from stoep_protocol import mqtt
from stoep_protocol.cbor import Writer
from stoep_protocol.extras import NO_EXTRAS
from stoep_protocol.hello import Hello, encode_hello
from stoep_protocol.keys import up_cipher
from stoep_protocol.limits import MAX_FRAME_BYTES
from stoep_protocol.master_keys import broker_password, device_secret
from stoep_protocol.names import up_topic
from stoep_protocol.parse_topic import ALL_UP_TOPICS
from stoep_protocol.profiles import BUILT_IN, by_name
from stoep_protocol.rows import FrameBuffer, encode_rows
from stoep_simulators.load.walks import Walk
from support import tools
from support.gateway import Gateway
from support.waiting import LIMIT_S

DEVICES = 200
FRAMES_EACH = 500
ROWS_A_FRAME = 6
LIFE = b"\x0b\xad\xca\xfe"
_PROFILE = BUILT_IN[1]


def durable(*, runs: int) -> list[Figure]:
    """A minute or two. The broker is loaded once; each drain gets a copy of what it had on disk then."""
    with tempfile.TemporaryDirectory(prefix="stoep-bench-") as name:
        folder = Path(name)
        slow_sync = _slow_sync(folder)
        site = _Site(folder / "site")
        found = [_run(site, slow_sync=slow_sync) for _ in range(runs)]
    frames = DEVICES * FRAMES_EACH
    conditions = (
        f"{frames:,} sealed frames of 30 readings from {DEVICES} devices in one NATS session each, all of the gateway's"
        " process with its start and the archive behind it, FULL sync, commit interval 0;"
        f" median of {runs} runs in turns"
    )
    return [
        Figure(
            name="durable_vs_c_consumer",
            value=round(median(c / ours for c, ours, _ in found), 3),
            unit="ratio",
            bar="≥ 0.30",
            conditions=conditions,
        ),
        Figure(
            name="durable_frames_per_s",
            value=round(frames / median(ours for _, ours, _ in found)),
            unit="frames/s",
            conditions=conditions,
        ),
        Figure(
            name="durable_slowed_fsync_ratio",
            value=round(median(ours / slowed for _, ours, slowed in found), 3),
            unit="ratio",
            bar="≥ 0.85",
            conditions="frames a second with 5 ms more for every fsync and fdatasync ÷ without; " + conditions,
        ),
    ]


class _Site:
    """A gateway that was never started, and its broker with everything to be drained."""

    def __init__(self, folder: Path) -> None:
        self.gateway = Gateway(folder, settings={"journal": {"commit_interval_s": 0.0}})
        state_dir = self.gateway.state_dir
        devices = [_device(number) for number in range(DEVICES)]
        self.master = load_master(state_dir)
        Registry(state_dir).put(devices[0], devices={device.name: device for device in devices})
        self._nats = NatsServer(settings=load(self.gateway.config).broker, folder=state_dir / "broker")
        self._nats.write_config(devices, master=self.master)
        self._loaded = folder / "loaded"
        with _process(self._nats.command(), environment={}):
            asyncio.run(_preload(self.gateway.port, devices=devices, master=self.master))
        state_dir.rename(self._loaded)

    @contextlib.contextmanager
    def broker(self) -> Iterator[None]:
        """The broker runs, nothing is drained yet, and the gateway has no journal."""
        shutil.copytree(self._loaded, self.gateway.state_dir)
        with _process(self._nats.command(), environment={}):
            asyncio.run(_until_open(self.gateway.port))
            yield
        shutil.rmtree(self.gateway.state_dir)


def _run(site: _Site, *, slow_sync: Path) -> tuple[float, float, float]:
    """Seconds for the same messages: of mosquitto_sub, of the gateway, of the gateway on a slow disk."""
    with site.broker():
        consumer_s = _drain_with_c(site.gateway.port, master=site.master)
    with site.broker():
        gateway_s = _drain_with_gateway(site.gateway, preload=None)
    with site.broker():
        slowed_s = _drain_with_gateway(site.gateway, preload=slow_sync)
    return consumer_s, gateway_s, slowed_s


def _slow_sync(folder: Path) -> Path:
    """The library to be preloaded."""
    source, library = Path(__file__).with_name("slow_sync.c"), folder / "slow_sync.so"
    command = [tools.path("gcc"), "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", library, source, "-ldl"]
    subprocess.run(command, check=True)
    return library


@contextlib.contextmanager
def _loaded_broker() -> Iterator[tuple[Gateway, bytes]]:
    """A gateway that was never started, its master key, and its broker with everything to be drained."""
    with tempfile.TemporaryDirectory(prefix="stoep-bench-") as name:
        gateway = Gateway(Path(name), settings={"journal": {"commit_interval_s": 0.0}})
        devices = [_device(number) for number in range(DEVICES)]
        master = load_master(gateway.state_dir)
        by_name = {device.name: device for device in devices}
        Registry(gateway.state_dir).put(devices[0], devices=by_name)
        settings = load(gateway.config)
        nats = NatsServer(settings=settings.broker, folder=gateway.state_dir / "broker")
        nats.write_config(devices, master=master)
        with _process(nats.command(), environment={}):
            asyncio.run(_preload(gateway.port, devices=devices, master=master))
            yield gateway, master


def _device(number: int) -> Device:
    name = f"tuin-{number}"
    return Device(name=name, profile=by_name("soil"), generation=1, group=name, cell=None, sample_s=600, send_s=3600)


async def _preload(port: int, *, devices: list[Device], master: bytes) -> None:
    """Make both sessions, then publish everything, each device over its own connection."""
    await _until_open(port)
    await _talk(port, _gateway_login(master) + mqtt.subscribe(ALL_UP_TOPICS, packet_id=1, qos=1), answers=2)
    command = [*_c_consumer(port, master=master), "-E"]
    await asyncio.to_thread(subprocess.run, command, check=True, stdout=subprocess.DEVNULL)
    for first in range(0, len(devices), 20):
        await asyncio.gather(*(_publish(port, device, master=master) for device in devices[first : first + 20]))


async def _until_open(port: int) -> None:
    async with asyncio.timeout(10):
        while True:
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                return
            await asyncio.sleep(0.02)


async def _publish(port: int, device: Device, *, master: bytes) -> None:
    password = broker_password(master, device_id=device.name, generation=1)
    login = mqtt.connect(client_id=device.name, user=device.name, password=password, clean_session=True, keepalive_s=60)
    topic = up_topic(device.name)
    messages = [mqtt.publish(topic, message, packet_id=at + 1) for at, message in enumerate(_messages(device, master))]
    await _talk(port, login + b"".join(messages), answers=1 + len(messages))


async def _talk(port: int, data: bytes, *, answers: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    packets = mqtt.PacketReader(max_bytes=2000)
    writer.write(data)
    async with asyncio.timeout(LIMIT_S):
        while answers > 0:
            received = await reader.read(65536)
            if not received:
                raise ConnectionError("the broker closed the connection")
            answers -= len(packets.feed(received))
    writer.write(mqtt.disconnect())
    await writer.drain()
    writer.close()


def _messages(device: Device, master: bytes) -> Iterator[bytes]:
    secret = device_secret(master, device_id=device.name, generation=1)
    chance = random.Random(device.name)
    cipher = up_cipher(secret, device_id=device.name, session=chance.randbytes(8))
    writer = Writer(MAX_FRAME_BYTES)
    last = FIRST_ROW + ROWS_A_FRAME * FRAMES_EACH
    encode_hello(writer, Hello(b"bench", "bench", (1,), LIFE, FIRST_ROW, last, FIRST_ROW - 1, 600, 3600, NO_EXTRAS))
    yield cipher.seal(writer.view(), counter=0)
    series = Walk(_PROFILE, seed=7)
    frame = FrameBuffer(max_rows=ROWS_A_FRAME, max_columns=5)
    for number in range(FRAMES_EACH):
        first = FIRST_ROW + ROWS_A_FRAME * number
        fill(frame, profile=_PROFILE, series=series, count=ROWS_A_FRAME, first_row=first, step_s=600)
        frame.lag = first - FIRST_ROW
        encode_rows(writer, frame)
        yield cipher.seal(writer.view(), counter=1 + number)


def _gateway_login(master: bytes) -> bytes:
    return mqtt.connect(
        client_id=gateway_client_id(master),
        user=GATEWAY_USER,
        password=gateway_password(master),
        clean_session=False,
        keepalive_s=60,
    )


def _c_consumer(port: int, *, master: bytes) -> list[str]:
    login = ["-u", GATEWAY_USER, "-P", gateway_password(master)]
    return ["mosquitto_sub", "-p", str(port), "-c", "-i", "bench", "-q", "1", *login, "-t", ALL_UP_TOPICS]


def _drain_with_c(port: int, *, master: bytes) -> float:
    command = [*_c_consumer(port, master=master), "-C", str(DEVICES * (FRAMES_EACH + 1))]
    start_s = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=LIMIT_S)
    return time.perf_counter() - start_s


def _drain_with_gateway(gateway: Gateway, *, preload: Path | None) -> float:
    """Until the journal holds a verdict on every row, by its own counters. preload: a library for its process."""
    rows = DEVICES * FRAMES_EACH * ROWS_A_FRAME
    command = [sys.executable, "-m", "stoep_gateway", "run", "--part", "gateway", "--config", str(gateway.config)]
    never = threading.Event()  # nobody sets it: its wait is a pause between two looks
    start_s = time.perf_counter()
    environment = {"LD_PRELOAD": str(preload)} if preload else {}
    with _process(tuple(command), environment=environment):
        while time.perf_counter() - start_s < LIMIT_S:
            never.wait(0.02)
            kept = _kept(gateway.state_dir / "journal.db")
            if kept >= rows:
                took_s = time.perf_counter() - start_s
                assert kept == rows, "more rows than were sent"
                return took_s
    raise AssertionError("the gateway did not drain the session: " + json.dumps(gateway.accounts()))


def _kept(journal: Path) -> int:
    if not journal.exists():
        return 0
    try:
        with contextlib.closing(sqlite3.connect(f"file:{journal}?mode=ro", uri=True)) as database:
            found = database.execute("SELECT kept FROM starts ORDER BY id DESC LIMIT 1").fetchone()
    except sqlite3.OperationalError:
        return 0
    return int(found[0]) if found else 0


@contextlib.contextmanager
def _process(command: tuple[str, ...], *, environment: Mapping[str, str]) -> Iterator[None]:
    """environment: over this process's own."""
    variables = {**os.environ, **environment}
    child = subprocess.Popen(command, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        child.terminate()
        child.wait(timeout=30)
