"""Every line of docs/messages.md is brought about and compared; no line is missing there or here."""

import asyncio
import os
import re
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from stoep_gateway.anonymise.ledger import Ledger
from stoep_gateway.journal import Journal
from stoep_gateway.journal.ledger_rows import ANCHOR_FILE, write_anchor
from stoep_gateway.journal.records import LedgerState
from stoep_gateway.migrations import migrations
from stoep_gateway.registry.master import load_master
from stoep_gateway.supervise.gateway_process import JOURNAL_FILE
from stoep_protocol.keys import ledger_key
from support import city_broker, postgres_server
from support.backend_benches import secret
from support.commit_batches import batch
from support.gateway import Gateway
from support.ports import free_port
from support.stage import TABLE, Stage, fill, listening, publish, refused, small_disk
from support.wire_client import WireClient
from support.wire_device import WireDevice

Scene = Callable[["Stage"], str]
SCENES: dict[str, Scene] = {}
NEEDS = {
    "database: wrong password": "postgresql",
    "database: no such database": "postgresql",
    "database: table of somebody else": "postgresql",
    "city's broker: wrong password": "mosquitto",
}


def scene(situation: str) -> Callable[[Scene], Scene]:
    def add(play: Scene) -> Scene:
        SCENES[situation] = play
        return play

    return add


@scene("unknown key")
def _(stage: Stage) -> str:
    stage.configured("[broker]\nprot = 1\n")
    return stage.error("device", "list")


@scene("unknown table")
def _(stage: Stage) -> str:
    stage.configured("[brokr]\n")
    return stage.error("accounts")


@scene("wrong type")
def _(stage: Stage) -> str:
    stage.configured('[broker]\nport = "1883"\n')
    return stage.error("run")


@scene("impossible port")
def _(stage: Stage) -> str:
    stage.configured("[broker]\nport = 70000\n")
    return stage.error("run")


@scene("not TOML")
def _(stage: Stage) -> str:
    stage.configured("[broker]\nport =\n")
    return stage.error("run")


@scene("no configuration")
def _(stage: Stage) -> str:
    stage.gateway.config.unlink()
    return stage.error("run")


@scene("no master key")
def _(stage: Stage) -> str:
    (stage.gateway.state_dir / "master.key").unlink()
    return stage.logged_error("run")


@scene("secret readable by others")
def _(stage: Stage) -> str:
    (stage.gateway.state_dir / "master.key").chmod(0o644)
    return stage.logged_error("run")


@scene("device list readable by others")
def _(stage: Stage) -> str:
    stage.gateway.enroll("garden-7", profile="soil")
    (stage.gateway.state_dir / "devices.json").chmod(0o644)
    return stage.error("device", "list")


@scene("device list damaged")
def _(stage: Stage) -> str:
    stage.gateway.enroll("garden-7", profile="soil")
    (stage.gateway.state_dir / "devices.json").write_text("{")
    return stage.error("device", "list")


@scene("place that is no cell centre")
def _(stage: Stage) -> str:
    bundle = stage.tmp_path / "b.json"
    return stage.error("device", "enroll", "a", "--profile", "soil", "--cell", "81001,455001", "--bundle", bundle)


@scene("bundle file exists")
def _(stage: Stage) -> str:
    bundle = stage.tmp_path / "b.json"
    bundle.write_text("mine")
    said = stage.error("device", "enroll", "a", "--profile", "soil", "--bundle", bundle)
    assert bundle.read_text() == "mine"
    assert "a " not in stage.gateway.stoep("device", "list")
    return said


def _with_backend(stage: Stage, text: str) -> str:
    stage.configured(stage.gateway.config.read_text() + f'\n[[backend]]\nname = "city"\n{text}\n')
    return stage.gateway.stoep("check", code=1).splitlines()[-1]


@scene("unknown back-end type")
def _(stage: Stage) -> str:
    return _with_backend(stage, 'type = "telepathy"')


@scene("unknown back-end setting")
def _(stage: Stage) -> str:
    return _with_backend(stage, f'type = "csv"\noutput_dir = "{stage.tmp_path}"\ncolour = "blue"')


@scene("database not there")
def _(stage: Stage) -> str:
    return _at_the_city(stage, kind="postgres", port=free_port(), user=postgres_server.OWNER, password="x")


@scene("database: wrong password")
def _(stage: Stage) -> str:
    port = stage.server("postgres").port
    return _at_the_city(stage, kind="postgres", port=port, user=postgres_server.OWNER, password="wrong")


@scene("database: no such database")
def _(stage: Stage) -> str:
    port = stage.server("postgres").port
    user, password = postgres_server.OWNER, postgres_server.PASSWORD
    return _at_the_city(stage, kind="postgres", port=port, user=user, password=password, database="town")


@scene("database: table of somebody else")
def _(stage: Stage) -> str:
    server = stage.server("postgres")
    server.sql("CREATE SCHEMA stoep; CREATE TABLE stoep.observation (seen date, bird text)")
    user, password = postgres_server.OWNER, postgres_server.PASSWORD
    return _at_the_city(stage, kind="postgres", port=server.port, user=user, password=password)


@scene("city's broker not there")
def _(stage: Stage) -> str:
    return _at_the_city(stage, kind="mqtt", port=free_port(), user=city_broker.SENDER, password="x")


@scene("city's broker: wrong password")
def _(stage: Stage) -> str:
    port = stage.server("city_broker").port
    return _at_the_city(stage, kind="mqtt", port=port, user=city_broker.SENDER, password="wrong")


@scene("city's broker too old")
def _(stage: Stage) -> str:
    """The embedded broker, NATS, speaks MQTT 3.1.1."""
    stage.gateway.start()
    return _at_the_city(stage, kind="mqtt", port=stage.gateway.port, user="somebody", password="x")


def _at_the_city(stage: Stage, *, kind: str, port: int, user: str, password: str, database: str = "city") -> str:
    file = secret(stage.tmp_path / "city.password", text=password)
    text = f'type = "{kind}"\nhost = "127.0.0.1"\nport = {port}\nuser = "{user}"\npassword_file = "{file}"'
    return _with_backend(stage, f'{text}\ndatabase = "{database}"' if kind == "postgres" else text)


@scene("no nats-server")
def _(stage: Stage) -> str:
    stage.changed(f"port = {stage.gateway.port}", f'executable = "/no/such"\nport = {stage.gateway.port}')
    return stage.logged_error("run")


@scene("two gateways on one folder")
def _(stage: Stage) -> str:
    stage.gateway.start()
    return stage.logged_error("run")


@scene("read-only disk")
def _(stage: Stage) -> str:
    if os.geteuid() != 0:
        pytest.skip("only root can mount a disk")
    stage.gateway.state_dir.rename(stage.tmp_path / "kept")
    stage.gateway.state_dir.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m,ro", "none", str(stage.gateway.state_dir)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("no right to mount a disk here")
    try:
        return stage.logged_error("run")
    finally:
        subprocess.run(["umount", str(stage.gateway.state_dir)], check=True)


def page(port: int, path: str) -> str:
    return httpx.get(f"http://127.0.0.1:{port}{path}", headers={"Accept-Language": "en"}, timeout=5).text


def _on_a_full_disk(stage: Stage, *, situation: str) -> str:
    """Rows sent to a full disk are not settled; once there is room they are, without anybody's doing."""
    state = stage.gateway.state_dir
    with small_disk(state):
        bundle = stage.gateway.enroll("garden-7", profile="soil")
        stage.gateway.start()
        device = WireDevice("garden-7", master=load_master(state))
        filler = state / "filler"

        def kept() -> int:
            """Of the one life, which is known as soon as the hello is committed: before the disk was full or after."""
            return sum(life["kept"] for life in stage.gateway.accounts()["lives"])

        async def send_while_full() -> None:
            async with WireClient(device, bundle=bundle) as client:
                await client.say(device.hello(next_row=2))
                fill(filler)
                await client.say(device.rows(1, [(150_000_000, (1500, 180, 150, 200, 600))]))

        asyncio.run(send_while_full())
        said = stage.wait(stage.gateway.log, situation=situation)
        assert kept() == 0
        if situation == "disk full: journal":
            stage.gateway.wait_until(lambda: "disk is full" in page(stage.gateway.web_port, "/"), what="the page tells")
            assert "\nstoep_disk_full 1.0\n" in page(stage.gateway.metrics_port, "/metrics")
        filler.unlink()
        stage.gateway.wait_until(lambda: kept() == 1, what="row settled")
        stage.gateway.stop()
    return said


@scene("disk full: journal")
def _(stage: Stage) -> str:
    return _on_a_full_disk(stage, situation="disk full: journal")


@scene("disk full: broker")
def _(stage: Stage) -> str:
    return _on_a_full_disk(stage, situation="disk full: broker")


@scene("disk nearly full")
def _(stage: Stage) -> str:
    with small_disk(stage.gateway.state_dir):
        stage.gateway.start()
        said = stage.wait(stage.gateway.log, situation="disk nearly full")
        assert page(stage.gateway.metrics_port, "/healthz").startswith("ok\nwarning: disk of ")
        stage.gateway.stop()
    return said


@scene("journal: no journal")
def _(stage: Stage) -> str:
    (stage.gateway.state_dir / "journal.db").write_text("notes of last week\n" * 100)
    return stage.gateway.stoep("journal", "verify", code=1).splitlines()[-1]


def _with_a_changed_entry(stage: Stage, change: str) -> str:
    path = stage.gateway.state_dir / "journal.db"
    journal = Journal.open(path)
    journal.attach(["archive"])
    journal.commit(batch(1, row=1))
    journal.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"UPDATE entries SET {change}")
    return stage.gateway.stoep("journal", "verify", code=1).splitlines()[0]


@scene("journal: damaged entry")
def _(stage: Stage) -> str:
    return _with_a_changed_entry(stage, "blob = x'00'")


@scene("journal: damaged count")
def _(stage: Stage) -> str:
    return _with_a_changed_entry(stage, "observations = 9")


@scene("journal: entries gone")
def _(stage: Stage) -> str:
    return _with_a_changed_entry(stage, "position = 3")


@scene("backup exists")
def _(stage: Stage) -> str:
    Journal.open(stage.gateway.state_dir / "journal.db").close()
    return stage.error("journal", "backup", stage.gateway.config)


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
            process.wait(10)


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
    return stage.said_while("unknown device at the broker", lambda bundle: refused(bundle, user="nobody"))


@scene("wrong broker password of a device")
def _(stage: Stage) -> str:
    return stage.said_while("wrong broker password of a device", lambda bundle: refused(bundle, user="garden-7"))


@scene("device publishes under another name")
def _(stage: Stage) -> str:
    situation = "device publishes under another name"
    return stage.said_while(situation, lambda bundle: publish(bundle, topic="stoep/1/garden-8/up"))


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


@scene("not a sealed frame")
def _(stage: Stage) -> str:
    situation = "not a sealed frame"
    return stage.said_while(situation, lambda bundle: publish(bundle, topic="stoep/1/garden-7/up", payload=b"hello"))


@scene("ledger older than what was released")
def _(stage: Stage) -> str:
    ledger = Ledger(
        LedgerState(index=7, hashes=(bytes(32),)), key=ledger_key(load_master(stage.gateway.state_dir)), epoch=bytes(8)
    )
    assert ledger.anchor is not None
    write_anchor(stage.gateway.state_dir / ANCHOR_FILE, ledger.anchor)
    return stage.logged("ledger older than what was released")


@scene("ledger's second file damaged")
def _(stage: Stage) -> str:
    (stage.gateway.state_dir / ANCHOR_FILE).write_text("7\n")
    said = stage.error("ledger", "verify")
    assert stage.logged_error("run", "--part", "gateway") == said
    return said


@scene("gateway runs while the ledger is recovered")
def _(stage: Stage) -> str:
    stage.gateway.start()
    said = stage.error("ledger", "recover")
    assert stage.error("clock", "accept") == said
    return said


@scene("journal of an older stoep")
def _(stage: Stage) -> str:
    _, sql = migrations("journal")[0]
    with closing(sqlite3.connect(stage.gateway.state_dir / JOURNAL_FILE)) as connection:
        connection.executescript(f"{sql}; PRAGMA user_version = 1;")
    said = stage.error("accounts")
    assert stage.error("ledger", "verify") == said
    return said


@pytest.fixture
def stage(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Stage]:
    folder = tmp_path / "gateway"
    folder.mkdir()
    with Gateway(folder) as gateway:
        yield Stage(gateway=gateway, tmp_path=tmp_path, server=request.getfixturevalue)


@pytest.mark.parametrize(
    "situation",
    [pytest.param(name, marks=pytest.mark.needs(NEEDS[name]) if name in NEEDS else ()) for name in sorted(TABLE)],
)
def test_the_documented_line_is_what_is_said(stage: Stage, situation: str) -> None:
    said = SCENES[situation](stage)
    assert TABLE[situation].fullmatch(said), said


def test_every_scene_is_documented() -> None:
    assert set(SCENES) == set(TABLE)


def test_no_documented_line_is_longer_than_300_characters() -> None:
    assert all(len(re.sub(r"\\(.)", r"\1", pattern.pattern)) < 300 for pattern in TABLE.values())
