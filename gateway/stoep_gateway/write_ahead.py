"""The end of a database with a write-ahead log that other users read."""

import sqlite3
from contextlib import suppress


def close_readable(connection: sqlite3.Connection) -> None:
    """Close it, and let others read it after we are gone."""
    # A WAL file can only be read while its -shm file is there or can be made: readers of another user could not open it
    # after we are gone. With a reader at work this fails, and the -shm file stays.
    with suppress(sqlite3.Error):
        connection.execute("PRAGMA busy_timeout = 0")
        connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()
