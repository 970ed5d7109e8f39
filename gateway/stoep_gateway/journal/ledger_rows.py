"""The ledger between frozen records and SQL, and its newest anchor in a second file beside the journal."""

import errno
import os
import re
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from stoep_gateway.config.private_file import cannot_write, write_private
from stoep_gateway.errors import ConfigError
from stoep_gateway.journal.errors import JournalError, disk_full
from stoep_gateway.journal.records import LEDGER_HISTORY_ROWS, LedgerRow, LedgerState
from stoep_protocol.limits import MAX_INT

ANCHOR_FILE = "ledger.anchor"
_ANCHOR = re.compile(rb"(\d{1,10}) ([0-9a-f]{16})\n")
_LINES, _LINE_BYTES = 2, 28


def append_rows(connection: sqlite3.Connection, rows: Iterable[LedgerRow]) -> None:
    """Inside the caller's transaction. sqlite3.IntegrityError: a trigger refuses a row; nothing may be kept then."""
    connection.executemany(
        "INSERT INTO ledger (id, epoch, kind, place, start_s, end_s, mode, spent, hash)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (row.index, row.epoch, row.kind, row.place, row.start_s, row.end_s, row.mode, row.spent, row.hash)
            for row in rows
        ],
    )


def note_claim(connection: sqlite3.Connection, claimed: int) -> None:
    """Inside the caller's transaction; writes only what changed."""
    connection.execute("UPDATE ledger_claim SET claimed = ?1, crc = seal(?1) WHERE claimed <> ?1", (claimed,))


def load_ledger(connection: sqlite3.Connection, *, anchor: tuple[int, bytes] | None) -> LedgerState:
    """What the last commit left. anchor: of the second file."""
    (index,) = connection.execute("SELECT ifnull(max(id), 0) FROM ledger").fetchone()
    ranges = connection.execute(
        "SELECT id, kind, place, start_s, end_s, mode FROM ledger WHERE kind <> 'window' ORDER BY id"
    ).fetchall()
    recovered = [(row[0], row[4]) for row in ranges if row[1] == "recover"]
    recovered_index, recovered_until_s = recovered[-1] if recovered else (0, 0)
    hashes = connection.execute(
        "SELECT hash FROM ledger WHERE id >= ? ORDER BY id DESC LIMIT ?", (recovered_index, LEDGER_HISTORY_ROWS)
    ).fetchall()
    return LedgerState(
        index=index,
        hashes=tuple(row[0] for row in reversed(hashes)),
        recovered_index=recovered_index,
        recovered_until_s=recovered_until_s,
        barred=tuple((place, start_s, end_s) for _, kind, place, start_s, end_s, _ in ranges if kind == "clock"),
        policies=tuple((start_s, mode) for _, kind, _, start_s, _, mode in ranges if kind == "policy"),
        spent=_spent(connection, recovered_until_s=recovered_until_s),
        claimed=connection.execute("SELECT claimed FROM ledger_claim").fetchone()[0],
        anchor=anchor,
    )


def _spent(connection: sqlite3.Connection, *, recovered_until_s: int) -> dict[tuple[str, int], int]:
    """{(place, UTC day): millionths of epsilon}, of each place from the day on which its next window starts."""
    rows = connection.execute(
        "SELECT ledger.place, start_s / 86400, sum(spent) FROM places JOIN ledger"
        " ON ledger.place = places.place AND end_s > closed_until_s - closed_until_s % 86400"
        " WHERE kind = 'window' AND start_s >= ? GROUP BY 1, 2",
        (recovered_until_s,),
    )
    return {(place, day): spent for place, day, spent in rows}


def read_policies(connection: sqlite3.Connection) -> tuple[tuple[int, str], ...]:
    """(wire time from which it holds, text) as they were declared one after the other."""
    rows = connection.execute("SELECT start_s, mode FROM ledger WHERE kind <> 'window' AND kind = 'policy' ORDER BY id")
    return tuple(rows)


def count_rows(connection: sqlite3.Connection) -> int:
    """How many there are; less than the newest index says after a recovery."""
    return int(connection.execute("SELECT count(*) FROM ledger").fetchone()[0])


def read_rows(
    connection: sqlite3.Connection, *, end_after_s: int = 0, after: int = 0, limit: int = -1
) -> Iterator[LedgerRow]:
    """Every row in order, or those that close something after a moment, or `limit` of those beyond an index."""
    rows = connection.execute(
        "SELECT id, epoch, kind, place, start_s, end_s, mode, spent, hash FROM ledger"
        " WHERE end_s > ? AND id > ? ORDER BY id LIMIT ?",
        (end_after_s, after, limit),
    )
    for index, epoch, kind, place, start_s, end_s, mode, spent, hash_ in rows:
        yield LedgerRow(
            index=index,
            epoch=epoch,
            kind=kind,
            place=place,
            start_s=start_s,
            end_s=end_s,
            mode=mode,
            spent=spent,
            hash=hash_,
        )


def read_anchor(path: Path) -> tuple[int, bytes] | None:
    """(index, MAC) of the second file; None when there is none. ConfigError: it is damaged or not readable."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfigError(
            f"{path}: cannot read the ledger's anchor: put back your backup or remove the file"
        ) from error
    lines = [data[:_LINE_BYTES], data[_LINE_BYTES:]] if len(data) == _LINES * _LINE_BYTES else [data]
    found = [line for line in map(_ANCHOR.fullmatch, lines) if line and int(line[1]) <= MAX_INT]
    if not found:
        raise ConfigError(f"{path}: damaged, an index and a MAC expected: put back your backup or remove the file")
    newest = max(found, key=lambda line: int(line[1]))
    return int(newest[1]), bytes.fromhex(newest[2].decode())


def write_anchor(path: Path, anchor: tuple[int, bytes]) -> None:
    """Whole or not at all. JournalError: it is not on disk; try again.

    The file has two lines, and the higher index counts. One of them is overwritten: a cut in the power may leave
    anything there and harms no byte beside it (https://sqlite.org/psow.html). A new file in the place of the old one
    takes a disk about as long as all the rest of a release.
    """
    line = f"{anchor[0]:010} {anchor[1].hex()}\n".encode()
    try:
        if not _overwrite(path, line, at=anchor[0] % _LINES * _LINE_BYTES):
            write_private(path, line * _LINES)
    except ConfigError as error:
        if isinstance(error.__cause__, OSError) and error.__cause__.errno == errno.ENOSPC:
            raise disk_full(path) from error
        raise JournalError(str(error)) from error


def _overwrite(path: Path, line: bytes, *, at: int) -> bool:
    """False: there is no file with two lines. ConfigError."""
    try:
        descriptor = os.open(path, os.O_WRONLY)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise cannot_write(path, error=error) from error
    try:
        if os.fstat(descriptor).st_size != _LINES * _LINE_BYTES:
            return False
        os.pwrite(descriptor, line, at)
        os.fdatasync(descriptor)
    except OSError as error:
        raise cannot_write(path, error=error) from error
    finally:
        os.close(descriptor)
    return True
