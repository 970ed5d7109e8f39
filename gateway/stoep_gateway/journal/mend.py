"""Damaged rows are set aside, and what they said is found again as after a restore from before they were written."""

import sqlite3
from collections.abc import Iterator

from stoep_gateway.journal import seals
from stoep_gateway.journal.records import DeviceRow, PlaceRow
from stoep_gateway.journal.state import device_values, place_values

# What becomes of each, and so in which order: devices are found again from lives, places from the ledger.
ANSWERS = {
    "lives": "those lives begin anew, and what rings still hold of them comes again",
    "devices": "those devices are believed anew at their next hello",
    "places": "their windows go on behind the last one in the ledger, their counters begin anew",
    "backends": "those back-ends get again all that the journal holds, their counters begin anew",
    "starts": "the counters since the start begin anew",
    "ledger_claim": "devices that know more than the ledger say so again",
}

REPEATS = frozenset(("lives", "backends"))  # without these, back-ends get again what they have


def damaged_rows(connection: sqlite3.Connection) -> dict[str, int]:
    """How many rows of each table do not fit their seal; without tables that have none."""
    found = {table: seals.read(connection, table)[1] for table in ANSWERS}
    return {table: count for table, count in found.items() if count}


def said(damaged: dict[str, int]) -> Iterator[str]:
    """A line a table: how many of its rows are damaged, and what becomes of that."""
    for table, count in damaged.items():
        yield f"{table}: {count} row{'s are' if count > 1 else ' is'} damaged: {ANSWERS[table]}"


def mend(connection: sqlite3.Connection) -> dict[str, int]:
    """Inside the caller's transaction; a new start or attaching the back-ends has to follow. How many rows a table."""
    damaged = damaged_rows(connection)
    for table in damaged:
        seals.replace_all(connection, table, seals.read(connection, table)[0])
    if "devices" in damaged:
        _find_devices(connection)
    if "places" in damaged:
        _find_places(connection)
    if "ledger_claim" in damaged:
        connection.execute(seals.insert_sql("ledger_claim"), (0,))
    return damaged


def _find_devices(connection: sqlite3.Connection) -> None:
    """A device's present life is its newest: a board that named any other would be told to draw a new one."""
    present = dict(connection.execute("SELECT device, life FROM lives ORDER BY id"))
    rows = (device_values(DeviceRow(device=device, life=life)) for device, life in present.items())
    connection.executemany(seals.insert_sql("devices", verb="INSERT OR IGNORE"), rows)


def _find_places(connection: sqlite3.Connection) -> None:
    """The ledger knows every window that rows have entered, and those that a wrong clock let in."""
    found = connection.execute(
        "SELECT place, max(end_s), (SELECT max(id) FROM ledger WHERE place IN (drawn.place, '*')),"
        " (SELECT ifnull(max(end_s), 0) FROM ledger WHERE kind = 'recover'"
        "  AND id = (SELECT max(id) FROM ledger WHERE kind = 'recover'))"
        " FROM ledger AS drawn WHERE kind = 'window' AND NOT EXISTS (SELECT 1 FROM ledger AS ahead"
        "  WHERE ahead.kind = 'clock' AND ahead.place = drawn.place AND drawn.start_s >= ahead.start_s"
        "  AND drawn.end_s <= ahead.end_s AND ahead.id > drawn.id) GROUP BY place"
    ).fetchall()
    rows = (
        PlaceRow(
            place=place,
            watermark_s=max(end_s, recovered_s),
            closed_until_s=max(end_s, recovered_s),
            ledger_index=index,
        )
        for place, end_s, index, recovered_s in found
    )
    connection.executemany(seals.insert_sql("places", verb="INSERT OR IGNORE"), map(place_values, rows))
