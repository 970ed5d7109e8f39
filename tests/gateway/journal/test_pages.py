"""A new journal has small pages; one that is there keeps its own until an operator changes them (docs/upgrade.md)."""

import sqlite3
from contextlib import closing
from pathlib import Path

from stoep_gateway.journal import Journal
from stoep_gateway.journal.records import CommitBatch

ENTRIES = tuple((30, bytes([number]) * 120) for number in range(50))


def page_bytes(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        found: int = connection.execute("PRAGMA page_size").fetchone()[0]
        return found


def commit(path: Path) -> None:
    journal = Journal.open(path)
    journal.attach(("archive",))
    journal.commit(CommitBatch(number=1, entries=ENTRIES))
    journal.close()


def blobs(path: Path) -> list[bytes]:
    journal = Journal.open(path)
    entries = journal.read(1, end=None, max_observations=1 << 20)
    journal.close()
    assert all(entry.sound for entry in entries)
    return [entry.blob for entry in entries]


def test_a_new_journal_has_pages_of_1_kib(tmp_path: Path) -> None:
    commit(tmp_path / "journal.db")
    assert page_bytes(tmp_path / "journal.db") == 1024


def test_a_journal_with_larger_pages_is_used_as_it_is_and_a_vacuum_makes_them_small(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA page_size = 4096")
        connection.execute("PRAGMA journal_mode = WAL")
    commit(path)
    assert page_bytes(path) == 4096
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("PRAGMA journal_mode=DELETE; PRAGMA page_size=1024; VACUUM;")
    commit(path)
    assert page_bytes(path) == 1024
    assert blobs(path) == [blob for _, blob in ENTRIES] * 2
