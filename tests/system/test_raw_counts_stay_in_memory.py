"""People counts that are not released yet are in no file that broker, gateway or logs have written."""

import json
import random
import sqlite3
import time
from pathlib import Path

import pytest

from stoep_gateway.records import WIRE_EPOCH_S
from stoep_gateway.registry.master import load_master
from stoep_protocol.cbor import Writer
from stoep_protocol.extras import NO_EXTRAS, Echo, Extras
from stoep_protocol.limits import MAX_FRAME_BYTES
from stoep_protocol.rows import FrameBuffer, encode_rows
from support.canary import hits, written_files
from support.gateway import Gateway
from support.wire_client import WireClient
from support.wire_device import WireDevice

WINDOW_S = 900
CHANCE = random.Random(20)
# Alternating with zero, so that each difference on the wire is a recognisable number too.
COUNTS = [CHANCE.randrange(2**20, 2**24) if minute % 2 == 0 else 0 for minute in range(20)]
CANARIES = [count for count in COUNTS if count]


def window_start_s() -> int:
    """The grid's last full window before this one."""
    return (int(time.time()) - WIRE_EPOCH_S) // WINDOW_S * WINDOW_S - 2 * WINDOW_S


async def send_counts(device: WireDevice, *, bundle: dict[str, object]) -> None:
    """Twenty minutes in frames of five: one window is complete, five minutes of the next stay open."""
    start_s = window_start_s()
    async with WireClient(device, bundle=bundle) as client:
        reply = await client.say(device.hello(next_row=len(COUNTS) + 1))
        echo = Extras(None, None, Echo(device.epoch, None, None))
        for first in range(0, len(COUNTS), 5):
            rows = [(start_s + 60 * (row + 1), [COUNTS[row]]) for row in range(first, first + 5)]
            reply = await client.say(device.rows(first + 1, rows, lag=first, extras=echo))
            assert reply.seen == first + 5, "the gateway did not take the rows"


async def test_a_scan_of_all_files_finds_no_unreleased_count(tmp_path: Path) -> None:
    with Gateway(tmp_path, settings={"gateway": {"log_level": "debug"}}) as gateway:
        bundle = gateway.enroll("counter-1", profile="canary")
        gateway.start()
        device = WireDevice("counter-1", master=load_master(gateway.state_dir), profile="canary", sample_s=60)
        await send_counts(device, bundle=bundle)

        def counted() -> tuple[int, int]:
            start = gateway.accounts()["start"]
            return start["kept"], start["open"]

        gateway.wait_until(lambda: counted() == (15, 5), what="15 rows in a released window and 5 in an open one")
        accounts = gateway.accounts()
        assert accounts["balanced"]
        assert accounts["windows"]["released"] == 1

        pids = gateway.pids()
        assert set(pids) == {"gateway", "broker", "web"}
        files = written_files(tmp_path, pids=pids.values())
        assert {"journal.db", "archive.db", "run.log"} <= {path.name for path in files}
        assert any("broker" in path.parts for path in files)
        for path in files:
            assert not hits(path.read_bytes(), values=CANARIES), path

    for path in written_files(tmp_path, pids=()):
        assert not hits(path.read_bytes(), values=CANARIES), path


@pytest.mark.parametrize("form", ["opened frame", "database", "log line", "hex dump"])
def test_the_scan_finds_counts_that_were_written(form: str, tmp_path: Path) -> None:
    """The control: without it, a scan that finds nothing says nothing."""
    path = tmp_path / "leak"
    noise = random.Random(1).randbytes(300_000)
    if form == "opened frame":
        frame = FrameBuffer(max_rows=5, max_columns=1)
        frame.profile_id, frame.column_count, frame.life, frame.count = 23, 1, b"life", 5
        frame.extras = NO_EXTRAS
        for row in range(5):
            frame.times[row], frame.values[row] = 60 * row, COUNTS[row]
        writer = Writer(MAX_FRAME_BYTES)
        encode_rows(writer, frame)
        path.write_bytes(noise + bytes(writer.view()) + noise)
    elif form == "database":
        with sqlite3.connect(path) as database:
            database.execute("CREATE TABLE rows (count INTEGER)")
            database.executemany("INSERT INTO rows VALUES (?)", [(count,) for count in COUNTS])
        database.close()
    elif form == "log line":
        path.write_text(json.dumps({"level": "debug", "message": "row taken", "values": COUNTS[:1]}))
    else:
        path.write_text(" ".join(f"{count:08x}" for count in COUNTS))
    assert hits(path.read_bytes(), values=CANARIES)


def test_the_scan_finds_nothing_in_noise() -> None:
    assert not hits(random.Random(2).randbytes(3_000_000), values=CANARIES)
