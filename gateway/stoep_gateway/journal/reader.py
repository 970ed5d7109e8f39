"""Read the entries that a journal still holds, beside the gateway that writes them."""

import zlib
from collections.abc import Iterator
from pathlib import Path

from stoep_gateway.journal.read_only import read_only
from stoep_gateway.journal.records import Entry


def read_entries(path: Path) -> Iterator[Entry]:
    """Oldest first, one transaction's view. ConfigError: there is no journal, or it cannot be read."""
    with read_only(path) as connection:
        rows = connection.execute("SELECT position, observations, crc, blob FROM entries ORDER BY position")
        for position, observations, crc, blob in rows:
            sound = isinstance(blob, bytes) and zlib.crc32(blob, observations) == crc
            yield Entry(position, observations, blob, sound)
