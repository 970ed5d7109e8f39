"""For three days after a copy of the journal was put back, back-ends are told that they may have what they get."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from stoep_gateway.config.settings import BackendSettings
from stoep_gateway.journal.copied import mark_copy, read_mark
from stoep_gateway.journal.database import Journal
from stoep_gateway.records import WIRE_EPOCH_S
from stoep_gateway.supervise.restored import Doubtful, is_in_doubt
from stoep_testing.observations import reading
from support.commit_batches import batch
from support.fake_sink import FakeSink

MADE_S = 217_000_000
DAY_S = 86_400
BACKENDS = (
    BackendSettings(name="pack", type="mqtt", options={}),
    BackendSettings(name="files", type="csv", options={}),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "journal.db"
    Journal.open(file).close()
    return file


@pytest.fixture
def copy(path: Path) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        mark_copy(connection, made_s=MADE_S)
    return path


def test_a_journal_of_its_own_is_in_no_doubt(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert not is_in_doubt(path, backends=BACKENDS, now_s=MADE_S)
    assert caplog.text == ""


def test_a_copy_is_for_three_days_from_its_first_start_on_and_says_so_once(
    copy: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first_s = MADE_S + 52 * 3600
    starts = [is_in_doubt(copy, backends=BACKENDS, now_s=first_s + day * DAY_S) for day in (0, 1, 3)]
    assert starts == [True, True, True]
    assert not is_in_doubt(copy, backends=BACKENDS, now_s=first_s + 3 * DAY_S + 1)
    assert read_mark(copy) == 0
    (record,) = caplog.records
    assert "52.0 h ago" in record.getMessage()
    assert record.getMessage().endswith("since: pack (mqtt, 0 waited then)")


@pytest.mark.parametrize("table", ["lives", "backends"])
def test_a_journal_whose_damaged_rows_were_set_aside_is_in_doubt_too(path: Path, table: str) -> None:
    with closing(Journal.open(path)) as journal:
        journal.attach(["files"])
        journal.commit(batch(1, row=1))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"UPDATE {table} SET crc = crc + 1")
    Journal.open(path).close()
    Journal.open(path).close()
    now_s = int(time.time()) - WIRE_EPOCH_S
    assert is_in_doubt(path, backends=BACKENDS, now_s=now_s)
    assert not is_in_doubt(path, backends=BACKENDS, now_s=now_s + 3 * DAY_S + 60)


def test_a_copy_with_damaged_rows_is_still_told_as_one(copy: Path, caplog: pytest.LogCaptureFixture) -> None:
    with closing(Journal.open(copy)) as journal:
        journal.attach(["files"])
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.execute("UPDATE backends SET crc = crc + 1")
    Journal.open(copy).close()
    assert is_in_doubt(copy, backends=BACKENDS, now_s=MADE_S)
    assert "put back from a copy" in caplog.text


async def test_the_back_end_is_told_of_every_batch() -> None:
    sink = FakeSink(needs_time=True)
    answers = [False, True, True]
    doubtful = Doubtful(sink, in_doubt=lambda: answers.pop(0))
    await doubtful.send((reading(1),), unsure=True)
    for _ in range(3):
        await doubtful.send((reading(1),), unsure=False)
    assert [unsure for _, _, unsure in sink.sends] == [True, False, True, True]
    assert doubtful.needs_time
