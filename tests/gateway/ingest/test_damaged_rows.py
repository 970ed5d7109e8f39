"""A disk has changed rows of the journal: honest devices go on, lose nothing, and no window is drawn twice."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from stoep_gateway.journal import seals
from support.ingest_bench import MASTER, NOON_S, Core, enrolled
from support.policies import plain_settings
from support.ring_device import RingDevice

ROWS = 40
CHANGES = {
    "lives": "floor = floor + 4096",
    "devices": "generation = generation + 64",
    "places": "closed_until_s = closed_until_s + (1 << 20)",
    "backends": "live_next = live_next + 4096",
    "starts": "head = head + 4096",
    "ledger_claim": "claimed = 64",
}


@pytest.fixture
def core(tmp_path: Path) -> Iterator[Core]:
    devices = enrolled("garden-7"), enrolled("street-1", profile="people")
    with Core(tmp_path, *devices, policy=plain_settings(window_s=300, k=0)) as made:
        made.journal.attach(["city"])
        yield made


def ring(name: str, *, profile: str, sample_s: int) -> RingDevice:
    return RingDevice(name, master=MASTER, profile=profile, capacity=10_000, sample_s=sample_s, start_s=NOON_S)


def measure(garden: RingDevice, street: RingDevice) -> None:
    for _ in range(ROWS):
        garden.sample((garden.next_row, 180, 150, 201, 650))
        street.sample((1, 0))


def settle(core: Core, *devices: RingDevice) -> None:
    for _ in range(12):
        for device in devices:
            core.take(*device.next_frames(window=4))
        core.commit()
        for outgoing in core.replies():
            next(device for device in devices if device.wire.name in outgoing.topic).hear(outgoing)


@pytest.mark.parametrize(
    "tables", [*[(table,) for table in CHANGES], tuple(CHANGES), ("lives", "devices")], ids="+".join
)
def test_honest_devices_go_on_over_damaged_rows(core: Core, tables: tuple[str, ...]) -> None:
    garden, street = ring("garden-7", profile="soil", sample_s=600), ring("street-1", profile="people", sample_s=60)
    core.now_s = NOON_S + 1_000_000
    measure(garden, street)
    settle(core, garden, street)
    measure(garden, street)  # not settled yet
    before = garden.life, street.life
    core.close()
    with closing(sqlite3.connect(core.path, isolation_level=None)) as connection:
        for table in tables:
            connection.execute(f"UPDATE {table} SET {CHANGES[table]}")
    core.restart()
    core.journal.attach(["city"])
    settle(core, garden, street)
    assert (garden.life, street.life) == before
    assert garden.settled == 2 * ROWS
    assert not garden.lost
    assert not street.lost
    assert street.settled > ROWS
    kept = {seen.row for seen in core.observations() if seen.device == "garden-7"}
    assert kept == set(range(1, 2 * ROWS + 1))
    draws = core.draws()
    assert len(draws) == len(set(draws)) == 2 * ROWS // 5  # five minutes each
    assert sum(seen.value for seen in core.observations() if seen.quantity == "in") == 2 * ROWS  # one a minute
    counted = core.accounts()
    assert counted.balanced
    assert counted.set_aside >= len(tables)


def test_each_kind_of_row_is_tried() -> None:
    assert set(CHANGES) == set(seals.SEALED) - {"dead_letters"}
