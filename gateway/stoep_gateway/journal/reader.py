"""Read the entries that a journal still holds, beside the gateway that writes them."""

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from stoep_gateway.errors import ConfigError
from stoep_gateway.journal.errors import open_error
from stoep_gateway.journal.records import Entry


def read_entries(path: Path) -> Iterator[Entry]:
    """Oldest first, one transaction's view. ConfigError: there is no journal, or it cannot be read."""
    if not path.exists():
        raise ConfigError(f"journal {path}: there is none yet; start the gateway with `stoep run`")
    try:
        with closing(
            sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None, timeout=5.0)
        ) as connection:
            rows = connection.execute("SELECT position, observations, crc, blob FROM entries ORDER BY position")
            for position, observations, crc, blob in rows:
                sound = isinstance(blob, bytes) and zlib.crc32(blob, observations) == crc
                yield Entry(position, observations, blob, sound)
    except sqlite3.Error as error:
        raise open_error(error, path=path) from error
