"""The ledger in the journal: only ever appended, nothing drawn twice, and its newest anchor in a second file."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from stoep_gateway import accounts
from stoep_gateway.anonymise.ledger import CLOCK, EVERY_PLACE, RECOVER, WINDOW
from stoep_gateway.errors import ConfigError
from stoep_gateway.journal import Journal, JournalError
from stoep_gateway.journal.ledger_rows import ANCHOR_FILE, read_anchor, read_rows
from stoep_gateway.journal.read_only import read_only
from stoep_gateway.journal.records import LEDGER_HISTORY_ROWS, CommitBatch, LedgerRow, LedgerState, PlaceRow
from stoep_gateway.migrations import migrations
from support.commit_batches import batch

QUARTER_S = 900


def row(index: int, *, start_s: int, kind: str = WINDOW, place: str = "beach", length_s: int = QUARTER_S) -> LedgerRow:
    return LedgerRow(
        index=index,
        epoch=b"epoch-07",
        kind=kind,
        place=place,
        start_s=start_s,
        end_s=start_s + length_s,
        mode="none",
        spent=0,
        hash=index.to_bytes(32, "big"),
    )


def recovery(index: int, *, until_s: int) -> LedgerRow:
    return row(index, kind=RECOVER, place=EVERY_PLACE, start_s=0, length_s=until_s)


def commit(journal: Journal, number: int, *rows: LedgerRow, anchor: tuple[int, bytes] | None = None) -> None:
    journal.commit(CommitBatch(number=number, ledger=rows, anchor=anchor))


def kept(path: Path) -> list[LedgerRow]:
    with read_only(path) as connection:
        return list(read_rows(connection))


def anchor(index: int) -> tuple[int, bytes]:
    return index, index.to_bytes(8, "big")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ledger SET spent = 1 WHERE id = 1",
        "UPDATE OR REPLACE ledger SET id = 2 WHERE id = 1",
        "DELETE FROM ledger WHERE id = 2",
        "DELETE FROM ledger",
        "INSERT OR REPLACE INTO ledger VALUES (1, x'07', 'window', 'beach', 90000, 90900, 'none', 0, x'00')",
        "REPLACE INTO ledger VALUES (2, x'07', 'window', 'beach', 90000, 90900, 'none', 0, x'00')",
        "INSERT OR IGNORE INTO ledger VALUES (2, x'07', 'window', 'beach', 90000, 90900, 'none', 0, x'00')",
        "INSERT INTO ledger VALUES (2, x'07', 'clock', 'beach', 90000, 90900, 'none', 0, x'00')"
        " ON CONFLICT (id) DO UPDATE SET spent = 1",
        "INSERT INTO ledger VALUES (0, x'07', 'window', 'beach', 90000, 90900, 'none', 0, x'00')",
        "INSERT INTO ledger VALUES (-5, x'07', 'recover', '*', 0, 90900, 'none', 0, x'00')",
    ],
)
def test_the_ledger_is_append_only_whoever_asks(journal: Journal, path: Path, change: str) -> None:
    commit(journal, 1, row(1, start_s=900), row(2, start_s=1800))
    with (
        closing(sqlite3.connect(path, isolation_level=None)) as connection,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        connection.execute(change)
    assert kept(path) == [row(1, start_s=900), row(2, start_s=1800)]


@pytest.mark.parametrize("index", [1, 2, 3])
def test_an_index_that_does_not_rise_is_refused(journal: Journal, index: int) -> None:
    commit(journal, 1, row(3, start_s=900))
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        commit(journal, 2, row(index, start_s=9000))


@pytest.mark.parametrize(
    ("start_s", "length_s"), [(900, 900), (0, 3600), (600, 900), (1200, 900), (1000, 300), (1799, 900), (0, 901)]
)
def test_a_window_that_was_drawn_or_overlaps_one_is_refused(journal: Journal, start_s: int, length_s: int) -> None:
    commit(journal, 1, row(1, start_s=9000), row(2, start_s=900))
    with pytest.raises(sqlite3.IntegrityError, match="a window is drawn once"):
        commit(journal, 2, row(3, start_s=start_s, length_s=length_s))


def test_one_batch_draws_no_window_twice_either(journal: Journal, path: Path) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="a window is drawn once"):
        commit(journal, 1, row(1, start_s=900), row(2, start_s=900))
    assert kept(path) == []


@pytest.mark.parametrize("start_s", [0, 1800])
def test_the_windows_beside_a_drawn_one_are_free(journal: Journal, start_s: int) -> None:
    commit(journal, 1, row(1, start_s=900))
    commit(journal, 2, row(2, start_s=start_s))


def test_the_same_window_at_another_place_is_another_window(journal: Journal, path: Path) -> None:
    commit(journal, 1, row(1, start_s=900), row(2, start_s=900, place="street"))
    assert len(kept(path)) == 2


def test_a_barred_range_may_lie_over_draws_and_refuses_new_ones(journal: Journal) -> None:
    commit(journal, 1, row(1, start_s=9000), row(2, kind=CLOCK, start_s=9000, length_s=9000))
    commit(journal, 2, row(3, start_s=9900, place="street"))
    with pytest.raises(sqlite3.IntegrityError, match="a window is drawn once"):
        commit(journal, 3, row(4, start_s=9900))


def test_a_window_of_before_the_newest_recovery_is_refused_at_every_place(journal: Journal) -> None:
    commit(journal, 1, recovery(1, until_s=9000))
    commit(journal, 2, row(2, start_s=9000))
    with pytest.raises(sqlite3.IntegrityError, match="a window is drawn once"):
        commit(journal, 3, row(3, start_s=8100, place="street"))


def test_of_two_recoveries_the_newest_counts(journal: Journal) -> None:
    commit(journal, 1, recovery(1, until_s=90_000), recovery(2, until_s=9000))
    commit(journal, 2, row(3, start_s=9000))
    with pytest.raises(sqlite3.IntegrityError, match="a window is drawn once"):
        commit(journal, 3, row(4, start_s=8100))


@pytest.mark.parametrize(
    "broken", [{"kind": "other"}, {"end_s": 900}, {"spent": -1}, {"place": None}, {"hash": None}], ids=str
)
def test_a_row_that_makes_no_sense_is_refused(journal: Journal, broken: dict[str, object]) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        commit(journal, 1, replace(row(1, start_s=900), **broken))  # type: ignore[arg-type]


def test_of_a_batch_with_a_refused_row_nothing_is_kept(journal: Journal, path: Path) -> None:
    commit(journal, 1, row(1, start_s=900), anchor=anchor(1))
    refused = replace(
        batch(2, row=1),
        places=(PlaceRow(place="beach", closed_until_s=9000),),
        ledger=(row(2, start_s=9000), row(3, start_s=900)),
        claimed=7,
        anchor=anchor(3),
    )
    with pytest.raises(sqlite3.IntegrityError):
        journal.commit(refused)
    state = journal.load_state()
    assert journal.read(1, end=None, max_observations=10) == ()
    assert (state.lives, state.places, state.ledger.index, state.ledger.claimed) == ((), {}, 1, 0)
    assert state.ledger.anchor == anchor(1)
    assert kept(path) == [row(1, start_s=900)]


def test_the_second_file_follows_a_commit_and_is_its_owner_s_alone(journal: Journal, tmp_path: Path) -> None:
    file = tmp_path / ANCHOR_FILE
    assert read_anchor(file) is None
    commit(journal, 1, row(1, start_s=900), anchor=anchor(1))
    assert read_anchor(file) == anchor(1)
    assert file.stat().st_mode & 0o777 == 0o600
    assert journal.load_state().ledger.anchor == anchor(1)


def test_a_commit_without_an_anchor_leaves_the_second_file_alone(journal: Journal, tmp_path: Path) -> None:
    commit(journal, 1, anchor=anchor(1))
    commit(journal, 2)
    assert read_anchor(tmp_path / ANCHOR_FILE) == anchor(1)


def test_the_second_file_is_renewed_only_when_the_anchor_has_changed(journal: Journal, tmp_path: Path) -> None:
    file = tmp_path / ANCHOR_FILE
    commit(journal, 1, anchor=anchor(1))
    file.unlink()
    commit(journal, 2, anchor=anchor(1))
    assert not file.exists()
    commit(journal, 3, anchor=anchor(2))
    assert read_anchor(file) == anchor(2)


def test_each_start_writes_the_second_file_anew(journal: Journal, path: Path, tmp_path: Path) -> None:
    commit(journal, 1, anchor=anchor(1))
    (tmp_path / ANCHOR_FILE).unlink()
    with closing(Journal.open(path)) as again:
        commit(again, 1, anchor=anchor(1))
    assert read_anchor(tmp_path / ANCHOR_FILE) == anchor(1)


def test_a_second_file_that_cannot_be_written_fails_the_commit_until_it_can(journal: Journal, tmp_path: Path) -> None:
    in_the_way = tmp_path / f".{ANCHOR_FILE}.new"
    in_the_way.mkdir()
    wanted = replace(batch(1, row=1), ledger=(row(1, start_s=900),), anchor=anchor(1))
    for _ in range(2):
        with pytest.raises(JournalError, match=r"ledger\.anchor: cannot write"):
            journal.commit(wanted)
    in_the_way.rmdir()
    journal.commit(wanted)
    assert read_anchor(tmp_path / ANCHOR_FILE) == anchor(1)
    assert len(journal.read(1, end=None, max_observations=10)) == 1
    assert journal.load_state().ledger.index == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"12",
        b"12 0011223344556677",
        b"12 00112233445566\n",
        b"12 001122334455667788\n",
        b"12 00112233445566zz\n",
        b"-1 0011223344556677\n",
        b"9999999999 0011223344556677\n",
        b"1073741824 0011223344556677\n",
        b"12 001122334455667\n12 001122334455667\n",
        bytes(28),
        b"\xff\xfe",
    ],
    ids=repr,
)
def test_a_damaged_second_file_is_one_line(journal: Journal, tmp_path: Path, content: bytes) -> None:
    (tmp_path / ANCHOR_FILE).write_bytes(content)
    with pytest.raises(ConfigError, match=r"ledger\.anchor: .*: put back your backup or remove the file$"):
        journal.load_state()


def test_a_line_of_the_second_file_that_a_power_cut_has_torn_leaves_the_one_before(
    journal: Journal, tmp_path: Path
) -> None:
    commit(journal, 1, row(1, start_s=900), anchor=anchor(1))
    commit(journal, 2, row(2, start_s=1800), anchor=anchor(2))
    file = tmp_path / ANCHOR_FILE
    assert journal.load_state().ledger.anchor == anchor(2)
    lines = file.read_bytes().splitlines(keepends=True)
    newest = next(at for at, line in enumerate(lines) if line.startswith(b"0000000002 "))
    lines[newest] = b"\xff" * len(lines[newest])
    file.write_bytes(b"".join(lines))
    assert journal.load_state().ledger.anchor == anchor(1)
    commit(journal, 3, row(3, start_s=2700), anchor=anchor(3))
    assert journal.load_state().ledger.anchor == anchor(3)


def test_a_second_file_of_an_older_stoep_is_read_and_renewed(journal: Journal, tmp_path: Path) -> None:
    (tmp_path / ANCHOR_FILE).write_text(f"1 {anchor(1)[1].hex()}\n")
    assert journal.load_state().ledger.anchor == anchor(1)
    commit(journal, 1, row(1, start_s=900), row(2, start_s=1800), anchor=anchor(2))
    assert journal.load_state().ledger.anchor == anchor(2)


def test_a_second_file_that_cannot_be_read_is_one_line(journal: Journal, tmp_path: Path) -> None:
    (tmp_path / ANCHOR_FILE).mkdir()
    with pytest.raises(ConfigError, match=r"cannot read the ledger's anchor: put back your backup or remove the file$"):
        journal.load_state()


def test_the_ledger_comes_back_as_it_was(journal: Journal, path: Path) -> None:
    rows = (
        row(1, start_s=900),
        recovery(100_001, until_s=9000),
        row(100_002, start_s=9000),
        row(100_003, kind=CLOCK, start_s=90_000, length_s=1800),
        row(100_004, kind=CLOCK, start_s=900_000, place="street"),
    )
    commit(journal, 1, *rows[:3])
    journal.commit(CommitBatch(number=2, ledger=rows[3:], claimed=100_099, anchor=anchor(100_004)))
    assert kept(path) == list(rows)
    assert journal.load_state().ledger == LedgerState(
        index=100_004,
        hashes=tuple(row.hash for row in rows[1:]),
        recovered_index=100_001,
        recovered_until_s=9000,
        barred=(("beach", 90_000, 91_800), ("street", 900_000, 900_900)),
        claimed=100_099,
        anchor=anchor(100_004),
    )


def test_a_claim_stays_over_a_restart_and_goes_with_a_recovery(journal: Journal, path: Path) -> None:
    journal.commit(CommitBatch(number=1, claimed=7))
    with closing(Journal.open(path)) as again:
        before = again.load_state().ledger.claimed
        commit(again, 1, recovery(100_007, until_s=9000))
        assert (before, again.load_state().ledger.claimed) == (7, 0)


def test_a_place_comes_back_with_the_row_that_its_devices_must_hear_of(journal: Journal) -> None:
    place = PlaceRow(
        place="beach",
        watermark_s=1,
        closed_until_s=2,
        closed=25,
        released=3,
        suppressed=4,
        budget=5,
        no_data=6,
        restore=7,
        ledger_index=8,
    )
    journal.commit(CommitBatch(number=1, places=(place,)))
    assert journal.load_state().places == {"beach": place}


def test_no_more_hashes_are_loaded_than_anchors_are_checked_by(journal: Journal) -> None:
    count = LEDGER_HISTORY_ROWS + 5
    commit(journal, 1, *(row(at, start_s=at * QUARTER_S) for at in range(1, count + 1)))
    hashes = journal.load_state().ledger.hashes
    assert (len(hashes), hashes[0], hashes[-1]) == (
        LEDGER_HISTORY_ROWS,
        (6).to_bytes(32, "big"),
        count.to_bytes(32, "big"),
    )


def test_rows_that_closed_something_after_a_moment_are_read_alone(journal: Journal, path: Path) -> None:
    commit(journal, 1, row(1, start_s=9000), row(2, start_s=0), row(3, start_s=900))
    with read_only(path) as connection:
        assert [row.index for row in read_rows(connection, end_after_s=900)] == [1, 3]


@pytest.fixture
def older(path: Path) -> Path:
    """The journal of a stoep that had no ledger yet, with a row kept and a window released."""
    number, sql = migrations("journal")[0]
    assert number == 1
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(f"BEGIN;\n{sql}\nPRAGMA user_version = 1;\nCOMMIT;")
        connection.execute("INSERT INTO starts (commits, received, kept) VALUES (3, 5, 5)")
        connection.execute("INSERT INTO lives VALUES (1, 'garden-7', x'6c697631', 9, 5, 3, 2, 1, 44, '{}')")
        connection.execute("INSERT INTO places VALUES ('beach', 9000, 9900, 6, 1, 2, 0, 3, 0)")
        connection.execute("INSERT INTO entries VALUES (7, 1, 0, x'00')")
        connection.execute("INSERT INTO backends VALUES ('city', 1, 7, 7, 7, 1, 0, 0, 0, '{}')")
    return path


def test_a_journal_without_a_ledger_gets_one_and_keeps_everything(older: Path) -> None:
    with closing(Journal.open(older)) as journal:
        state = journal.load_state()
        (entry,) = journal.read(1, end=None, max_observations=10)
        cursor = journal.cursor("city", lag_entries=100)
        commit(journal, 1, row(1, start_s=9900))
    (life,) = state.lives
    assert (life.device, life.floor, life.kept, life.gone, life.restore, life.counter) == ("garden-7", 9, 5, 3, 1, 44)
    assert state.places == {
        "beach": PlaceRow(
            place="beach", watermark_s=9000, closed_until_s=9900, closed=6, released=1, suppressed=2, no_data=3
        )
    }
    assert (entry.position, cursor.live_next, state.ledger) == (7, 7, LedgerState())
    assert kept(older) == [row(1, start_s=9900)]
    assert accounts.read(older).balanced


def test_a_reader_tells_an_older_journal_in_one_line(older: Path) -> None:
    with (
        pytest.raises(ConfigError, match=r"^journal .*: it has schema 1, this stoep reads 5: start the gateway once$"),
        read_only(older),
    ):
        pass


def test_a_reader_tells_a_later_journal_in_one_line(journal: Journal, path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(ConfigError, match=r"this stoep reads 5: install the newer stoep again$"), read_only(path):
        pass
