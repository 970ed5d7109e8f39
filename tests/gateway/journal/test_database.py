"""One transaction keeps everything or nothing; cursors, expiry and damage are counted."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from stoep_gateway import accounts
from stoep_gateway.errors import ConfigError
from stoep_gateway.journal import Journal
from stoep_gateway.journal.blob import decode_letter, expand
from stoep_gateway.journal.database import RESERVE_FILE
from stoep_gateway.journal.lanes import BACKLOG, LIVE
from stoep_gateway.journal.records import CommitBatch, Cursor, DeadLetter, Delivery, StartRow
from support.commit_batches import batch
from support.repository import TESTS
from support.waiting import LIMIT_S

GENEROUS = 1_000_000


def fill(journal: Journal, rows: int, *, first: int = 1) -> None:
    for row in range(first, first + rows):
        journal.commit(batch(row, row=row))


def delivery(journal: Journal, backend: str, *, lane: str = LIVE, entries: int = 1, **verdicts: object) -> Delivery:
    cursor = journal.cursor(backend, lag_entries=GENEROUS)
    first = cursor.backlog_next if lane == BACKLOG else cursor.live_next
    read = journal.read(first, end=None, max_observations=entries)
    return Delivery(
        backend=backend,
        lane=lane,
        entries=tuple((entry.position, entry.observations) for entry in read),
        next_position=read[-1].position + 1,
        delivered=verdicts.get("delivered", sum(entry.observations for entry in read)),  # type: ignore[arg-type]
        withheld=verdicts.get("withheld", {}),  # type: ignore[arg-type]
        dead=verdicts.get("dead", ()),  # type: ignore[arg-type]
    )


def account(path: Path, name: str) -> accounts.BackendAccount:
    (found,) = [backend for backend in accounts.read(path).backends if backend.name == name]
    assert found.balanced
    return found


def test_a_batch_that_is_committed_again_is_kept_once(journal: Journal) -> None:
    journal.commit(batch(1, row=1))
    journal.commit(batch(1, row=1))
    assert len(journal.read(1, end=None, max_observations=10)) == 1


def test_a_batch_that_breaks_half_way_leaves_nothing(journal: Journal) -> None:
    entries = ((1, b"x"), (None, b"y"))
    start = StartRow()
    broken = CommitBatch(number=1, entries=entries, lives=(), devices=(), places=(), start=start)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        journal.commit(broken)
    assert journal.read(1, end=None, max_observations=10) == ()
    journal.commit(batch(1, row=1))


def test_positions_are_never_given_twice(path: Path) -> None:
    journal = Journal.open(path)
    journal.attach(["archive"])
    fill(journal, 2)
    journal.deliver(delivery(journal, "archive", entries=2))
    journal.close()
    again = Journal.open(path)
    again.commit(batch(1, row=3))
    assert [entry.position for entry in again.read(1, end=None, max_observations=10)] == [3]
    again.close()


def test_entries_go_when_the_slowest_back_end_has_them(journal: Journal, path: Path) -> None:
    journal.attach(["archive", "city"])
    fill(journal, 4)
    journal.deliver(delivery(journal, "archive", entries=4))
    journal.deliver(delivery(journal, "city", entries=1))
    assert [entry.position for entry in journal.read(1, end=None, max_observations=10)] == [2, 3, 4]
    assert (account(path, "archive").pending, account(path, "city").pending) == (0, 3)


def test_a_new_back_end_begins_with_the_oldest_entry_held(journal: Journal, path: Path) -> None:
    journal.attach(["archive"])
    fill(journal, 3)
    journal.deliver(delivery(journal, "archive", entries=2))
    cursors = journal.attach(["archive", "city"])
    assert cursors["city"] == Cursor(backlog_next=3, backlog_end=3, live_next=3)
    assert account(path, "city").released == 1


def test_a_back_end_that_left_the_configuration_keeps_its_entries(journal: Journal, path: Path) -> None:
    journal.attach(["archive", "city"])
    fill(journal, 3)
    journal.attach(["archive"])
    journal.deliver(delivery(journal, "archive", entries=3))
    left = account(path, "city")
    assert (left.configured, left.pending) == (False, 3)
    assert journal.attach(["archive", "city"])["city"].live_next == 1


def test_a_renamed_back_end_gets_what_the_old_name_still_lacked(journal: Journal) -> None:
    journal.attach(["archive", "city"])
    fill(journal, 3)
    journal.deliver(delivery(journal, "archive", entries=3))
    journal.deliver(delivery(journal, "city", entries=1))
    assert journal.attach(["archive", "town"])["town"].live_next == 2


def test_far_behind_a_back_end_gets_a_backlog_and_fresh_data_beside_it(journal: Journal) -> None:
    journal.attach(["city"])
    fill(journal, 5)
    assert journal.cursor("city", lag_entries=4) == Cursor(backlog_next=1, backlog_end=6, live_next=6)
    fill(journal, 1, first=6)
    journal.deliver(delivery(journal, "city", lane=LIVE))
    assert journal.cursor("city", lag_entries=4) == Cursor(backlog_next=1, backlog_end=6, live_next=7)


def test_entries_between_two_lanes_stay_counted_once(journal: Journal, path: Path) -> None:
    journal.attach(["city"])
    fill(journal, 5)
    journal.cursor("city", lag_entries=4)
    fill(journal, 2, first=6)
    journal.deliver(delivery(journal, "city", lane=LIVE, entries=2))
    assert (account(path, "city").pending, account(path, "city").delivered) == (5, 2)


def test_above_its_size_the_oldest_entries_expire_and_are_counted(path: Path) -> None:
    journal = Journal.open(path, max_size_bytes=1)
    journal.attach(["city"])
    fill(journal, 40)
    expired = account(path, "city").expired
    assert 0 < expired <= 40
    assert account(path, "city").pending == 40 - expired
    journal.close()


def test_what_expired_on_its_way_counts_as_delivered_if_it_arrives(path: Path) -> None:
    journal = Journal.open(path, max_size_bytes=1)
    journal.attach(["city"])
    fill(journal, 1)
    assert account(path, "city").expired == 1
    journal.deliver(Delivery(backend="city", lane=LIVE, entries=((1, 1),), next_position=2, delivered=1))
    assert (account(path, "city").expired, account(path, "city").delivered) == (0, 1)
    journal.close()


def test_dead_letters_are_kept_with_their_reason(journal: Journal, path: Path) -> None:
    journal.attach(["city"])
    fill(journal, 1)
    (entry,) = journal.read(1, end=None, max_observations=10)
    (observation,) = expand(entry.blob, position=entry.position)
    letters = (DeadLetter(observation=observation, reason="no such stream"),)
    journal.deliver(delivery(journal, "city", delivered=0, dead=letters))
    assert account(path, "city").dead == 1
    with sqlite3.connect(path) as connection:
        ((reason, blob),) = connection.execute("SELECT reason, observation FROM dead_letters").fetchall()
    connection.close()
    assert (reason, decode_letter(blob)) == ("no such stream", observation)


@pytest.mark.parametrize(
    "change",
    ["blob = zeroblob(length(blob))", "blob = 7", "crc = crc + 1", "crc = 'x'", "observations = 2, blob = 'x'"],
)
def test_a_damaged_entry_is_told_from_a_sound_one(journal: Journal, path: Path, change: str) -> None:
    fill(journal, 2)
    with sqlite3.connect(path) as connection:
        connection.execute(f"UPDATE entries SET {change} WHERE position = 1")
    connection.close()
    assert [entry.sound for entry in journal.read(1, end=None, max_observations=10)] == [False, True]


@pytest.mark.parametrize("count", ["7", "-7", "'x'", "1 << 62"])
def test_a_damaged_count_is_found_again_from_the_blob(journal: Journal, path: Path, count: str) -> None:
    fill(journal, 2)
    with sqlite3.connect(path) as connection:
        connection.execute(f"UPDATE entries SET observations = {count} WHERE position = 1")
    connection.close()
    read = journal.read(1, end=None, max_observations=10)
    assert [(entry.sound, entry.observations) for entry in read] == [(True, 1), (True, 1)]


def test_a_journal_of_a_later_version_is_left_alone(path: Path) -> None:
    Journal.open(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(ConfigError, match=r"journal .*: the journal has schema 99, .* install the newer stoep again"):
        Journal.open(path)


def test_a_file_that_is_no_journal_is_one_line(path: Path) -> None:
    path.write_text("notes of last week\n" * 100)
    with pytest.raises(ConfigError, match=r"^journal .*journal\.db: it is not a journal; move the file away"):
        Journal.open(path)


def test_a_directory_that_does_not_exist_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"^journal .*: it cannot be opened; see that its folder exists"):
        Journal.open(tmp_path / "away" / "journal.db")


@pytest.mark.parametrize("size_bytes", [0, 100])
def test_a_reserve_that_is_cut_short_is_made_anew(path: Path, size_bytes: int) -> None:
    reserve = path.with_name(RESERVE_FILE)
    reserve.write_bytes(bytes(size_bytes))
    journal = Journal.open(path, reserve_bytes=1 << 16)
    journal.attach(["archive"])
    journal.commit(batch(1, row=1))
    journal.close()
    assert reserve.stat().st_size == 1 << 16


def test_a_folder_in_place_of_the_reserve_is_one_line(path: Path) -> None:
    path.with_name(RESERVE_FILE).mkdir()
    with pytest.raises(ConfigError, match=r"journal\.reserve: not a file, and room for deliveries is kept there"):
        Journal.open(path, reserve_bytes=1 << 16)


def test_only_its_owner_may_read_it(journal: Journal, path: Path) -> None:
    assert path.stat().st_mode & 0o777 == 0o600
    fill(journal, 1)
    assert path.with_name("journal.db-wal").stat().st_mode & 0o777 == 0o600


def test_a_killed_process_leaves_every_row_that_it_had_told_and_its_floor(path: Path) -> None:
    told = 0
    for rows in (1, 7, 40, 3, 25):
        child = subprocess.Popen(
            [sys.executable, "-m", "support.journal_child", str(path)], stdout=subprocess.PIPE, text=True, cwd=TESTS
        )
        assert child.stdout is not None
        with child:
            for _ in range(rows):
                told = int(child.stdout.readline())
            child.kill()
        journal = Journal.open(path)
        entries = journal.read(1, end=None, max_observations=1 << 40)  # it went on until it was killed
        (life,) = journal.load_state().lives
        journal.close()
        assert all(entry.sound for entry in entries)
        assert [entry.position for entry in entries] == list(range(1, life.floor + 1))
        assert life.floor >= told
        assert accounts.read(path).balanced


def test_a_full_disk_keeps_nothing_says_so_in_one_line_and_works_again_when_there_is_room(path: Path) -> None:
    child = subprocess.run(
        [sys.executable, "-m", "support.full_disk_child", str(path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=TESTS,
        check=True,
        timeout=LIMIT_S,
    )
    assert len(child.stdout.splitlines()) == 2
    assert set(child.stdout.splitlines()) <= {
        f"journal {path}: the disk is full; free some room, rows wait on the devices until then",
        f"journal {path}: the disk does not read or write (I/O error); check it, rows wait on the devices until then",
    }
    assert accounts.read(path).lives[0].floor == 2
    assert accounts.read(path).balanced
