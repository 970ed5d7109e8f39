"""A copy of the journal bears the moment when it was made, and then the moment when a gateway first ran from it.

So does a journal of which something was set aside for which back-ends get again what they have.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

# SQLite keeps a number of 32 bits for the application in the file's header (https://sqlite.org/fileformat2.html,
# offset 68): a gateway's own journal has 0 there, so a copy needs no table of its own.
_FIELD = "application_id"


def mark_copy(copy: sqlite3.Connection, *, made_s: int) -> None:
    """made_s: wire time."""
    copy.execute(f"PRAGMA {_FIELD} = {made_s}")


def read_mark(path: Path) -> int:
    """Wire time at which this copy was made; below 0, minus that from which on repeats come; else 0. sqlite3.Error."""
    with closing(_open(path)) as journal:
        return int(journal.execute(f"PRAGMA {_FIELD}").fetchone()[0])


def note_repeats(journal: sqlite3.Connection, *, now_s: int) -> None:
    """Inside the caller's transaction; a copy that no gateway ran from yet stays one."""
    (mark,) = journal.execute(f"PRAGMA {_FIELD}").fetchone()
    if mark <= 0:
        journal.execute(f"PRAGMA {_FIELD} = {-max(now_s, 1)}")


def note_start(path: Path, *, now_s: int) -> None:
    """The first start from a copy. sqlite3.Error: the disk refuses."""
    _write(path, -now_s)


def forget_copy(path: Path) -> None:
    """From now on it is like any other. sqlite3.Error: the disk refuses."""
    _write(path, 0)


def _write(path: Path, mark: int) -> None:
    with closing(_open(path)) as journal:
        journal.execute(f"PRAGMA {_FIELD} = {mark}")


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"file:{path}?mode=rw", uri=True, isolation_level=None, timeout=5.0)
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection
