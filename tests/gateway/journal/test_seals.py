"""A row that the disk has changed is told, set aside, and found again as far as anything else knows it."""

import logging
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from stoep_gateway import accounts
from stoep_gateway.commands.journal_verify import findings
from stoep_gateway.journal import Journal, JournalError, seals
from stoep_gateway.journal.lanes import BACKLOG, LIVE
from stoep_gateway.journal.records import Cursor, DeadLetter, Delivery, DeviceRow, LifeRow, PlaceRow
from stoep_gateway.migrations import migrations
from stoep_testing.observations import reading
from support.fault_disk.history import BACKENDS, ENTRIES, KEY, WINDOW_S, batches, next_delivery

COMMITS = 6
DEVICE = DeviceRow(
    device="garden-1",
    generation=2,
    board_id=b"board",
    board_generation=2,
    life=b"liv1",
    session=b"session2",
    past_sessions=(b"session1",),
    sample_s=600,
    applied={1: 7},
)


def fill(journal: Journal, *, first: int = 1, last: int = COMMITS) -> None:
    for batch in batches(COMMITS + 1)[first - 1 : last]:
        journal.commit(replace(batch, devices=(DEVICE,)))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A journal of six commits, of which one back-end has three entries and one dead letter."""
    path = tmp_path / "journal.db"
    with closing(Journal.open(path)) as journal:
        journal.attach(BACKENDS)
        fill(journal)
        delivery = next_delivery(journal, BACKENDS[0])
        assert delivery is not None
        letter = DeadLetter(observation=reading(1), reason="no such stream")
        journal.deliver(replace(delivery, delivered=delivery.delivered - 1, dead=(letter,)))
    assert look_over(path) == []
    return path


def look_over(path: Path) -> list[str]:
    return list(findings(path, key=KEY, progress=lambda seen, total: None))


def spoil(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(statement)


COLUMNS = [(table, name) for table, names in seals.SEALED.items() for name in (*names, "crc")]


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_every_column_of_every_table_is_checked(path: Path, table: str, column: str) -> None:
    change = f"iif(typeof({column}) = 'integer', {column} + 64, ifnull({column}, '') || 'x')"
    spoil(path, f"UPDATE {table} SET {column} = {change}")
    assert any(" damaged" in line and "failing disk" in line for line in look_over(path))
    assert table == "dead_letters" or not accounts.read(path).balanced


def test_a_value_of_another_type_is_damaged_too(path: Path) -> None:
    spoil(path, "UPDATE lives SET life = CAST(life AS TEXT)")
    assert any("lives: 4 rows are damaged" in line for line in look_over(path))


def test_every_table_is_sealed_or_has_checksums_of_its_own(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        tables = {name for (name,) in connection.execute(query)}
        for table, names in seals.SEALED.items():
            found = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            assert sorted(found) == sorted([*names, "crc", *(["id"] if table == "lives" else [])])
    assert tables == set(seals.SEALED) | {"entries", "ledger"}


def reopened(path: Path, caplog: pytest.LogCaptureFixture, *, table: str) -> Journal:
    """What is damaged is told before the start, at the start, and counted from then on."""
    (before,) = [line for line in look_over(path) if line.startswith(f"{table}: 1 row is damaged: ")]
    with caplog.at_level(logging.ERROR):
        journal = Journal.open(path)
    (line,) = [record.getMessage() for record in caplog.records]
    assert line.startswith(f"journal {path}: {before.split(', from the next')[0]}")
    journal.attach(BACKENDS)
    assert look_over(path) == []
    counted = accounts.read(path)
    assert counted.balanced
    assert (counted.damaged, counted.set_aside) == ({}, 1)
    return journal


def test_a_damaged_floor_begins_anew(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    spoil(path, "UPDATE lives SET floor = floor + 64 WHERE device = 'garden-1'")
    with closing(reopened(path, caplog, table="lives")) as journal:
        lives = {life.device: life for life in journal.load_state().lives}
    assert lives == {f"garden-{number}": life(number) for number in (0, 2, 3)}


def life(number: int) -> LifeRow:
    return next(batch.lives[0] for batch in reversed(batches(COMMITS)) if batch.number % 4 == number)


def test_a_damaged_device_keeps_its_present_life(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    spoil(path, "UPDATE devices SET generation = 66")
    with closing(reopened(path, caplog, table="devices")) as journal:
        devices = journal.load_state().devices
    assert devices == {
        f"garden-{number}": DeviceRow(device=f"garden-{number}", life=b"liv%d" % number) for number in range(4)
    }


def test_a_damaged_place_goes_on_behind_the_last_draw(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    spoil(path, "UPDATE places SET closed_until_s = 900")
    with closing(reopened(path, caplog, table="places")) as journal:
        (place,) = journal.load_state().places.values()
    end_s = WINDOW_S * (COMMITS + 1)
    assert place == PlaceRow(place="beach", watermark_s=end_s, closed_until_s=end_s, ledger_index=COMMITS)


def test_a_damaged_back_end_gets_again_what_is_held(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    spoil(path, f"UPDATE backends SET live_next = live_next + 64 WHERE name = '{BACKENDS[0]}'")
    with closing(reopened(path, caplog, table="backends")) as journal:
        cursor = journal.cursor(BACKENDS[0], lag_entries=1 << 30)
    assert cursor == Cursor(backlog_next=1, backlog_end=1, live_next=1)


def test_after_a_damaged_start_no_position_is_given_twice(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    spoil(path, "UPDATE starts SET head = head - 8")
    with closing(reopened(path, caplog, table="starts")) as journal:
        assert journal.head() == COMMITS * ENTRIES
        fill(journal, first=COMMITS + 1, last=COMMITS + 1)
        assert journal.head() == (COMMITS + 1) * ENTRIES


def test_after_a_damaged_start_an_empty_journal_goes_on_behind_its_cursors(path: Path) -> None:
    with closing(Journal.open(path)) as journal:
        journal.attach(BACKENDS)
        for backend in BACKENDS:
            while delivery := next_delivery(journal, backend):
                journal.deliver(delivery)
    spoil(path, "UPDATE starts SET head = 0")
    with closing(Journal.open(path)) as journal:
        assert journal.head() == COMMITS * ENTRIES


def test_a_damaged_claim_waits_for_the_devices_word(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    spoil(path, "UPDATE ledger_claim SET claimed = 64")
    with closing(reopened(path, caplog, table="ledger_claim")) as journal:
        assert journal.load_state().ledger.claimed == 0


def test_nobody_reads_sqlites_own_sequence(path: Path) -> None:
    spoil(path, f"UPDATE sqlite_sequence SET seq = {(1 << 63) - 1}")
    with closing(Journal.open(path)) as journal:
        journal.attach(BACKENDS)
        fill(journal, first=COMMITS + 1, last=COMMITS + 1)
        letter = DeadLetter(observation=reading(1), reason="no such stream")
        delivery = next_delivery(journal, BACKENDS[1])
        assert delivery is not None
        journal.deliver(replace(delivery, delivered=delivery.delivered - 1, dead=(letter,)))
        assert journal.head() == (COMMITS + 1) * ENTRIES
    assert look_over(path) == []


@pytest.mark.parametrize("change", ["backends SET live_next = 99", "starts SET head = 99", "starts SET commits = 9"])
def test_what_is_damaged_under_a_running_gateway_is_set_aside_at_the_next_try(path: Path, change: str) -> None:
    with closing(Journal.open(path)) as journal:
        journal.attach(BACKENDS)
        spoil(path, f"UPDATE {change}")
        batch = replace(batches(COMMITS + 1)[-1], number=1)
        with pytest.raises(JournalError, match="damaged rows are set aside"):
            journal.commit(batch)
        assert journal.repeats == change.startswith("backends")
        journal.commit(batch)
        journal.commit(batch)
        assert journal.head() == (COMMITS + 1) * ENTRIES
        for backend in BACKENDS:
            while delivery := next_delivery(journal, backend):
                journal.deliver(delivery)
    assert accounts.read(path).balanced
    assert look_over(path) == []


def test_a_delivery_under_which_its_back_end_was_set_aside_counts_nothing_twice(path: Path) -> None:
    with closing(Journal.open(path)) as journal:
        journal.attach(BACKENDS)
        delivery = next_delivery(journal, BACKENDS[1])
        assert delivery is not None
        spoil(path, "UPDATE backends SET delivered = 99")
        with pytest.raises(JournalError):
            journal.deliver(delivery)
        journal.deliver(delivery)
    assert accounts.read(path).balanced


def made_by_schema_3(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Bring a journal back to how the version before kept it, backlog and all; what it holds."""
    old = path.with_name("old.db")
    with closing(sqlite3.connect(old, isolation_level=None)) as connection:
        for number, sql in migrations("journal")[:3]:
            connection.executescript(f"BEGIN;\n{sql}\nPRAGMA user_version = {number};\nCOMMIT;")
        connection.execute("DELETE FROM ledger_claim")
        connection.execute(f"ATTACH '{path}' AS now")
        tables = [name for (name,) in connection.execute("SELECT name FROM main.sqlite_schema WHERE type = 'table'")]
        held = {}
        for table in (name for name in tables if not name.startswith("sqlite_")):
            names = ", ".join(row[1] for row in connection.execute(f"PRAGMA main.table_info({table})"))
            connection.execute(f"INSERT INTO main.{table} ({names}) SELECT {names} FROM now.{table}")
            held[table] = connection.execute(f"SELECT {names} FROM main.{table}").fetchall()
    for name in path.parent.glob("journal.db*"):
        name.unlink()
    old.rename(path)
    return held


def test_a_journal_of_the_version_before_keeps_everything_and_is_sealed(path: Path) -> None:
    with closing(Journal.open(path)) as journal:
        journal.attach(BACKENDS)
        journal.cursor(BACKENDS[1], lag_entries=1)
    held = made_by_schema_3(path)
    with closing(Journal.open(path)) as journal:
        assert look_over(path) == []
        with closing(sqlite3.connect(path)) as connection:
            for table, rows in held.items():
                now = [row[: len(rows[0])] for row in connection.execute(f"SELECT * FROM {table}")]
                assert now[: len(rows)] == rows
        assert journal.head() == COMMITS * ENTRIES
        cursors = journal.attach(BACKENDS)
        assert (cursors[BACKENDS[0]].live_next, cursors[BACKENDS[1]].backlog_end) == (4, COMMITS * ENTRIES + 1)
        fill(journal, first=COMMITS + 1, last=COMMITS + 1)
    assert look_over(path) == []
    assert accounts.read(path).balanced


@pytest.mark.parametrize("lane", [LIVE, BACKLOG])
@pytest.mark.parametrize("first", [1, 4])
def test_a_batch_that_was_read_before_its_back_end_was_set_aside_comes_again(path: Path, lane: str, first: int) -> None:
    with closing(Journal.open(path)) as journal:
        journal.attach(BACKENDS)
        entries = journal.read(first, end=7, max_observations=1 << 20)
        spoil(path, f"UPDATE backends SET live_next = 70 WHERE name = '{BACKENDS[0]}'")
        delivery = Delivery(
            backend=BACKENDS[0],
            lane=lane,
            entries=tuple((entry.position, entry.observations) for entry in entries),
            next_position=7,
            delivered=sum(entry.observations for entry in entries),
        )
        with pytest.raises(JournalError):
            journal.deliver(delivery)
        journal.deliver(delivery)
        counts = first == 1 and lane == LIVE
        assert journal.cursor(BACKENDS[0], lag_entries=1 << 30).live_next == (7 if counts else 1)
    assert accounts.read(path).balanced
