"""Look over a whole journal: SQLite's own check, each entry's checksum, and whether what belongs together fits."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache

from stoep_gateway.journal import lanes, seals, start_rows
from stoep_gateway.journal.blob import DamagedEntryError, expand
from stoep_gateway.journal.entry_rows import entry_of, select
from stoep_gateway.journal.mend import damaged_rows, said
from stoep_gateway.journal.records import Cursor, Entry
from stoep_gateway.migrations import migrate

Progress = Callable[[int, int], None]

_RESTORE = "stop the gateway and put back your last backup"
_DISK = "look for a failing disk"
_LINES_MAX = 10  # of SQLite's own
_SCHEMA = "SELECT name, sql FROM sqlite_schema"
_STRIDE = 1000  # entries from one sign of life to the next


def page_findings(connection: sqlite3.Connection) -> Iterator[str]:
    """What SQLite finds wrong with its pages. https://sqlite.org/pragma.html#pragma_integrity_check"""
    for (lines,) in connection.execute(f"PRAGMA integrity_check({_LINES_MAX})"):
        for line in lines.splitlines():
            if line != "ok" and not line.startswith("***"):
                yield f"database: {line}: it is damaged; {_DISK}, {_RESTORE}"


def schema_findings(connection: sqlite3.Connection) -> Iterator[str]:
    """Tables, indices and triggers that are not what the migrations make."""
    made, found = _made(), dict(connection.execute(_SCHEMA).fetchall())
    for name in sorted(made.keys() | found.keys()):
        if found.get(name) != made.get(name) and not name.startswith("sqlite_"):
            yield f"database: {name} is not as stoep made it; {_DISK}, {_RESTORE}"


def entry_findings(connection: sqlite3.Connection, *, progress: Progress) -> Iterator[str]:
    """Entries that are damaged, missing, or newer than their floors. progress: told (entries seen, entries in all)."""
    (total,) = connection.execute("SELECT count(*) FROM entries").fetchone()
    lives, damaged = seals.read(connection, "lives")
    is_whole = not damaged and not start_rows.newest(connection).set_aside
    floors = {(row[0], row[1].hex()): row[2] for row in lives} if is_whole else None
    wanted, end = _wanted(connection)
    due = wanted
    for seen, row in enumerate(select(connection)):
        if seen % _STRIDE == 0:
            progress(seen, total)
        entry = entry_of(*row)
        if entry.position > due:
            yield _missing(due, entry.position - 1)
        due = max(wanted, entry.position + 1)
        yield from _entry(entry, stored=row[1], floors=floors)
    if due < end:
        yield _missing(due, end - 1)
    progress(total, total)


def state_findings(connection: sqlite3.Connection) -> Iterator[str]:
    """Rows that do not fit their seal, places, and dead letters."""
    for line in said(damaged_rows(connection)):
        yield f"{line}, from the next start on; {_DISK}"
    (newest,) = connection.execute("SELECT ifnull(max(id), 0) FROM ledger").fetchone()
    for place in seals.read(connection, "places")[0]:
        name, index = place[0], place[-1]
        closed, *parts = place[3:9]
        if closed != sum(parts):
            yield f"place {name}: its windows do not balance; {_DISK}, {_RESTORE}"
        if index > newest:
            yield f"place {name}: the ledger lacks its row {index}; {_DISK}, {_RESTORE}"
    for number, *values, crc in connection.execute(
        "SELECT id, backend, reason, observation, crc FROM dead_letters ORDER BY id"
    ):
        if seals.seal(number, *values) != crc:
            yield f"dead letter {number} is damaged; it is counted all the same; {_DISK}"


@cache
def _made() -> dict[str, str]:
    """The SQL of a new journal, by name."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as new:
        seals.prepare(new)
        migrate(new, room="journal")
        return dict(new.execute(_SCHEMA).fetchall())


def _wanted(connection: sqlite3.Connection) -> tuple[int, int]:
    """(first position that some back-end still wants, position behind the newest one)."""
    end = start_rows.newest(connection).head + 1
    cursors = [
        lanes.oldest(Cursor(backlog_next=row[2], backlog_end=row[3], live_next=row[4]))
        for row in seals.read(connection, "backends")[0]
    ]
    return min(cursors, default=end), end


def _missing(first: int, last: int) -> str:
    return f"entries {first} to {last} are missing; {_DISK}, {_RESTORE}"


def _entry(entry: Entry, *, stored: int | None, floors: dict[tuple[str, str], int] | None) -> Iterator[str]:
    """floors: None if lives may have begun anew since."""
    name = f"entry {entry.position}"
    try:
        if not entry.sound:
            raise DamagedEntryError(entry.position)
        observations = expand(entry.blob, position=entry.position)
    except DamagedEntryError:
        yield f"{name} is damaged: back-ends that lack it count {entry.observations} as withheld (damaged); {_DISK}"
        return
    if len(observations) != entry.observations:
        yield f"{name} holds {len(observations)} observations instead of {entry.observations}; report this, please"
    if stored != entry.observations:
        yield f"{name}: its count is damaged, its values are whole and will be delivered; {_DISK}"
    if floors is None:
        return
    newest = {(seen.device, seen.life): seen.row for seen in observations if not seen.window_s}
    for (device, life), row in newest.items():
        if row > floors.get((device, life), 0):
            yield f"{name}: row {row} of {device} is beyond its floor; {_DISK}, {_RESTORE}"
