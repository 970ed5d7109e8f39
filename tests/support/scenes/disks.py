"""Something is wrong with a disk, a folder or the journal."""

import asyncio
import os
import signal
import sqlite3
import ssl
import subprocess
from contextlib import closing, suppress

import aiomqtt
import httpx
import pytest

from stoep_gateway.anonymise.ledger import Ledger
from stoep_gateway.journal import Journal
from stoep_gateway.journal.database import JOURNAL_FILE, RESERVE_FILE
from stoep_gateway.journal.ledger_rows import ANCHOR_FILE, write_anchor
from stoep_gateway.journal.records import LedgerState
from stoep_gateway.migrations import migrations
from stoep_gateway.registry.master import load_master
from stoep_protocol.master_keys import ledger_key
from stoep_protocol.names import up_topic
from support.commit_batches import batch
from support.ports import free_port
from support.scenes import scene
from support.stage import Stage, fill, small_disk
from support.waiting import LIMIT_S
from support.wire_client import WireClient
from support.wire_device import WireDevice

# Reading the certificates of all authorities takes longer than a page, and there is no TLS on this machine.
_NOBODY_TRUSTED = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

# Four are more than the page that the broker's file has begun, in which it can write on a full disk too.
_MORE_MESSAGES, _MORE_BYTES = 60, 1_000


@scene("no nats-server")
def _(stage: Stage) -> str:
    stage.changed(f"port = {stage.gateway.port}", f'executable = "/no/such"\nport = {stage.gateway.port}')
    return stage.logged_error("run")


@scene("a part hangs")
def _(stage: Stage) -> str:
    stage.gateway.environment["WATCHDOG_USEC"] = "2000000"
    stage.gateway.start()
    os.kill(stage.gateway.pids()["gateway"], signal.SIGSTOP)
    return stage.wait(stage.gateway.log, situation="a part hangs")


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
    address = f"http://127.0.0.1:{port}{path}"
    return httpx.get(address, headers={"Accept-Language": "en"}, timeout=LIMIT_S, verify=_NOBODY_TRUSTED).text


def _on_a_full_disk(stage: Stage, *, situation: str) -> str:
    """Rows sent to a full disk are not settled; once there is room they are, without anybody's doing."""
    state = stage.gateway.state_dir
    with small_disk(state):
        bundle = stage.gateway.enroll("garden-7", profile="soil")
        stage.gateway.start()
        stage.gateway.wait_until(lambda: "pages at " in stage.gateway.log.read_text(), what="the pages are there")
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
                for _ in range(_MORE_MESSAGES if situation == "disk full: broker" else 0):
                    if stage.heard(stage.gateway.log, situation=situation):
                        break
                    with suppress(aiomqtt.MqttError, TimeoutError):  # once the broker cannot write it answers nobody
                        async with asyncio.timeout(1):
                            await client.publish(up_topic(device.name), bytes(_MORE_BYTES))

        asyncio.run(send_while_full())
        said = stage.wait(stage.gateway.log, situation=situation)
        assert kept() == 0
        if situation == "disk full: journal":
            stage.gateway.wait_until(
                lambda: "disk is full" in page(stage.gateway.web_port, "/"), what="the page tells", pause_s=0.5
            )
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


def _with_a_damaged_life(stage: Stage) -> None:
    path = stage.gateway.state_dir / JOURNAL_FILE
    journal = Journal.open(path)
    journal.attach(["archive"])
    journal.commit(batch(1, row=1))
    journal.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE lives SET floor = 65")


@scene("journal: damaged row")
def _(stage: Stage) -> str:
    _with_a_damaged_life(stage)
    return stage.gateway.stoep("journal", "verify", code=1).splitlines()[0]


@scene("journal: damaged row set aside")
def _(stage: Stage) -> str:
    _with_a_damaged_life(stage)
    return stage.logged("journal: damaged row set aside")


@scene("archive in the old place and in the new one")
def _(stage: Stage) -> str:
    (stage.gateway.state_dir / "archive").mkdir()
    for name in ("archive.db", "archive/archive.db"):
        (stage.gateway.state_dir / name).touch()
    return stage.logged_error("run", "--part", "gateway")


@scene("reserve is no file")
def _(stage: Stage) -> str:
    (stage.gateway.state_dir / RESERVE_FILE).mkdir()
    return stage.logged_error("run", "--part", "gateway")


@scene("master key damaged")
def _(stage: Stage) -> str:
    path = stage.gateway.state_dir / "master.key"
    text = path.read_text()
    path.write_text(("1" if text[0] == "0" else "0") + text[1:])
    return stage.logged_error("run", "--part", "gateway")


@scene("journal: damaged count")
def _(stage: Stage) -> str:
    return _with_a_changed_entry(stage, "observations = 9")


@scene("journal: entries gone")
def _(stage: Stage) -> str:
    return _with_a_changed_entry(stage, "position = 3")


@scene("backup exists")
def _(stage: Stage) -> str:
    Journal.open(stage.gateway.state_dir / "journal.db").close()
    said = stage.error("journal", "backup", stage.gateway.config)
    stage.gateway.enroll("garden-7", profile="soil")
    assert stage.error("garden", "export", "garden-7", "--out", stage.gateway.config) == said
    return said


@scene("journal put back from a copy")
def _(stage: Stage) -> str:
    path = stage.gateway.state_dir / JOURNAL_FILE
    Journal.open(path).close()
    copy = stage.tmp_path / "journal.copy"
    stage.gateway.stoep("journal", "backup", copy)
    copy.replace(path)
    table = f'[[backend]]\nname = "city"\ntype = "mqtt"\nhost = "127.0.0.1"\nport = {free_port()}\n'
    stage.configured(f"{stage.gateway.config.read_text()}\n{table}")
    return stage.logged("journal put back from a copy")


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


@scene("gateway runs while it must not")
def _(stage: Stage) -> str:
    stage.gateway.start()
    said = stage.error("ledger", "recover")
    assert stage.error("clock", "accept") == said
    assert stage.error("garden", "erase", "garden-7", "--yes") == said
    assert stage.error("garden", "move", "garden-7", "--cell", "none") == said
    return said


@scene("journal of an older stoep")
def _(stage: Stage) -> str:
    _, sql = migrations("journal")[0]
    with closing(sqlite3.connect(stage.gateway.state_dir / JOURNAL_FILE)) as connection:
        connection.executescript(f"{sql}; PRAGMA user_version = 1;")
    said = stage.error("accounts")
    assert stage.error("ledger", "verify") == said
    return said
