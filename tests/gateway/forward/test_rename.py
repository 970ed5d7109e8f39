"""A back-end that gets pseudonyms gets everything once under them, and what has no name any more is withheld."""

import asyncio
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from itertools import repeat
from pathlib import Path

from stoep_gateway import accounts
from stoep_gateway.anonymise.pseudonyms import Pseudonyms
from stoep_gateway.errors import PermanentError, RetryableError
from stoep_gateway.forward import Forwarder, ForwardLimits, ForwardState
from stoep_gateway.forward.batch import NO_TIME, Batch
from stoep_gateway.forward.rename import GONE, rename, renamed
from stoep_gateway.journal import Journal
from stoep_simulators.virtual_time import run_virtual
from stoep_testing.observations import reading
from support.commit_batches import batch
from support.direct_journal import DirectJournal
from support.fake_sink import FakeSink

CITY = Pseudonyms(every="month", purpose="city")
KEY = bytes(range(32))


class FakeKeys:
    """Keys by period; the first `failures` questions find none."""

    def __init__(self, keys: Mapping[str, bytes], *, failures: int = 0) -> None:
        self._keys = keys
        self.failures = failures

    async def get(self, periods: Iterable[str]) -> Mapping[str, bytes]:
        if self.failures:
            self.failures -= 1
            raise RetryableError("the time is not known")
        return {period: self._keys[period] for period in periods if period in self._keys}


def delays_s() -> Iterator[float]:
    return repeat(10.0)


def delivered(folder: Path, sink: FakeSink, keys: FakeKeys) -> tuple[accounts.BackendAccount, list[ForwardState]]:
    """Seven rows of January 2020, in virtual time."""
    journal = Journal.open(folder / "journal.db")
    journal.attach(["city"])
    for row in range(1, 8):
        journal.commit(batch(row, row=row))
    states: list[ForwardState] = []

    async def main() -> None:
        forwarder = Forwarder(
            "city",
            backend=sink,
            journal=DirectJournal(journal),
            delays_s=delays_s,
            limits=ForwardLimits(max_observations=3, max_age_s=2.0),
            on_change=states.append,
            rename=partial(rename, pseudonyms=CITY, keys=keys),
        )
        task = asyncio.create_task(forwarder.run(), name="forward city")
        await asyncio.sleep(100)
        task.cancel()
        await asyncio.wait([task])

    run_virtual(main())
    journal.close()
    (account,) = accounts.read(folder / "journal.db").backends
    assert account.balanced
    return account, states


def test_everything_arrives_once_under_one_name(tmp_path: Path) -> None:
    sink = FakeSink()
    account, _ = delivered(tmp_path, sink, FakeKeys({"2020-01": KEY}))
    assert len({observation.identity for observation in sink.stored}) == 7
    assert {observation.device for observation in sink.stored} == {
        CITY.rename(reading(1, device="garden-7"), key=KEY).device
    }
    assert (account.delivered, account.withheld) == (7, {})


def test_what_comes_after_its_key_is_gone_is_withheld_and_counted(tmp_path: Path) -> None:
    sink = FakeSink()
    account, _ = delivered(tmp_path, sink, FakeKeys({}))
    assert sink.stored == []
    assert (account.delivered, account.withheld) == (0, {GONE: 7})


def test_without_a_key_for_now_it_waits_and_says_so(tmp_path: Path) -> None:
    sink = FakeSink()
    account, states = delivered(tmp_path, sink, FakeKeys({"2020-01": KEY}, failures=2))
    assert account.delivered == 7
    assert states[0].error == "back-end city: the time is not known"
    assert states[-1].error == ""


def test_a_dead_letter_names_the_device_and_no_file_has_both_names(tmp_path: Path) -> None:
    sink = FakeSink([PermanentError("refused", rejected=(0,))])
    account, _ = delivered(tmp_path, sink, FakeKeys({"2020-01": KEY}))
    assert (account.delivered, account.dead) == (6, 1)
    with closing(sqlite3.connect(tmp_path / "journal.db")) as journal:
        ((letter,),) = journal.execute("SELECT observation FROM dead_letters").fetchall()
    assert b"garden-7" in letter
    name = sink.stored[0].device.encode()
    assert not [file.name for file in tmp_path.iterdir() if name in file.read_bytes()]


def test_a_value_without_a_time_belongs_to_no_period_and_each_has_that_of_its_own(tmp_path: Path) -> None:
    times = ["2026-05-31T23:59:59", "2026-06-01T00:00:00"]
    known = [int(datetime.fromisoformat(time).replace(tzinfo=UTC).timestamp()) for time in times]
    held = tuple(reading(row, time_s=time_s) for row, time_s in enumerate([None, *known], 1))
    before = Batch(
        lane="live", entries=((1, 4),), next_position=2, observations=held, originals=held, withheld={NO_TIME: 1}
    )
    after = renamed(before, pseudonyms=CITY, keys={"2026-05": KEY})
    assert after.withheld == {NO_TIME: 2, GONE: 1}
    assert after.originals == (held[1],)
    assert [one.device for one in after.observations] == [CITY.rename(held[1], key=KEY).device]
