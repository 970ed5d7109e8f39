"""Open a journal for reading only, beside the gateway that writes it or after it has stopped."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from stoep_gateway.errors import ConfigError
from stoep_gateway.journal import seals
from stoep_gateway.journal.errors import decoding, open_error
from stoep_gateway.migrations import migrations


@contextmanager
def read_only(path: Path) -> Iterator[sqlite3.Connection]:
    """One transaction's view. ConfigError: there is no journal, or it cannot be read; also while reading."""
    if not path.exists():
        raise ConfigError(f"journal {path}: there is none yet; start the gateway with `stoep run`")
    try:
        with decoding():
            connection = _connect(path)
        with closing(connection):
            _check_schema(connection, path=path)
            yield connection
    except sqlite3.Error as error:
        raise open_error(error, path=path) from error


def _connect(path: Path) -> sqlite3.Connection:
    try:
        return _begin(f"file:{path}?mode=ro")
    except sqlite3.OperationalError as error:
        # A write-ahead log needs its index beside it even to be read; on a read-only disk, with no log left
        # behind, nobody can be writing either. https://sqlite.org/wal.html#read_only_databases
        if error.sqlite_errorname != "SQLITE_CANTOPEN" or path.with_name(path.name + "-wal").exists():
            raise
    return _begin(f"file:{path}?mode=ro&immutable=1")


def _begin(address: str) -> sqlite3.Connection:
    connection = sqlite3.connect(address, uri=True, isolation_level=None, timeout=5.0)
    try:
        seals.prepare(connection)
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("BEGIN")
        connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _check_schema(connection: sqlite3.Connection, *, path: Path) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    known = migrations("journal")[-1][0]
    if version != known:
        todo = "start the gateway once" if version < known else "install the newer stoep again"
        raise ConfigError(f"journal {path}: it has schema {version}, this stoep reads {known}: {todo}")
