"""`stoep tap`, `accounts` and `journal export` beside a running gateway."""

import csv
import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from stoep_gateway.registry.master import load_master
from stoep_protocol.extras import Echo, Extras
from support.gateway import STOEP, Gateway
from support.waiting import LIMIT_S
from support.wire_client import WireClient
from support.wire_device import WireDevice

NOON_S = 150_000_000


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Gateway]:
    # A back-end that is never there keeps the journal's entries for the export.
    with Gateway(tmp_path) as made:
        made.config.write_text(
            made.config.read_text()
            + '[[backend]]\nname = "city"\ntype = "sensorthings"\nurl = "http://127.0.0.1:9/v1.1"\n'
        )
        yield made


@contextmanager
def tapping(gateway: Gateway) -> Iterator[Path]:
    log = gateway.folder / "tap.jsonl"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [str(STOEP), "tap", "--json", "--config", str(gateway.config)], stdout=out, stderr=out
        )
    try:
        gateway.wait_until(lambda: "connected" in log.read_text(), what="tap listens")
        yield log
    finally:
        process.terminate()
        assert process.wait(LIMIT_S) == 0


async def test_tap_shows_soil_and_masks_people(gateway: Gateway) -> None:
    soil, people = gateway.enroll("garden-7", profile="soil"), gateway.enroll("beach-1", profile="people")
    gateway.start()
    master = load_master(gateway.state_dir)
    with tapping(gateway) as log:
        device = WireDevice("garden-7", master=master)
        async with WireClient(device, bundle=soil) as client:
            await client.say(device.hello(next_row=2))
            await client.say(device.rows(1, [(NOON_S, (1500, 183, 150, 200, 600))]))
        counter = WireDevice("beach-1", master=master, profile="people", session=b"session2")
        async with WireClient(counter, bundle=people) as client:
            await client.say(counter.hello(next_row=2))
            echo = Extras(None, None, Echo(counter.epoch, None, None))
            await client.say(counter.rows(1, [(NOON_S, (4321, 1234))], extras=echo))
        gateway.wait_until(lambda: log.read_text().count("\n") >= 5, what="four frames")
    shown = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    assert [(entry["device"], entry["kind"]) for entry in shown] == [
        ("garden-7", "hello"),
        ("garden-7", "rows"),
        ("beach-1", "hello"),
        ("beach-1", "rows"),
    ]
    assert shown[1]["readings"][0]["soil_temperature"] == 18.3
    assert shown[3]["readings"] == "masked"
    assert "4321" not in log.read_text()


async def test_the_export_holds_what_is_not_delivered_everywhere(gateway: Gateway) -> None:
    bundle = gateway.enroll("garden-7", profile="soil", cell="81250,455250")
    gateway.start()
    device = WireDevice("garden-7", master=load_master(gateway.state_dir))
    async with WireClient(device, bundle=bundle) as client:
        await client.say(device.hello(next_row=2))
        reply = await client.say(device.rows(1, [(NOON_S, (1500, 183, None, 200, 600))]))
        while reply.settled < 1:
            reply = await client.hear()
    records = json.loads(gateway.stoep("journal", "export"))
    assert [record["v"] for record in records] == [1500, 18.3, 20.0, 60.0]
    out = gateway.folder / "out.csv"
    gateway.stoep("journal", "export", "--format", "csv", "--out", out)
    with out.open() as file:
        assert [row["quantity"] for row in csv.DictReader(file)] == [
            "probe_mv",
            "soil_temperature",
            "air_temperature",
            "air_humidity",
        ]


def test_accounts_name_each_back_end(gateway: Gateway) -> None:
    gateway.start()
    said = gateway.stoep("accounts")
    assert "archive: released 0  delivered 0" in said
    assert "city: released 0  delivered 0" in said


def test_accounts_before_the_first_start_say_so(gateway: Gateway) -> None:
    assert "there is none yet; start the gateway" in gateway.stoep("accounts", code=2)
