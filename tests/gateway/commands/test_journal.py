"""`stoep journal verify` and `backup`, beside a running gateway and after."""

import csv
import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from stoep_gateway.registry.master import load_master
from support.gateway import Gateway
from support.wire_client import WireClient
from support.wire_device import WireDevice

NOON_S = 150_000_000
ROWS = [(NOON_S + 600 * row, (1500, 180 + row, None, 200, 600)) for row in range(3)]


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Gateway]:
    with Gateway(tmp_path, backends=[{"name": "files", "type": "csv"}]) as made:
        yield made


async def settle(gateway: Gateway, bundle: dict[str, Any], *, session: bytes, first: int, last: int) -> None:
    """The device says hello and sends these rows until they are settled."""
    device = WireDevice("garden-7", master=load_master(gateway.state_dir), session=session)
    async with WireClient(device, bundle=bundle) as client:
        await client.say(device.hello(next_row=len(ROWS) + 1))
        reply = await client.say(device.rows(first, ROWS[first - 1 : last]))
        while reply.settled < last:
            reply = await client.hear()


def lines(gateway: Gateway) -> list[str]:
    """The identities in the CSV files."""
    found = []
    for path in (gateway.state_dir / "files").glob("*.csv"):
        with path.open(newline="") as file:
            found += [line["identity"] for line in csv.DictReader(file)]
    return found


def delivered(gateway: Gateway, backend: str) -> int:
    (count,) = [each["delivered"] for each in gateway.accounts()["backends"] if each["name"] == backend]
    return int(count)


def spoil(gateway: Gateway, statement: str) -> None:
    with closing(sqlite3.connect(gateway.state_dir / "journal.db", isolation_level=None)) as connection:
        connection.execute(statement)


async def test_verify_says_all_is_well_beside_the_gateway_and_what_is_wrong_after(gateway: Gateway) -> None:
    bundle = gateway.enroll("garden-7", profile="soil")
    gateway.start()
    await settle(gateway, bundle, session=b"session1", first=1, last=3)
    assert gateway.stoep("journal", "verify") == "all is well\n"
    gateway.stop()
    assert json.loads(gateway.stoep("journal", "verify", "--json")) == {"findings": []}
    spoil(gateway, "UPDATE lives SET kept = kept + 1")
    (finding,) = json.loads(gateway.stoep("journal", "verify", "--json", code=1))["findings"]
    assert "lives: 1 row is damaged: those lives begin anew" in finding
    assert gateway.stoep("journal", "verify", code=1) == finding + "\n"


def test_verify_without_a_journal_is_wrong_use(gateway: Gateway) -> None:
    assert "there is none yet; start the gateway" in gateway.stoep("journal", "verify", code=2)


def test_verify_of_a_file_that_is_no_journal_is_a_finding(gateway: Gateway) -> None:
    (gateway.state_dir / "journal.db").write_text("notes of last week\n" * 100)
    assert "it is not a journal; move the file away" in gateway.stoep("journal", "verify", code=1)


async def test_what_came_after_a_backup_comes_again_after_it_is_put_back(gateway: Gateway) -> None:
    bundle = gateway.enroll("garden-7", profile="soil")
    gateway.start()
    await settle(gateway, bundle, session=b"session1", first=1, last=2)
    copy = gateway.folder / "journal.copy"
    assert "devices send again what came since" in gateway.stoep("journal", "backup", copy)
    assert copy.stat().st_mode & 0o777 == 0o600
    await settle(gateway, bundle, session=b"session2", first=3, last=3)
    gateway.wait_until(lambda: delivered(gateway, "files") == 12, what="all is delivered")  # only then files are whole
    gateway.stop()
    for path in gateway.state_dir.glob("journal.db*"):
        path.unlink()
    shutil.copy(copy, gateway.state_dir / "journal.db")
    known = gateway.log.stat().st_size
    gateway.start()
    await settle(gateway, bundle, session=b"session3", first=3, last=3)
    gateway.stop()
    gateway.start()
    told = re.findall(
        r"put back from a copy of .*, (\d+\.\d) h ago\. .* since: (.*)\"", gateway.log.read_text()[known:]
    )
    assert told == [("0.0", "none")]  # at the first start, not at the second; CSV files are looked at
    (life,) = gateway.accounts()["lives"]
    assert (life["floor"], life["kept"]) == (3, 3)
    gateway.wait_until(lambda: delivered(gateway, "archive") == 12, what="all is delivered again")
    assert len(set(lines(gateway))) == 12
    assert gateway.stoep("journal", "verify") == "all is well\n"


async def test_csv_files_hold_nothing_twice_however_much_comes_again_after_a_copy_was_put_back(
    gateway: Gateway,
) -> None:
    """More than the one batch that is looked up after any start."""
    bundle = gateway.enroll("garden-7", profile="soil")
    rows = [(NOON_S + 600 * row, (1500, 180 + row % 100, 150, 200, 600)) for row in range(300)]

    async def bring_all(session: bytes) -> None:
        device = WireDevice("garden-7", master=load_master(gateway.state_dir), session=session)
        async with WireClient(device, bundle=bundle) as client:
            await client.say(device.hello(next_row=len(rows) + 1))
            for first in range(0, len(rows), 20):
                reply = await client.say(device.rows(first + 1, rows[first : first + 20], lag=first))
            while reply.settled < len(rows):
                reply = await client.hear()
        gateway.wait_until(lambda: delivered(gateway, "files") == 5 * len(rows), what="all is delivered")

    gateway.start()
    copy = gateway.folder / "journal.copy"
    gateway.stoep("journal", "backup", copy)
    await bring_all(b"session1")
    gateway.stop()
    for path in gateway.state_dir.glob("journal.db*"):
        path.unlink()
    shutil.copy(copy, gateway.state_dir / "journal.db")
    gateway.start()
    await bring_all(b"session2")
    assert len(lines(gateway)) == len(set(lines(gateway))) == 5 * len(rows)


def test_a_backup_overwrites_nothing(gateway: Gateway) -> None:
    gateway.start()
    copy = gateway.folder / "notes.txt"
    copy.write_text("mine")
    assert "exists and is not overwritten" in gateway.stoep("journal", "backup", copy, code=2)
    assert copy.read_text() == "mine"


def test_a_backup_where_nothing_can_be_written_says_so(gateway: Gateway) -> None:
    gateway.start()
    away = gateway.folder / "away" / "copy"
    assert "cannot write (No such file or directory)" in gateway.stoep("journal", "backup", away, code=2)
