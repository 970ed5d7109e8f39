"""Leave nothing in a database file of rows that were deleted, now or ever."""

import sqlite3


class HeldError(sqlite3.OperationalError):
    """Somebody reads the file as it was: what was deleted cannot leave it yet."""

    sqlite_errorname = "SQLITE_BUSY"


def overwrite_deleted(connection: sqlite3.Connection) -> None:
    """Call before rows are deleted: from now on SQLite puts zeros in their place.

    https://sqlite.org/pragma.html#pragma_secure_delete
    """
    connection.execute("PRAGMA secure_delete = ON")


def scrub(connection: sqlite3.Connection) -> None:
    """Outside a transaction, in WAL mode, temporary files in memory. HeldError; sqlite3.Error: no room for a copy.

    VACUUM writes every page anew: rows that were deleted before this connection was told to overwrite them lie in free
    pages, and in the free parts of others. https://sqlite.org/lang_vacuum.html
    """
    _fold(connection)
    connection.execute("VACUUM")
    _fold(connection)


def _fold(connection: sqlite3.Connection) -> None:
    """The write-ahead log into the database, and the log emptied. https://sqlite.org/pragma.html#pragma_wal_checkpoint"""
    (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise HeldError("database is locked")
