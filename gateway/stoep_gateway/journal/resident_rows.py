"""What the journal holds of certain devices: found, corrected, erased; the accounts balance all the while.

Every call is inside the caller's transaction.
"""

import json
import sqlite3
from collections.abc import Collection, Iterator

from stoep_gateway.journal import backend_rows, lanes, seals
from stoep_gateway.journal.blob import DamagedEntryError, device_of, encode_rows, letter_device, moved
from stoep_gateway.journal.entry_rows import checksum, entry_of, select
from stoep_gateway.journal.records import Cursor, Entry
from stoep_gateway.records import Cell

ERASED = "erased"
# In an erased entry's place: none may be missing (soundness), and its position is not given again.
_NOTHING = encode_rows("", profile=1, life=b"", cell=None, timed=False, rows=0, times=(), columns=())


def entries_of(connection: sqlite3.Connection, devices: Collection[str]) -> Iterator[Entry]:
    """In order of position. One that is too damaged to tell, and names one of them, counts as theirs."""
    names = {device.encode() for device in devices}
    for row in select(connection):
        entry = entry_of(*row)
        if any(name in entry.blob for name in names) and _is_of(entry.blob, devices):
            yield entry


def letters_of(connection: sqlite3.Connection, devices: Collection[str]) -> Iterator[tuple[int, str, str, bytes]]:
    """(id, back-end, reason, letter) of each dead letter of theirs."""
    for number, backend, reason, letter in connection.execute(
        "SELECT id, backend, reason, CAST(observation AS BLOB) FROM dead_letters ORDER BY id"
    ):
        try:
            is_theirs = letter_device(letter) in devices
        except DamagedEntryError:
            is_theirs = any(device.encode() in letter for device in devices)
        if is_theirs:
            yield number, backend, reason, letter


def wanted_by(connection: sqlite3.Connection) -> dict[str, Cursor]:
    """How far each back-end is, by name, configured or not."""
    query = "SELECT name, backlog_next, backlog_end, live_next FROM backends ORDER BY name"
    return {row[0]: backend_rows.cursor_of(row[1:]) for row in connection.execute(query)}


def move(connection: sqlite3.Connection, devices: Collection[str], *, cell: Cell | None) -> None:
    """What still waits, and dead letters, get this cell. What cannot be read stays, and is delivered to nobody."""
    for entry in list(entries_of(connection, devices)):
        if entry.sound:
            blob = moved(entry.blob, cell=cell)
            _replace(connection, entry.position, observations=entry.observations, blob=blob)
    changed = []
    for number, _, _, letter in letters_of(connection, devices):
        try:
            changed.append((moved(letter, cell=cell), number))
        except DamagedEntryError:
            continue
    connection.executemany("UPDATE dead_letters SET observation = ? WHERE id = ?", changed)
    _reseal_letters(connection, [number for _, number in changed])


def erase(connection: sqlite3.Connection, devices: Collection[str], *, place: str) -> None:
    """Entries, lives, boards, dead letters; the place too, unless the ledger names it: it must not be drawn again.

    What still waited for a back-end is withheld there. Sums over all devices stay.
    """
    found = [(entry.position, _observations(connection, entry.position)) for entry in entries_of(connection, devices)]
    with backend_rows.changing(connection):
        for name, cursor in wanted_by(connection).items():
            lost = sum(count for position, count in found if lanes.wants(cursor, position))
            if lost:
                _withhold(connection, name, lost)
    for position, _ in found:
        _replace(connection, position, observations=0, blob=_NOTHING)
    letters = [(number,) for number, *_ in letters_of(connection, devices)]
    connection.executemany("DELETE FROM dead_letters WHERE id = ?", letters)
    for device in devices:
        connection.execute("DELETE FROM lives WHERE device = ?", (device,))
        connection.execute("DELETE FROM devices WHERE device = ?", (device,))
    connection.execute(
        "DELETE FROM places WHERE place = ?1 AND NOT EXISTS (SELECT 1 FROM ledger WHERE place = ?1)", (place,)
    )


def _is_of(blob: bytes, devices: Collection[str]) -> bool:
    try:
        return device_of(blob) in devices
    except DamagedEntryError:
        return True


def _observations(connection: sqlite3.Connection, position: int) -> int:
    """As the back-ends' accounts count them, also where the count itself is damaged."""
    (count,) = connection.execute("SELECT sum(observations) FROM entries WHERE position = ?", (position,)).fetchone()
    return int(count)


def _withhold(connection: sqlite3.Connection, backend: str, lost: int) -> None:
    (text,) = connection.execute("SELECT withheld FROM backends WHERE name = ?", (backend,)).fetchone()
    counts = json.loads(text)
    counts[ERASED] = counts.get(ERASED, 0) + lost
    connection.execute(
        "UPDATE backends SET pending = pending - ?, withheld = ? WHERE name = ?",
        (lost, json.dumps(counts, sort_keys=True), backend),
    )


def _replace(connection: sqlite3.Connection, position: int, *, observations: int, blob: bytes) -> None:
    connection.execute(
        "UPDATE entries SET observations = ?, crc = ?, blob = ? WHERE position = ?",
        (observations, checksum(observations, blob), blob, position),
    )


def _reseal_letters(connection: sqlite3.Connection, numbers: Collection[int]) -> None:
    columns = ", ".join(seals.SEALED["dead_letters"])
    connection.executemany(
        f"UPDATE dead_letters SET crc = seal({columns}) WHERE id = ?",  # noqa: S608 - names from there
        [(number,) for number in numbers],
    )
