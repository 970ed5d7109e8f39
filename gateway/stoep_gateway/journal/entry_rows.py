"""Entries between SQL rows and frozen records, each with a checksum; nothing that a disk gives back is trusted."""

import sqlite3
import zlib
from collections.abc import Iterable

from stoep_gateway.journal import bulk
from stoep_gateway.journal.blob import DamagedEntryError, expand
from stoep_gateway.journal.records import Entry

# A flipped bit can give a column another type: CAST makes text that is no UTF-8 into a number instead of an error.
_SELECT = (
    "SELECT position, CAST(observations AS INTEGER), CAST(crc AS INTEGER), CAST(blob AS BLOB) FROM entries"
    " WHERE position >= ? AND position < ? ORDER BY position LIMIT ?"
)


def checksum(observations: int, blob: bytes) -> int:
    """CRC-32 of both."""
    return zlib.crc32(blob, observations)


def insert(connection: sqlite3.Connection, entries: Iterable[tuple[int, bytes]], *, first: int) -> None:
    """(observations, blob) of each, at positions from `first` on. Inside the caller's transaction."""
    rows = [(position, count, checksum(count, blob), blob) for position, (count, blob) in enumerate(entries, first)]
    bulk.insert(connection, "entries (position, observations, crc, blob)", rows)


def select(
    connection: sqlite3.Connection, *, first: int = 0, end: int | None = None, limit: int = -1
) -> sqlite3.Cursor:
    """Rows for `entry_of`, in order of position, before `end`. limit -1: all of them."""
    return connection.execute(_SELECT, (first, 1 << 62 if end is None else end, limit))


def entry_of(position: int, observations: int | None, crc: int | None, blob: bytes | None) -> Entry:
    """One selected row. A count that is damaged alone is found again: the blob tells it, the checksum confirms it."""
    if blob is None or crc is None:
        return Entry(position, max(0, observations or 0), b"", sound=False)
    if observations is not None and checksum(observations, blob) == crc:
        return Entry(position, observations, blob, sound=True)
    try:
        told = len(expand(blob, position=position))
    except DamagedEntryError:
        told = -1
    if told >= 0 and checksum(told, blob) == crc:
        return Entry(position, told, blob, sound=True)
    return Entry(position, max(0, observations or 0), blob, sound=False)
