"""Open desk.db: a folder and a file for the gateway's user alone, one transaction a call."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from stoep_gateway.config.private_file import cannot_write, make_private_folder
from stoep_gateway.errors import ConfigError, RetryableError
from stoep_gateway.migrations import migrate
from stoep_gateway.transaction import transaction as committed

FILE_NAME = "desk/desk.db"  # of the state folder; in a folder that holds nothing else, see supervise/web_process
_BUSY_S = 5.0  # the pages and a command at the console write for milliseconds


def prepare(path: Path) -> None:
    """The file is there, with mode 0600 and the newest schema. ConfigError."""
    make_private_folder(path.parent)
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        pass
    except OSError as error:
        raise cannot_write(path, error=error) from error
    try:
        with closing(_connect(path)) as connection:
            migrate(connection, room="desk")
    except sqlite3.Error as error:
        raise ConfigError(f"{path}: cannot be used ({error}): put back your backup or move it away") from error


@contextmanager
def transaction(path: Path) -> Iterator[sqlite3.Connection]:
    """All of it or nothing, on the disk at its end. RetryableError: no room, no rights, no file, held by others."""
    try:
        with closing(_connect(path)) as connection, committed(connection):
            yield connection
    except sqlite3.Error as error:
        raise _away(path, error) from error


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """One look at it. RetryableError."""
    try:
        with closing(_connect(path)) as connection:
            connection.execute("BEGIN")
            yield connection
    except sqlite3.Error as error:
        raise _away(path, error) from error


def _connect(path: Path) -> sqlite3.Connection:
    # No write-ahead log: few write here, and all that is kept then lies in one file, which can be copied and put back.
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=_BUSY_S, isolation_level=None)
    connection.execute("PRAGMA temp_store = MEMORY")  # nothing of a query lands in a file elsewhere
    connection.execute("PRAGMA secure_delete = ON")  # names that leave are overwritten
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _away(path: Path, error: sqlite3.Error) -> RetryableError:
    return RetryableError(f"{path}: cannot be read or written ({error}): check room, rights and the disk")
