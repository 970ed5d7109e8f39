"""The conservation table, read beside the gateway or after it."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from stoep_gateway import accounts
from stoep_gateway.errors import ConfigError
from stoep_gateway.journal import seals
from stoep_gateway.journal.lanes import LIVE
from stoep_gateway.journal.records import Delivery
from support.ingest_bench import MASTER, Core, enrolled, soil_rows
from support.wire_device import WireDevice


@pytest.fixture
def core(tmp_path: Path) -> Iterator[Core]:
    """Three rows kept and forwarded to the archive, but not to the city; one frame refused."""
    made = Core(tmp_path, enrolled())
    made.journal.attach(["archive", "city"])
    device = WireDevice(master=MASTER)
    made.take(device.hello(), device.rows(3, soil_rows(3, 3)), WireDevice(master=bytes(32)).hello())
    made.commit()
    made.journal.deliver(Delivery(backend="archive", lane=LIVE, entries=((1, 15),), next_position=2, delivered=15))
    yield made
    made.close()


def test_they_can_be_read_while_the_gateway_runs(core: Core) -> None:
    assert core.accounts().balanced


def test_they_can_be_read_after_it_has_stopped_cleanly(core: Core) -> None:
    core.close()
    assert not core.path.with_name("journal.db-wal").exists()
    assert core.accounts().balanced


def test_reading_writes_nothing(core: Core) -> None:
    core.close()
    before = core.path.read_bytes()
    core.accounts()
    assert core.path.read_bytes() == before


def test_without_a_journal_one_line_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"^journal .*: there is none yet; start the gateway with `stoep run`$"):
        accounts.read(tmp_path / "journal.db")


def test_json_has_the_shape_that_others_read(core: Core) -> None:
    told = json.loads(json.dumps(accounts.as_json(core.accounts())))
    (life,) = told["lives"]
    assert life == {
        "device": "garden-7",
        "life": b"liv1".hex(),
        "floor": 5,
        "kept": 3,
        "rejected": {},
        "dropped": 0,
        "absent": 2,
        "restore": 0,
        "balanced": True,
    }
    assert told["start"] == {
        "received": 3,
        "duplicate": 0,
        "not_taken": 0,
        "rejected": 0,
        "open": 0,
        "kept": 3,
        "balanced": True,
    }
    assert told["unopened"] == {"key": 1}
    assert set(told["windows"]) == {"closed", "released", "suppressed", "budget", "no_data", "restore", "balanced"}
    assert [(b["name"], b["released"], b["delivered"], b["pending"]) for b in told["backends"]] == [
        ("archive", 15, 15, 0),
        ("city", 15, 0, 15),
    ]
    assert told["balanced"] is True


def test_the_table_names_each_back_end_and_ends_with_them(core: Core) -> None:
    lines = accounts.render(core.accounts()).splitlines()
    assert lines[-2:] == [
        "  archive: released 15  delivered 15  pending 0  expired 0  dead 0  balanced",
        "  city: released 15  delivered 0  pending 15  expired 0  dead 0  balanced",
    ]


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM entries",
        "UPDATE lives SET kept = kept - 1",
        "UPDATE starts SET duplicate = 1",
        "UPDATE backends SET delivered = 14 WHERE name = 'archive'",
        "UPDATE backends SET pending = 14 WHERE name = 'city'",
        "INSERT INTO places VALUES ('street-1', 0, 0, 2, 1, 0, 0, 0, 0, 0, 0)",
    ],
)
def test_anything_that_is_missing_shows_as_not_balanced(core: Core, change: str) -> None:
    with sqlite3.connect(core.path) as connection:
        seals.prepare(connection)
        connection.execute(change)
        for table in seals.SEALED:
            seals.reseal(connection, table)
    connection.close()
    found = core.accounts()
    assert not found.balanced
    assert "NOT BALANCED" in accounts.render(found)


def test_a_gateway_with_a_million_entries_need_not_count_them(core: Core) -> None:
    with sqlite3.connect(core.path) as connection:
        connection.execute("DELETE FROM entries")
    connection.close()
    kept = accounts.read(core.path, recount=False)
    assert kept.balanced
    assert [backend.pending for backend in kept.backends] == [0, 15]
