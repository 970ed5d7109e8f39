"""Entries and dead letters of every kind say whose they are, and can be put right or emptied."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cbor2
import pytest

from stoep_gateway import accounts
from stoep_gateway.journal import Journal, lanes
from stoep_gateway.journal.blob import (
    DamagedEntryError,
    decode_letter,
    device_of,
    encode_letter,
    encode_message,
    encode_rows,
    encode_window,
    expand,
    letter_device,
    moved,
)
from stoep_gateway.journal.records import CommitBatch, Cursor
from stoep_gateway.records import Cell, Provenance
from stoep_protocol.cbor import Writer
from stoep_protocol.extras import NO_EXTRAS
from stoep_protocol.limits import MAX_FRAME_BYTES
from stoep_protocol.rows import FrameBuffer
from stoep_protocol.rows import encode_rows as write_rows
from stoep_testing.observations import reading
from support.commit_batches import batch
from support.ingest_bench import NOON_S, soil_rows

HERE, THERE = (81_250, 455_250, 500), Cell(x_m=81_750, y_m=455_750, size_m=500)
DEVICE = "garden-7"


def message() -> bytes:
    """Rows as a device sends them."""
    frame = FrameBuffer(max_rows=2, max_columns=5)
    frame.profile_id, frame.column_count, frame.life, frame.first_row, frame.clock = 1, 5, b"liv1", 1, 1
    frame.count, frame.extras = 2, NO_EXTRAS
    for at, (time_s, values) in enumerate(soil_rows(1, 2)):
        frame.times[at] = time_s
        for column, value in enumerate(values):
            frame.values[at * 5 + column] = value or 0
    writer = Writer(MAX_FRAME_BYTES)
    write_rows(writer, frame)
    return bytes(writer.view())


ENTRIES = {
    "rows": encode_rows(
        DEVICE,
        profile=1,
        life=b"liv1",
        cell=HERE,
        timed=True,
        rows=1,
        times=(NOON_S,),
        columns=((1500,), (183,), (None,), (200,), (600,)),
    ),
    "window": encode_window(
        DEVICE,
        profile=4,
        cell=HERE,
        start_s=NOON_S,
        window_s=900,
        values=((0, 30), (1, 40)),
        provenance=Provenance(epsilon="1", contribution=2, k=10, rounding=1, covered_s=900),
    ),
    "window until 0.4": cbor2.dumps((2, DEVICE, 4, HERE, NOON_S, 900, ((0, 30), (1, 40)))),
    "message": encode_message(DEVICE, cell=HERE, message=message()),
}


@pytest.mark.parametrize("kind", ENTRIES)
def test_an_entry_of_every_kind_says_whose_it_is_and_gets_another_place(kind: str) -> None:
    blob = ENTRIES[kind]
    assert device_of(blob) == DEVICE
    before = expand(blob, position=3)
    assert before
    for cell in (THERE, None):
        assert expand(moved(blob, cell=cell), position=3) == tuple(replace(each, cell=cell) for each in before)


def test_a_dead_letter_says_whose_it_is_and_gets_another_place() -> None:
    observation = reading(7, device="garden-7")
    letter = encode_letter(observation)
    assert letter_device(letter) == "garden-7"
    assert decode_letter(moved(letter, cell=None)) == replace(observation, cell=None)


@pytest.mark.parametrize("blob", [b"", b"\xff", cbor2.dumps(7), cbor2.dumps((9, "garden-7")), cbor2.dumps(("x",))])
def test_what_is_no_entry_is_said_to_be_damaged(blob: bytes) -> None:
    for call in (device_of, letter_device, lambda data: moved(data, cell=None)):
        with pytest.raises(DamagedEntryError):
            call(blob)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    journal = Journal.open(tmp_path / "journal.db")
    journal.attach(["city"])
    yield journal
    journal.close()


def test_an_entry_that_is_damaged_and_names_the_garden_goes_too(tmp_path: Path, journal: Journal) -> None:
    journal.commit(batch(1, row=1))
    journal.commit(CommitBatch(number=2, entries=((3, b"\x84\x09hgarden-7??"),)))
    journal.erase(["garden-7"], place="garden-7")
    (city,) = accounts.read(tmp_path / "journal.db").backends
    assert (city.pending, dict(city.withheld), city.balanced) == (0, {"erased": 4}, True)
    assert [(entry.observations, entry.sound) for entry in journal.read(1, end=None, max_observations=10)] == [
        (0, True),
        (0, True),
    ]


def test_a_device_whose_name_begins_alike_stays(journal: Journal) -> None:
    journal.commit(batch(1, row=1, device="garden-77"))
    journal.commit(batch(2, row=2, device="garden-7"))
    journal.erase(["garden-7"], place="garden-7")
    assert [entry.observations for entry in journal.read(1, end=None, max_observations=10)] == [1, 0]


def test_what_may_be_on_its_way_is_not_surely_waiting() -> None:
    cursor = Cursor(backlog_next=5, backlog_end=20, live_next=30)
    waits = [position for position in range(40) if lanes.surely_wants(cursor, position, batch_entries=4)]
    assert waits == [*range(9, 20), *range(34, 40)]
