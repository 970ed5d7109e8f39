"""For three days after a copy of the journal was put back, back-ends are told that they may have what they get."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from stoep_gateway.config.settings import BackendSettings
from stoep_gateway.journal.copied import mark_copy, read_mark
from stoep_gateway.journal.database import Journal
from stoep_gateway.supervise.restored import Doubtful, is_in_doubt
from support.fake_sink import FakeSink
from support.observations import reading

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


async def test_the_back_end_is_told_of_every_batch() -> None:
    sink = FakeSink(needs_time=True)
    doubtful = Doubtful(sink)
    for _ in range(2):
        await doubtful.send((reading(1),), unsure=False)
    assert [unsure for _, _, unsure in sink.sends] == [True, True]
    assert doubtful.needs_time
