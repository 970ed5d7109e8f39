"""What SQLite says about the disk, told by consequence: what, where, what to do."""

import sqlite3
from pathlib import Path

from stoep_gateway.errors import ConfigError, RetryableError

_ADVICE = {
    "SQLITE_FULL": "the disk is full; free some room, rows wait on the devices until then",
    "SQLITE_IOERR": "the disk does not read or write (I/O error); check it, rows wait on the devices until then",
    "SQLITE_READONLY": "it cannot be written; mount the disk read-write, rows wait on the devices until then",
    "SQLITE_CANTOPEN": "it cannot be opened; see that its folder exists, is yours and can be written",
    "SQLITE_PERM": "access is refused; check its owner and mode",
    "SQLITE_BUSY": "another process holds it; is a second gateway running on this state directory?",
    "SQLITE_LOCKED": "another process holds it; is a second gateway running on this state directory?",
    "SQLITE_CORRUPT": "it is damaged; stop the gateway and restore the last backup",
    "SQLITE_NOTADB": "it is not a journal; move the file away or restore the last backup",
}


class JournalError(RetryableError):
    """Nothing of the transaction was kept; the same one may be tried again."""


def journal_error(error: sqlite3.Error, *, path: Path) -> JournalError:
    """One line for a failed transaction."""
    return JournalError(_line(error, path=path))


def open_error(error: sqlite3.Error, *, path: Path) -> ConfigError:
    """One line for a journal that does not open."""
    return ConfigError(_line(error, path=path))


def _line(error: sqlite3.Error, *, path: Path) -> str:
    name = getattr(error, "sqlite_errorname", None) or "SQLITE_ERROR"
    # Extended codes begin with the primary one (SQLITE_IOERR_FSYNC): https://sqlite.org/rescode.html
    primary = "_".join(name.split("_")[:2])
    return f"journal {path}: {_ADVICE.get(primary, f'{error} ({name})')}"
