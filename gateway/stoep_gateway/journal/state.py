"""Lives, devices and places between frozen records and SQL."""

import json
import sqlite3

from stoep_gateway.journal import bulk, seals
from stoep_gateway.journal.ledger_rows import append_rows, load_ledger, note_claim
from stoep_gateway.journal.records import CommitBatch, DeviceRow, JournalState, LifeRow, PlaceRow

_SESSION_BYTES = 8

_LIFE = f"lives ({', '.join(seals.SEALED['lives'])}, crc)"
_LIFE_AGAIN = (
    "ON CONFLICT (device, life) DO UPDATE SET floor = excluded.floor, kept = excluded.kept, gone = excluded.gone,"
    " device_dropped = excluded.device_dropped, restore = excluded.restore, counter = excluded.counter,"
    " rejected = excluded.rejected, crc = excluded.crc"
)
_DEVICE = seals.insert_sql("devices", verb="INSERT OR REPLACE")
_PLACE = seals.insert_sql("places", verb="INSERT OR REPLACE")


def write_state(connection: sqlite3.Connection, batch: CommitBatch) -> None:
    """Lives, devices, places and the ledger of a batch, inside the caller's transaction."""
    lives = [(*values, seals.seal(*values)) for values in map(_life_values, batch.lives)]
    bulk.insert(connection, _LIFE, lives, then=_LIFE_AGAIN)
    connection.executemany(_DEVICE, map(device_values, batch.devices))
    connection.executemany(_PLACE, map(place_values, batch.places))
    append_rows(connection, batch.ledger)
    note_claim(connection, batch.claimed)


def load_state(connection: sqlite3.Connection, *, anchor: tuple[int, bytes] | None) -> JournalState:
    """The state of the last commit. anchor: of the ledger's second file."""
    return JournalState(
        devices={row[0]: _device(*row) for row in seals.read_sound(connection, "devices")},
        lives=tuple(_life(*row) for row in seals.read_sound(connection, "lives")),
        places=load_places(connection),
        ledger=load_ledger(connection, anchor=anchor),
    )


def load_places(connection: sqlite3.Connection) -> dict[str, PlaceRow]:
    """Every place by name."""
    return {row[0]: _place(*row) for row in seals.read_sound(connection, "places")}


def device_values(row: DeviceRow) -> seals.Row:
    """As the table has them."""
    return (
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


def place_values(row: PlaceRow) -> seals.Row:
    """As the table has them."""
    return (
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


def _life_values(row: LifeRow) -> seals.Row:
    return (
        row.device,
        row.life,
        row.floor,
        row.kept,
        row.gone,
        row.device_dropped,
        row.restore,
        row.counter,
        json.dumps(dict(row.rejected), sort_keys=True) if row.rejected else "{}",
    )


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
