"""What the gateway tells of its ledger, and that it looks it over by itself, over a real journal."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from fractions import Fraction
from pathlib import Path

import pytest

from stoep_gateway.anonymise.ledger import Ledger
from stoep_gateway.anonymise.policy import Policy
from stoep_gateway.grid import DAY_S
from stoep_gateway.journal import Journal
from stoep_gateway.journal.ledger_rows import ANCHOR_FILE, write_anchor
from stoep_gateway.journal.records import CommitBatch, LedgerRow, LedgerState, PlaceRow
from stoep_gateway.supervise.books import Books, verify

KEY = bytes(range(32))
POLICY = Policy(epsilon=Fraction("0.5"))
MIDNIGHT_S = 2000 * DAY_S


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    with closing(Journal.open(path)) as opened:
        yield opened


@pytest.fixture
def ledger() -> Ledger:
    return Ledger(LedgerState(), key=KEY, epoch=b"epoch-07")


def commit(journal: Journal, ledger: Ledger, number: int, *rows: LedgerRow) -> None:
    closed = max((row.end_s for row in rows if row.kind == "window"), default=0)
    place = PlaceRow(place="beach", closed_until_s=closed, ledger_index=rows[-1].index)
    journal.commit(CommitBatch(number=number, ledger=rows, places=(place,), anchor=ledger.head))


def draw(ledger: Ledger, *starts_s: int) -> list[LedgerRow]:
    windows = [POLICY.window_of(start_s) for start_s in starts_s]
    return [ledger.draw(place="beach", start_s=start_s, end_s=end_s, policy=POLICY) for start_s, end_s in windows]


def started(journal: Journal, path: Path) -> Books:
    return Books(journal.load_state().ledger, path=path, key=KEY)


def test_rows_that_came_since_the_start_are_told_with_what_a_day_has_spent(
    journal: Journal, ledger: Ledger, path: Path
) -> None:
    first = ledger.declare(POLICY, from_s=0)
    commit(journal, ledger, 1, first, *draw(ledger, MIDNIGHT_S - 900, MIDNIGHT_S))
    books = started(journal, path)
    assert books.told().spent == {("beach", MIDNIGHT_S // DAY_S): 500_000}
    other = Policy(k=20)
    commit(
        journal,
        ledger,
        2,
        *draw(ledger, MIDNIGHT_S + 4 * 3600),
        ledger.declare(other, from_s=MIDNIGHT_S + DAY_S),
    )
    told = books.told()
    assert told.spent == {("beach", MIDNIGHT_S // DAY_S): 1_000_000}
    assert [(from_s, policy.text()) for from_s, policy in told.changes] == [
        (0, POLICY.text()),
        (MIDNIGHT_S + DAY_S, other.text()),
    ]
    assert (told.index, told.hash) == (5, started(journal, path).told().hash)
    assert (told.rows, told.verified) == (None, None)
    commit(journal, ledger, 3, *draw(ledger, MIDNIGHT_S + DAY_S))
    assert books.told().spent == {("beach", MIDNIGHT_S // DAY_S + 1): 500_000}


def test_after_a_look_over_all_rows_those_that_come_are_counted_on(
    journal: Journal, ledger: Ledger, path: Path
) -> None:
    commit(journal, ledger, 1, ledger.declare(POLICY, from_s=0), *draw(ledger, MIDNIGHT_S))
    books = started(journal, path)
    books.look_over(threading.Event())
    commit(journal, ledger, 2, *draw(ledger, MIDNIGHT_S + 4 * 3600))
    told = books.told()
    assert told.verified is not None
    assert (told.verified.rows, told.verified.findings, told.verified.anchor) == (2, (), True)
    assert told.rows == 3


def test_a_ledger_longer_than_one_page_is_looked_over_whole(journal: Journal, ledger: Ledger, path: Path) -> None:
    night_over_s = MIDNIGHT_S + 4 * 3600
    starts = [night_over_s + at * 900 for at in range(2500)]
    policy = Policy(night_h=0, epsilon=None)
    rows = [ledger.draw(place="beach", start_s=start_s, end_s=start_s + 900, policy=policy) for start_s in starts]
    commit(journal, ledger, 1, *rows)
    verified = verify(path, key=KEY, stop=threading.Event(), rest=0.0)
    assert verified is not None
    assert (verified.rows, verified.index, verified.findings) == (2500, 2500, ())


def test_a_changed_row_and_a_second_file_that_knows_more_are_found(
    journal: Journal, ledger: Ledger, path: Path
) -> None:
    commit(journal, ledger, 1, ledger.declare(POLICY, from_s=0), *draw(ledger, MIDNIGHT_S))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TRIGGER ledger_stays")
        connection.execute("UPDATE ledger SET spent = 0 WHERE id = 2")
        connection.commit()
    verified = verify(path, key=KEY, stop=threading.Event(), rest=0.0)
    assert verified is not None
    assert [line.partition(":")[0] for line in verified.findings] == ["row 2", "row 2"]
    assert verified.anchor is True
    draw(ledger, MIDNIGHT_S + 4 * 3600)
    assert ledger.head is not None
    write_anchor(path.with_name(ANCHOR_FILE), ledger.head)
    verified = verify(path, key=KEY, stop=threading.Event(), rest=0.0)
    assert verified is not None
    assert verified.anchor is False
    assert any("the second file knows row 3" in line for line in verified.findings)


def test_a_gateway_that_stops_does_not_wait_for_the_end_of_a_look(journal: Journal, ledger: Ledger, path: Path) -> None:
    commit(journal, ledger, 1, ledger.declare(POLICY, from_s=0))
    stop = threading.Event()
    stop.set()
    assert verify(path, key=KEY, stop=stop) is None
