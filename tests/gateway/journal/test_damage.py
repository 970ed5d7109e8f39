"""A disk that changes what was written: it is said, counted, and never in the way of what is whole.

FAULT_CUTS: 200 in `make test`, more in `make faults`. FAULT_SEED: others of the same kind.
"""

import os
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import astuple
from pathlib import Path
from typing import Any

import pytest

from stoep_gateway import accounts
from stoep_gateway.commands.journal_verify import findings
from stoep_gateway.errors import ConfigError
from stoep_gateway.forward.batch import outcome, prepare
from stoep_gateway.journal import Journal, JournalError, database, seals
from stoep_gateway.journal.entry_rows import entry_of, select
from stoep_gateway.journal.lanes import LIVE
from stoep_gateway.journal.ledger_rows import ANCHOR_FILE
from support.fault_disk.history import BACKENDS, ENTRIES, KEY, batches, next_delivery

CUTS = int(os.environ.get("FAULT_CUTS", "200"))
SEED = int(os.environ.get("FAULT_SEED", "7"))
COMMITS = 20
OLDER = "the second file knows row"
LOST = ("it has schema", "missing", "it is damaged;", "not as stoep made it", "does not balance", "do not balance")


def look_over(path: Path) -> list[str]:
    try:
        return list(findings(path, key=KEY, progress=lambda seen, total: None))
    except ConfigError as error:  # its schema's number, for one, is another
        return [str(error)]


def is_said(path: Path) -> bool:
    """Whether there is any finding; what else there is is not looked for."""
    try:
        return any(findings(path, key=KEY, progress=lambda seen, total: None))
    except ConfigError:
        return True


def contents(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All that means something: not sqlite_sequence, which nobody reads, nor lives.id, which only gives the order."""
    with closing(sqlite3.connect(path)) as connection:
        seals.prepare(connection)
        found = {table: seals.read(connection, table)[0] for table in seals.SEALED}
        found["ledger"] = connection.execute("SELECT * FROM ledger").fetchall()
        found["entries"] = [astuple(entry_of(*row)) for row in select(connection)]
    return found


def deliver_all(path: Path) -> None:
    """Start, and deliver whatever the journal gives. JournalError, ConfigError."""
    journal = Journal.open(path)
    try:
        journal.attach(BACKENDS)
        journal.load_state()
        for backend in BACKENDS:
            while True:
                first = journal.cursor(backend, lag_entries=1 << 30).live_next
                entries = journal.read(first, end=None, max_observations=200)
                if not entries:
                    break
                batch = prepare(entries, lane=LIVE, needs_time=False)
                journal.deliver(outcome(batch, backend=backend, refused=None))
    finally:
        journal.close()


class Damaged:
    """A journal of 20 commits, partly delivered, as it lies on disk while the gateway runs or after; to be spoilt."""

    def __init__(self, folder: Path, *, closed: bool) -> None:
        self._whole, self.path = folder / "whole", folder / "spoilt" / "journal.db"
        self._whole.mkdir()
        self._journal = Journal.open(self._whole / "journal.db")
        self._journal.attach(BACKENDS)
        for batch in batches(COMMITS)[:-1]:
            self._journal.commit(batch)
        self._deliver(BACKENDS[0])
        if not closed:  # the log begins anew
            self._journal._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._journal.commit(batches(COMMITS)[-1])
        self._deliver(BACKENDS[1])
        if closed:
            self._journal.close()

    def close(self) -> None:
        self._journal.close()

    def _deliver(self, backend: str) -> None:
        delivery = next_delivery(self._journal, backend)
        assert delivery is not None
        self._journal.deliver(delivery)

    def spoil(self, name: str, change: Callable[[bytearray], None]) -> None:
        """A fresh copy of the folder in which one file differs."""
        shutil.rmtree(self.path.parent, ignore_errors=True)
        shutil.copytree(self._whole, self.path.parent)
        data = bytearray((self._whole / name).read_bytes())
        change(data)
        (self.path.parent / name).write_bytes(data)

    def sql(self, statement: str, *, sealed: bool) -> None:
        """sealed: as a mistake of the program would do it, not a disk."""
        self.spoil("journal.db", lambda data: None)
        with closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
            seals.prepare(connection)
            connection.execute(statement)
            for table in seals.SEALED if sealed else ():
                seals.reseal(connection, table)

    def size_bytes(self, name: str) -> int:
        return (self._whole / name).stat().st_size

    def bits(self, name: str, *, rng: random.Random) -> Iterator[int]:
        """As many as asked for, of bytes that may mean something: no more than 8 from one that is not zero."""
        data = (self._whole / name).read_bytes()
        near = sorted({at + by for at, byte in enumerate(data) if byte for by in range(-8, 9)} & set(range(len(data))))
        for _ in range(CUTS):
            yield 8 * rng.choice(near) + rng.randrange(8)


@pytest.fixture
def stopped(tmp_path: Path) -> Damaged:
    return Damaged(tmp_path, closed=True)


def flip(bit: int) -> Callable[[bytearray], None]:
    def change(data: bytearray) -> None:
        data[bit // 8] ^= 1 << bit % 8

    return change


def shorten(size_bytes: int) -> Callable[[bytearray], None]:
    def change(data: bytearray) -> None:
        del data[size_bytes:]

    return change


def test_a_flipped_bit_is_said_or_changes_nothing(stopped: Damaged) -> None:
    whole = None
    rng = random.Random(SEED)
    silent = []
    for at, bit in enumerate(stopped.bits("journal.db", rng=rng)):
        if whole is None:
            stopped.spoil("journal.db", lambda data: None)
            whole = contents(stopped.path)
        stopped.spoil("journal.db", flip(bit))
        is_told = bool(look_over(stopped.path)) if at % 8 == 0 else is_said(stopped.path)
        if not is_told and contents(stopped.path) != whole:
            silent.append(bit)
    assert silent == []


def test_over_a_flipped_bit_the_gateway_goes_on_with_books_that_balance_or_says_one_line(stopped: Damaged) -> None:
    rng = random.Random(SEED + 1)
    for bit in stopped.bits("journal.db", rng=rng):
        stopped.spoil("journal.db", flip(bit))
        try:
            deliver_all(stopped.path)
            is_balanced = accounts.read(stopped.path).balanced
        except (ConfigError, JournalError) as error:
            assert "\n" not in str(error)
            continue
        if not is_balanced:  # then it was said before it was started
            stopped.spoil("journal.db", flip(bit))
            assert any(word in line for line in look_over(stopped.path) for word in LOST), bit


def test_an_entry_out_of_order_is_said_and_not_delivered_for_ever(
    stopped: Damaged, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped.spoil("journal.db", lambda _: None)
    with closing(sqlite3.connect(":memory:")) as other:
        monkeypatch.setattr(database, "select", lambda *_, **__: other.execute("SELECT 0, 0, NULL, NULL"))
        with pytest.raises(JournalError):
            deliver_all(stopped.path)


def test_a_damaged_entry_is_withheld_counted_and_named(stopped: Damaged) -> None:
    stopped.sql("UPDATE entries SET blob = zeroblob(length(blob)) WHERE position = 9", sealed=True)
    assert look_over(stopped.path) == [
        "entry 9 is damaged: back-ends that lack it count 30 as withheld (damaged); look for a failing disk"
    ]
    deliver_all(stopped.path)
    counted = accounts.read(stopped.path)
    assert counted.balanced
    assert [backend.withheld for backend in counted.backends] == [{"damaged": 30}] * 2


def test_a_damaged_count_costs_no_value(stopped: Damaged) -> None:
    stopped.sql("UPDATE entries SET observations = observations + 4 WHERE position = 9", sealed=True)
    assert "entry 9: its count is damaged, its values are whole" in look_over(stopped.path)[0]
    deliver_all(stopped.path)
    counted = accounts.read(stopped.path)
    assert counted.balanced
    assert [backend.withheld for backend in counted.backends] == [{}] * 2


@pytest.mark.parametrize(
    ("statement", "finding"),
    [
        ("DELETE FROM entries WHERE position = 9", "entries 9 to 9 are missing"),
        ("DELETE FROM entries WHERE position < 9", "entries 4 to 8 are missing"),
        ("DELETE FROM entries WHERE position > 38", "entries 39 to 40 are missing"),
        ("UPDATE lives SET floor = 1, kept = 1 WHERE device = 'garden-1'", "of garden-1 is beyond its floor"),
        ("UPDATE lives SET kept = 1 WHERE device = 'garden-1'", "life 6c697631 of garden-1: the account does not bal"),
        ("UPDATE places SET no_data = 1", "place beach: its windows do not balance"),
        ("UPDATE places SET ledger_index = 99", "place beach: the ledger lacks its row 99"),
        ("UPDATE backends SET pending = 1 WHERE name = 'city'", "back-end city: the account does not balance"),
        ("UPDATE backends SET expired = 1 WHERE name = 'city'", "back-end city: the account does not balance"),
        ("DROP TRIGGER ledger_keeps", "database: ledger_keeps is not as stoep made it"),
        ("UPDATE ledger_claim SET claimed = 50", "ledger: a device knows row 50 and this ledger does not"),
    ],
)
def test_what_does_not_fit_together_is_found(stopped: Damaged, statement: str, finding: str) -> None:
    stopped.sql(statement, sealed=True)
    assert any(finding in line for line in look_over(stopped.path)), look_over(stopped.path)


def test_a_whole_journal_has_no_finding_while_it_is_open_and_after(tmp_path: Path) -> None:
    running = Damaged(tmp_path, closed=False)
    running.spoil("journal.db", lambda data: None)
    assert look_over(running.path) == []
    running.close()
    running.spoil("journal.db", lambda data: None)
    assert look_over(running.path) == []


def check_tail(damaged: Damaged, change: Callable[[bytearray], None], *, closely: bool) -> int:
    """How many commits are there. Each of them is whole; a lost one is known by the ledger's second file."""
    damaged.spoil("journal.db-wal", change)
    journal = Journal.open(damaged.path)
    try:
        commits, half = divmod(journal.head(), ENTRIES)
        state = journal.load_state()
    finally:
        journal.close()
    assert half == 0
    assert state.ledger.index == commits
    assert sum(life.floor for life in state.lives) == sum(batch.entries[0][0] for batch in batches(COMMITS)[:commits])
    if closely:
        found = look_over(damaged.path)
        assert [OLDER in line for line in found] == ([True] if commits < COMMITS else [])
        assert accounts.read(damaged.path).balanced
    return commits


def test_a_write_ahead_log_that_ends_anywhere_ends_with_a_whole_commit(tmp_path: Path) -> None:
    running = Damaged(tmp_path, closed=False)
    size_bytes = running.size_bytes("journal.db-wal")
    assert (running.path.parents[1] / "whole" / ANCHOR_FILE).exists()
    step = 1 if CUTS > 1_000 else size_bytes // CUTS
    commits = [
        check_tail(running, shorten(end), closely=at % 64 == 0) for at, end in enumerate(range(0, size_bytes, step))
    ]
    running.close()
    assert commits == sorted(commits)
    assert set(commits) == {COMMITS - 1, COMMITS}


def test_a_flipped_bit_in_the_write_ahead_log_ends_it_there(tmp_path: Path) -> None:
    running = Damaged(tmp_path, closed=False)
    rng = random.Random(SEED)
    for at in range(CUTS):
        size_bits = 8 * running.size_bytes("journal.db-wal")
        check_tail(running, flip(rng.randrange(size_bits)), closely=at % 8 == 0)
    running.close()
