"""A resident's four requests, from a device that delivers to a gateway that has forgotten it."""

import csv
import io
import json
import zipfile
from contextlib import suppress
from pathlib import Path

import aiomqtt
import pytest

from stoep_gateway.archive.status import status_path
from stoep_gateway.archive.writer import FILE_NAME as ARCHIVE_FILE
from stoep_gateway.registry.master import load_master
from support.gateway import Gateway
from support.ports import free_port
from support.wire_client import WireClient
from support.wire_device import WireDevice

NOON_S = 150_000_000
ROWS = [(NOON_S + 600 * row, (1500, 180 + row, 150, 200, 600)) for row in range(3)]
NAMES = ("tuin-van-hiernaast", "garden-8")


async def test_what_a_resident_takes_back_is_taken_and_passed_on_no_more_and_then_gone(tmp_path: Path) -> None:
    city = {"name": "city", "type": "sensorthings", "url": f"http://127.0.0.1:{free_port()}/v1.1"}
    with Gateway(tmp_path, backends=[city, {"name": "files", "type": "csv"}]) as gateway:
        bundles = {name: gateway.enroll(name, profile="soil") for name in NAMES}
        gateway.start()
        for name in NAMES:
            device = WireDevice(name, master=load_master(gateway.state_dir))
            async with WireClient(device, bundle=bundles[name]) as client:
                await client.say(device.hello(next_row=len(ROWS) + 1))
                reply = await client.say(device.rows(1, ROWS))
                while reply.settled < len(ROWS):
                    reply = await client.hear()
            gateway.wait_until(lambda: "back-end city: " in gateway.log.read_text(), what="the city is asked in vain")
        gateway.wait_until(lambda: _backend(gateway, "archive")["delivered"] == 30, what="the archive has all")

        out = tmp_path / "garden.zip"
        gateway.stoep("garden", "export", NAMES[0], "--out", out)
        found = csv.DictReader(io.StringIO(zipfile.ZipFile(out).read("archive.csv").decode()))
        assert sorted(float(row["value"]) for row in found if row["quantity"] == "soil_temperature") == [18, 18.1, 18.2]

        asked = json.loads(gateway.stoep("garden", "withdraw", NAMES[0], "--json"))
        assert [each["backend"] for each in asked["requests"]] == ["city", "files"]
        gateway.wait_until(
            lambda: _backend(gateway, "city")["withheld"] == {"withdrawn": 15}, what="what was tried again is withheld"
        )
        gateway.wait_until(lambda: "the broker knows" in gateway.log.read_text(), what="the broker is told")
        with pytest.raises(aiomqtt.MqttError):
            async with WireClient(
                WireDevice(NAMES[0], master=load_master(gateway.state_dir)), bundle=bundles[NAMES[0]]
            ):
                pass
        assert gateway.accounts()["balanced"]
        assert "run.lock: another stoep runs" in gateway.stoep("garden", "erase", NAMES[0], "--yes", code=2)
        gateway.stop()

        assert _named(gateway)
        gateway.stoep("garden", "erase", NAMES[0], "--yes")
        assert _named(gateway) == set()
        assert _backend(gateway, "city")["pending"] == 15  # the neighbour's
        assert gateway.stoep("journal", "verify") == "all is well\n"

        gateway.start()
        gateway.wait_until(lambda: status_path(gateway.state_dir / ARCHIVE_FILE).exists(), what="it tells its pages")
        assert _named(gateway) == set()
        assert gateway.accounts()["balanced"]
        device = WireDevice(NAMES[1], master=load_master(gateway.state_dir), session=b"session2")
        async with WireClient(device, bundle=bundles[NAMES[1]]) as client:
            reply = await client.say(device.hello(next_row=len(ROWS) + 1))
            assert reply.settled == len(ROWS)


def _backend(gateway: Gateway, name: str) -> dict[str, object]:
    (found,) = [each for each in gateway.accounts()["backends"] if each["name"] == name]
    account: dict[str, object] = found
    return account


def _named(gateway: Gateway) -> set[str]:
    """Files below the state folder that have the garden's name."""
    found = set()
    for path in gateway.state_dir.rglob("*"):
        with suppress(OSError):  # a folder, or one that a running gateway has renamed
            if NAMES[0].encode() in path.read_bytes():
                found.add(path.name)
    return found
