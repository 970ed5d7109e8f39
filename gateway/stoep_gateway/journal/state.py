"""Lives, devices, places and counters between frozen records and SQL."""

import json
import sqlite3
from collections.abc import Mapping

from stoep_gateway.journal.ledger_rows import append_rows, load_ledger, note_claim
from stoep_gateway.journal.records import CommitBatch, DeviceRow, JournalState, LifeRow, PlaceRow

_SESSION_BYTES = 8

_LIFE = (
    "INSERT INTO lives (device, life, floor, kept, gone, device_dropped, restore, counter, rejected)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (device, life) DO UPDATE SET floor = excluded.floor,"
    " kept = excluded.kept, gone = excluded.gone, device_dropped = excluded.device_dropped,"
    " restore = excluded.restore, counter = excluded.counter, rejected = excluded.rejected"
)
_DEVICE = (
    "INSERT OR REPLACE INTO devices (device, generation, board_id, board_generation, life, session, past_sessions,"
    " sample_s, applied) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_PLACE = (
    "INSERT OR REPLACE INTO places (place, watermark_s, closed_until_s, closed, released, suppressed, budget, no_data,"
    " restore, ledger_index) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_START = (
    "UPDATE starts SET commits = ?, received = ?, duplicate = ?, not_taken = ?, rejected = ?, open = ?, kept = ?,"
    " unopened = ? WHERE id = ?"
)


def write_state(connection: sqlite3.Connection, batch: CommitBatch, *, start: int) -> None:
    """Everything of a batch but its entries, inside the caller's transaction."""
    connection.executemany(
        _LIFE,
        [
            (
                row.device,
                row.life,
                row.floor,
                row.kept,
                row.gone,
                row.device_dropped,
                row.restore,
                row.counter,
                _counts(row.rejected),
            )
            for row in batch.lives
        ],
    )
    connection.executemany(
        _DEVICE,
        [
            (
                row.device,
                row.generation,
                row.board_id,
                row.board_generation,
                row.life,
                row.session,
                b"".join(row.past_sessions),
                row.sample_s,
                json.dumps(dict(row.applied), sort_keys=True),
            )
            for row in batch.devices
        ],
    )
    connection.executemany(
        _PLACE,
        [
            (
                row.place,
                row.watermark_s,
                row.closed_until_s,
                row.closed,
                row.released,
                row.suppressed,
                row.budget,
                row.no_data,
                row.restore,
                row.ledger_index,
            )
            for row in batch.places
        ],
    )
    append_rows(connection, batch.ledger)
    note_claim(connection, batch.claimed)
    counts = batch.start
    connection.execute(
        _START,
        (
            batch.number,
            counts.received,
            counts.duplicate,
            counts.not_taken,
            counts.rejected,
            counts.open,
            counts.kept,
            _counts(counts.unopened),
            start,
        ),
    )


def load_state(connection: sqlite3.Connection, *, anchor: tuple[int, bytes] | None) -> JournalState:
    """The state of the last commit. anchor: of the ledger's second file."""
    return JournalState(
        devices={row[0]: _device(*row) for row in connection.execute("SELECT * FROM devices")},
        lives=tuple(
            _life(*row)
            for row in connection.execute(
                "SELECT device, life, floor, kept, gone, device_dropped, restore, counter, rejected"
                " FROM lives ORDER BY id"
            )
        ),
        places=load_places(connection),
        ledger=load_ledger(connection, anchor=anchor),
    )


def load_places(connection: sqlite3.Connection) -> dict[str, PlaceRow]:
    """Every place by name."""
    return {row[0]: _place(*row) for row in connection.execute("SELECT * FROM places")}


def _counts(counts: Mapping[str, int]) -> str:
    return json.dumps(dict(counts), sort_keys=True) if counts else "{}"


def _life(
    device: str,
    life: bytes,
    floor: int,
    kept: int,
    gone: int,
    device_dropped: int,
    restore: int,
    counter: int,
    rejected: str,
) -> LifeRow:
    return LifeRow(
        device=device,
        life=life,
        floor=floor,
        kept=kept,
        gone=gone,
        device_dropped=device_dropped,
        restore=restore,
        counter=counter,
        rejected=json.loads(rejected),
    )


def _device(
    device: str,
    generation: int,
    board_id: bytes | None,
    board_generation: int,
    life: bytes | None,
    session: bytes | None,
    past_sessions: bytes,
    sample_s: int,
    applied: str,
) -> DeviceRow:
    starts = range(0, len(past_sessions), _SESSION_BYTES)
    return DeviceRow(
        device=device,
        generation=generation,
        board_id=board_id,
        board_generation=board_generation,
        life=life,
        session=session,
        past_sessions=tuple(past_sessions[start : start + _SESSION_BYTES] for start in starts),
        sample_s=sample_s,
        applied={int(kind): version for kind, version in json.loads(applied).items()},
    )


def _place(
    place: str,
    watermark_s: int,
    closed_until_s: int,
    closed: int,
    released: int,
    suppressed: int,
    budget: int,
    no_data: int,
    restore: int,
    ledger_index: int,
) -> PlaceRow:
    return PlaceRow(
        place=place,
        watermark_s=watermark_s,
        closed_until_s=closed_until_s,
        closed=closed,
        released=released,
        suppressed=suppressed,
        budget=budget,
        no_data=no_data,
        restore=restore,
        ledger_index=ledger_index,
    )
