"""A place where people were counted: what was released goes, what keeps it from being released again stays."""

import csv
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from stoep_gateway.archive.writer import FILE_NAME as ARCHIVE_FILE
from stoep_gateway.registry.device import Device
from stoep_gateway.registry.master import create_master, master_path
from stoep_gateway.registry.store import Registry
from stoep_protocol.limits import PEOPLE_FRAME_ROWS
from support.archived import deliver
from support.gateway import Gateway
from support.ingest_bench import MASTER, Core, people_rows
from support.wire_device import WireDevice

PLACE = "beam-1"


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Gateway]:
    with Gateway(tmp_path / "gateway") as made:
        master_path(made.state_dir).unlink()
        create_master(made.state_dir, key=MASTER)
        made.enroll(PLACE, profile="people")
        yield made


def count(gateway: Gateway, *, life: bytes, generation: int = 1) -> Core:
    """A busy quarter of an hour: one window closes."""
    device: Device = Registry(gateway.state_dir).load()[PLACE]
    core = Core(gateway.state_dir, device)
    core.journal.attach(["archive"])
    assert core.now_s
    core.now_s += 3600
    board = WireDevice(PLACE, master=MASTER, profile="people", generation=generation, session=life * 2, sample_s=60)
    core.take(board.hello(life, next_row=16))
    core.replies()
    rows = people_rows([50] * 15)
    for first in range(0, len(rows), PEOPLE_FRAME_ROWS):
        part = rows[first : first + PEOPLE_FRAME_ROWS]
        core.take(board.rows(first + 1, part, life=life, extras=core.echo))
    core.commit()
    return core


def test_an_erased_place_stays_in_the_ledger_and_is_drawn_no_second_time(gateway: Gateway) -> None:
    with count(gateway, life=b"liv1") as core:
        [drawn] = core.draws()
        assert core.observations()
    report = json.loads(gateway.stoep("garden", "erase", PLACE, "--yes", "--json"))
    notes = "\n".join(each["en"] for each in report["notes"])
    assert f"The ledger of people counts names the place {PLACE} in 1 rows: which window was drawn" in notes
    assert gateway.stoep("journal", "verify") == "all is well\n"
    assert gateway.accounts()["balanced"]
    bundle = gateway.enroll(PLACE, profile="people")
    with count(gateway, life=b"liv2", generation=bundle["generation"]) as core:
        assert core.draws() == [drawn]
        assert core.observations() == ()
        (life,) = core.accounts().lives
        assert life.rejected["order"] == 15


async def test_what_a_counter_released_is_in_its_export_and_no_minute_of_it(gateway: Gateway) -> None:
    with count(gateway, life=b"liv1") as core:
        released = core.observations()
    await deliver(gateway.state_dir / ARCHIVE_FILE, list(released))
    out = gateway.folder / "beam.zip"
    report = json.loads(gateway.stoep("garden", "export", PLACE, "--out", out, "--json"))
    assert report["requests"] == []  # nobody but the archive
    assert released
    package = zipfile.ZipFile(out)
    told = json.loads(package.read("accounts.json"))
    assert [(row["start_s"], row["kind"]) for row in told["ledger"]] == [(released[0].time_s, "window")]
    for name in ("archive.csv", "journal.csv"):
        rows = list(csv.DictReader(package.read(name).decode().splitlines()))
        assert [float(row["value"]) for row in rows] == [each.value for each in released]
        made = released[0].provenance
        assert made
        assert {(row["epsilon"], row["k"]) for row in rows} == {(made.epsilon, str(made.k))}
