"""A copy of the journal bears the moment when it was made, until a gateway has started from it."""

import sqlite3
from contextlib import closing
from pathlib import Path

# SQLite keeps a number of 32 bits for the application in the file's header (https://sqlite.org/fileformat2.html,
# offset 68): 0 in a gateway's own journal, so a copy needs no table of its own.
_FIELD = "application_id"


def mark_copy(copy: sqlite3.Connection, *, made_s: int) -> None:
    """made_s: wire time."""
    copy.execute(f"PRAGMA {_FIELD} = {made_s}")


def copied_s(path: Path) -> int | None:
    """Wire time at which this copy was made, None for a journal that is no copy. sqlite3.Error: it cannot be read."""
    with closing(_open(path)) as journal:
        return journal.execute(f"PRAGMA {_FIELD}").fetchone()[0] or None


def forget_copy(path: Path) -> None:
    """From now on it is a gateway's own. sqlite3.Error: the disk refuses."""
    with closing(_open(path)) as journal:
        journal.execute(f"PRAGMA {_FIELD} = 0")


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{path}?mode=rw", uri=True, isolation_level=None, timeout=5.0)
