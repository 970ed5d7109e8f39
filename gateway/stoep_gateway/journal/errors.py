"""What SQLite says about the disk, told by consequence: what, where, what to do."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
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
# The second: a disk without room for the write-ahead log's index.
_NO_ROOM = {"SQLITE_FULL", "SQLITE_IOERR_SHMSIZE"}
_FOREIGN = "it is not as stoep made it ({}); stop the gateway and restore the last backup"
# SQLITE_ERROR: its schema, or a text in it, cannot be read.
_DAMAGE = {"SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_IOERR", "SQLITE_ERROR"}


class DamagedRowError(sqlite3.DatabaseError):
    """A row holds what no stoep wrote, and SQLite did not notice: its pages carry no checksum."""

    sqlite_errorname = "SQLITE_CORRUPT"


@contextmanager
def decoding() -> Iterator[None]:
    """Around what makes records of rows: a value of the wrong kind is damage, not a mistake of the program."""
    try:
        yield
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise DamagedRowError from error


class DamageError(ConfigError):
    """What lies on the disk is not what was written."""


class JournalError(RetryableError):
    """Nothing of the transaction was kept; the same one may be tried again."""


class DiskFullError(JournalError):
    """There was no room. Forwarding goes on and frees some."""


def is_full(error: sqlite3.Error) -> bool:
    """Whether it failed for want of room."""
    return _name(error) in _NO_ROOM


def journal_error(error: sqlite3.Error, *, path: Path) -> JournalError:
    """One line for a failed transaction."""
    return (DiskFullError if is_full(error) else JournalError)(_line(error, path=path))


def disk_full(path: Path) -> DiskFullError:
    """The room that is left is for deliveries."""
    return DiskFullError(f"journal {path}: {_ADVICE['SQLITE_FULL']}")


def open_error(error: sqlite3.Error, *, path: Path) -> ConfigError:
    """One line for a journal that does not open or cannot be read; a DamageError if it is damaged."""
    return (DamageError if _primary(error) in _DAMAGE else ConfigError)(_line(error, path=path))


def _line(error: sqlite3.Error, *, path: Path) -> str:
    primary = "SQLITE_FULL" if is_full(error) else _primary(error)
    if primary == "SQLITE_ERROR":
        advice = _FOREIGN.format(" ".join(str(error).split()))
    else:
        advice = _ADVICE.get(primary, f"{error} ({_name(error)})")
    return f"journal {path}: {advice}"


def _name(error: sqlite3.Error) -> str:
    return getattr(error, "sqlite_errorname", None) or "SQLITE_ERROR"


def _primary(error: sqlite3.Error) -> str:
    """Extended codes begin with the primary one (SQLITE_IOERR_FSYNC): https://sqlite.org/rescode.html"""
    return "_".join(_name(error).split("_")[:2])
