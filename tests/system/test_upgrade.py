"""A state folder of an older release under the present `stoep run`: its backlog is delivered, all of it, once."""

import csv
from pathlib import Path
from typing import Any

import pytest

from stoep_gateway.registry.master import load_master
from support import old_states
from support.gateway import Gateway
from support.old_states import BACKEND, BACKLOG, PEOPLE, PORTS, ROWS, SETTINGS, SOIL, STATES
from support.wire_client import WireClient
from support.wire_device import WireDevice

Value = tuple[str, str, str, str, float]


def waited(release: str) -> list[Value]:
    """What the old release says that the city lacks."""
    with (STATES / release / BACKLOG).open(newline="") as file:
        return sorted(_value(line, time=line["time"].replace("+00:00", "Z")) for line in csv.DictReader(file))


def delivered(gateway: Gateway) -> list[Value]:
    lines: list[dict[str, str]] = []
    for path in (gateway.state_dir / BACKEND).glob("*.csv"):
        with path.open(newline="") as file:
            lines += csv.DictReader(file)
    assert len({line["identity"] for line in lines}) == len(lines)
    return sorted(_value(line, time=line["time"]) for line in lines)


def _value(line: dict[str, str], *, time: str) -> Value:
    return line["device"], line["quantity"], time, line["window_s"], float(line["value"])


def upgraded(tmp_path: Path, *, release: str) -> Gateway:
    """Stopped, with the old state and settings. The city, which was away, is a folder now."""
    gateway = Gateway(tmp_path)
    old_states.put(release, state_dir=gateway.state_dir)
    text = (STATES / release / SETTINGS).read_text()
    for port, kept in zip((gateway.port, gateway.web_port, gateway.metrics_port), PORTS.values(), strict=True):
        text = text.replace(f"port = {kept}\n", f"port = {port}\n")
    head, _, _ = text.partition("[[backend]]")
    gateway.config.write_text(f'{head}[[backend]]\nname = "{BACKEND}"\ntype = "csv"\n')
    return gateway


def counted(gateway: Gateway) -> int:
    """Only then its files are whole."""
    return int(backend(gateway.accounts(), BACKEND)["delivered"])


def backend(accounts: dict[str, Any], name: str) -> dict[str, Any]:
    return next(each for each in accounts["backends"] if each["name"] == name)


@pytest.mark.parametrize("release", old_states.RELEASES)
async def test_the_backlog_of_an_older_release_is_delivered_once_and_its_devices_go_on(
    tmp_path: Path, release: str
) -> None:
    due = waited(release)
    assert {device for device, *_ in due} == {SOIL, PEOPLE}
    assert backend(old_states.accounts(release), BACKEND)["pending"] == len(due)
    with upgraded(tmp_path, release=release) as gateway:
        gateway.start()
        gateway.wait_until(lambda: counted(gateway) == len(due), what="the backlog is delivered")
        assert delivered(gateway) == due
        bundle = gateway.enroll(SOIL, profile="soil", cell="81250,455250")  # its next keys: a board flashed anew
        device = WireDevice(SOIL, master=load_master(gateway.state_dir), generation=2, session=b"upgraded")
        gateway.wait_until(lambda: gateway.log.read_text().count("device list changed") == 2, what="known")
        async with WireClient(device, bundle=bundle) as client:
            life = (1).to_bytes(4, "big")  # of RingDevice
            await client.say(device.hello(life, next_row=ROWS + 2))
            reply = await client.say(device.rows(ROWS + 1, [(217_100_000, (99, 0, 0, 0, 0))], life=life))
            while reply.settled < ROWS + 1:
                reply = await client.hear()
        gateway.wait_until(
            lambda: {each["delivered"] for each in gateway.accounts()["backends"]} == {len(due) + 5},
            what="the new row is delivered to both",
        )
        gateway.stop()
        assert len(delivered(gateway)) == len(due) + 5
        accounts = gateway.accounts()
        assert accounts["balanced"]
        assert backend(accounts, "archive")["delivered"] == len(due) + 5
        assert accounts["windows"] == old_states.accounts(release)["windows"]
        assert gateway.stoep("journal", "verify") == "all is well\n"
        assert "all is well" in gateway.stoep("ledger", "verify")
