"""Delivery to one back-end, in virtual time."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import replace
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import pytest

from stoep_gateway import accounts
from stoep_gateway.errors import PermanentError, RetryableError
from stoep_gateway.forward import Forwarder, ForwardLimits, ForwardState
from stoep_gateway.journal import Journal
from stoep_gateway.journal.blob import encode_rows
from stoep_gateway.journal.records import CommitBatch, StartRow
from stoep_simulators.virtual_time import run_virtual
from support.commit_batches import LIFE, batch
from support.direct_journal import DirectJournal
from support.fake_sink import FakeSink

LIMITS = ForwardLimits(max_observations=3, max_age_s=2.0, send_timeout_s=30.0, lag_entries=6)


def delays_s() -> Iterator[float]:
    return chain((1.0, 10.0), repeat(60.0))


class Town:
    """A journal with one back-end, whose forwarder runs for some virtual seconds at a time."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "journal.db"
        self.journal = Journal.open(self.path)
        self.journal.attach(["city"])
        self.states: list[ForwardState] = []
        self.rows = 0
        self.failures = 0

    def add(self, count: int) -> None:
        for _ in range(count):
            self.rows += 1
            self.journal.commit(batch(self.rows, row=self.rows))

    def run(
        self,
        sink: FakeSink,
        *,
        seconds: float,
        meanwhile: Callable[[DirectJournal], Coroutine[Any, Any, None]] | None = None,
        limits: ForwardLimits = LIMITS,
    ) -> None:
        async def main() -> None:
            direct = DirectJournal(self.journal)
            direct.failures = self.failures
            forwarder = Forwarder(
                "city",
                backend=sink,
                journal=direct,
                delays_s=delays_s,
                limits=limits,
                on_change=self.states.append,
            )
            task = asyncio.create_task(forwarder.run(), name="forward city")
            if meanwhile is not None:
                await meanwhile(direct)
            await asyncio.sleep(seconds)
            task.cancel()
            await asyncio.wait([task])

        run_virtual(main())

    @property
    def account(self) -> accounts.BackendAccount:
        (found,) = accounts.read(self.path).backends
        assert found.balanced
        return found


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = Town(tmp_path)
    yield made
    made.journal.close()


def test_everything_arrives_once_in_order(town: Town) -> None:
    town.add(7)
    sink = FakeSink()
    town.run(sink, seconds=60)
    assert [observation.row for observation in sink.stored] == [1, 2, 3, 4, 5, 6, 7]
    assert (town.account.delivered, town.account.pending) == (7, 0)


def test_a_full_batch_leaves_at_once_and_a_small_one_waits_for_more(town: Town) -> None:
    town.add(4)
    sink = FakeSink()
    town.run(sink, seconds=60)
    assert [(when_s, rows) for when_s, rows, _ in sink.sends] == [(0.0, (1, 2, 3)), (2.0, (4,))]


def test_who_rests_waits_so_many_times_as_long_as_its_batch_took_but_not_long(town: Town) -> None:
    town.add(9)
    sink = FakeSink([0.25, 40.0])
    town.run(sink, seconds=60, limits=replace(LIMITS, rest=3.0, send_timeout_s=50.0))
    assert [when_s for when_s, _, _ in sink.sends] == [0.0, 1.0, 42.0]
    assert town.account.delivered == 9


def test_a_batch_that_fills_up_while_it_waits_leaves_then(town: Town) -> None:
    async def later(journal: DirectJournal) -> None:
        await asyncio.sleep(1.0)
        for row in (2, 3):
            await journal.commit(batch(row, row=row))

    town.add(1)
    sink = FakeSink()
    town.run(sink, seconds=60, meanwhile=later)
    assert [(when_s, rows) for when_s, rows, _ in sink.sends] == [(1.0, (1, 2, 3))]


def test_a_busy_back_end_is_asked_again_after_each_delay(town: Town) -> None:
    town.add(3)
    sink = FakeSink([RetryableError("503"), RetryableError("503"), RetryableError("503")])
    town.run(sink, seconds=100)
    assert [when_s for when_s, _, _ in sink.sends] == [0.0, 1.0, 11.0, 71.0]
    assert town.account.delivered == 3


def test_a_back_end_that_says_when_is_asked_again_then_but_never_later_than_after_ten_minutes(town: Town) -> None:
    town.add(3)
    asked = [RetryableError("503", after_s=after_s) for after_s in (5.0, 5.0, 86_400.0)]
    sink = FakeSink([*asked, RetryableError("503")])
    town.run(sink, seconds=1_000)
    assert [when_s for when_s, _, _ in sink.sends] == [0.0, 5.0, 15.0, 615.0, 675.0]
    assert town.account.delivered == 3


@pytest.mark.parametrize("after_s", ["30", None, -5, float("nan")])
def test_what_a_plug_in_says_of_waiting_is_no_danger(town: Town, after_s: Any) -> None:
    class OddError(RetryableError):
        def __init__(self) -> None:
            self.after_s = after_s

    town.add(3)
    sink = FakeSink([OddError()])
    town.run(sink, seconds=100)
    assert [when_s for when_s, _, _ in sink.sends] == [0.0, 1.0]
    assert town.account.delivered == 3


def test_a_back_end_that_does_not_answer_is_asked_again(town: Town) -> None:
    town.add(3)
    sink = FakeSink([1e9])
    town.run(sink, seconds=100)
    assert [when_s for when_s, _, _ in sink.sends] == [0.0, 31.0]


def test_a_mistake_inside_a_back_end_is_told_without_its_text_and_tried_again(town: Town) -> None:
    town.add(3)
    sink = FakeSink([ValueError("value 4711")])
    town.run(sink, seconds=100)
    assert town.states[0].error == (
        "back-end city: the back-end itself failed (ValueError); its observations are kept and sent again"
    )
    assert [state.error == "" for state in town.states] == [False, True]


def test_the_first_batch_after_a_start_and_what_follows_a_failure_are_unsure(town: Town) -> None:
    town.add(9)
    sink = FakeSink([0.0, 0.0, RetryableError("reset")])
    town.run(sink, seconds=100)
    assert [(rows, unsure) for _, rows, unsure in sink.sends] == [
        ((1, 2, 3), True),
        ((4, 5, 6), False),
        ((7, 8, 9), False),
        ((7, 8, 9), True),
    ]


def test_what_is_refused_for_good_becomes_a_dead_letter_and_the_rest_is_delivered(town: Town) -> None:
    town.add(3)
    sink = FakeSink([PermanentError("no such stream", rejected=(1,))])
    town.run(sink, seconds=60)
    assert (town.account.delivered, town.account.dead, town.account.pending) == (2, 1, 0)


def test_an_observation_without_a_time_is_withheld_from_a_back_end_that_needs_one(town: Town) -> None:
    blob = encode_rows(
        "garden-7", profile=1, life=LIFE, cell=None, timed=False, rows=1, times=(5,), columns=((1,),) + ((None,),) * 4
    )
    town.journal.commit(CommitBatch(number=1, entries=((1, blob),), lives=(), devices=(), places=(), start=StartRow()))
    sink = FakeSink(needs_time=True)
    town.run(sink, seconds=60)
    assert sink.sends == []
    assert town.account.withheld == {"no time": 1}


def test_one_that_needs_no_time_gets_it(town: Town) -> None:
    blob = encode_rows(
        "garden-7", profile=1, life=LIFE, cell=None, timed=False, rows=1, times=(5,), columns=((1,),) + ((None,),) * 4
    )
    town.journal.commit(CommitBatch(number=1, entries=((1, blob),), lives=(), devices=(), places=(), start=StartRow()))
    sink = FakeSink()
    town.run(sink, seconds=60)
    assert [observation.time_s for observation in sink.stored] == [None]


@pytest.mark.parametrize("blob", [b"", b"\xff", b"\x81\x01", b"\x80", b"\x89" + b"\x01" * 9])
def test_an_entry_that_does_not_decode_is_counted_as_damaged_and_told(town: Town, blob: bytes) -> None:
    town.journal.commit(CommitBatch(number=1, entries=((2, blob),), lives=(), devices=(), places=(), start=StartRow()))
    town.rows = 1
    town.add(1)
    sink = FakeSink()
    town.run(sink, seconds=60)
    assert (town.account.delivered, town.account.withheld) == (1, {"damaged": 2})
    assert town.states[-1].damaged == 2


def test_a_backlog_and_fresh_data_are_served_in_turns(town: Town) -> None:
    town.add(9)
    sink = FakeSink([RetryableError("away")])

    async def later(journal: DirectJournal) -> None:
        await asyncio.sleep(0.5)
        for row in range(10, 16):
            await journal.commit(batch(row, row=row))

    town.run(sink, seconds=100, meanwhile=later)
    assert [rows for _, rows, _ in sink.sends[1:]] == [
        (1, 2, 3),
        (10, 11, 12),
        (4, 5, 6),
        (13, 14, 15),
        (7, 8, 9),
    ]
    assert town.account.pending == 0


def test_what_comes_while_a_start_finds_the_back_end_away_is_backlog_too(town: Town) -> None:
    town.add(9)
    sink = FakeSink([RetryableError("away")])

    async def later(journal: DirectJournal) -> None:
        await asyncio.sleep(0.5)
        for row in range(10, 20):
            await journal.commit(batch(row, row=row))
        await asyncio.sleep(0.6)
        await journal.commit(batch(20, row=20))

    town.run(sink, seconds=100, meanwhile=later)
    assert [rows for _, rows, _ in sink.sends[1:4]] == [(1, 2, 3), (4, 5, 6), (7, 8, 9)]
    assert town.account.pending == 0


def test_what_was_sent_but_not_counted_is_counted_once_when_the_disk_works_again(town: Town) -> None:
    town.add(3)
    town.failures = 2
    sink = FakeSink()
    town.run(sink, seconds=100)
    assert len(sink.sends) == 1
    assert town.account.delivered == 3
    assert "disk is full" in town.states[0].error


def test_a_batch_under_way_when_the_gateway_stops_is_sent_again_unsure(town: Town) -> None:
    town.add(3)
    town.run(FakeSink([1e9]), seconds=10)
    sink = FakeSink()
    town.run(sink, seconds=10)
    assert [(rows, unsure) for _, rows, unsure in sink.sends] == [((1, 2, 3), True)]


def test_a_backlog_under_way_when_the_gateway_stops_is_sent_again_unsure_whatever_goes_first(town: Town) -> None:
    town.add(9)
    town.run(FakeSink([0.0, 1e9]), seconds=10)
    town.add(2)
    sink = FakeSink()
    town.run(sink, seconds=10)
    assert [(rows, unsure) for _, rows, unsure in sink.sends] == [
        ((10, 11), True),
        ((4, 5, 6), True),
        ((7, 8, 9), False),
    ]


def test_a_live_batch_under_way_when_the_gateway_stops_is_sent_again_unsure_in_a_backlog_too(town: Town) -> None:
    town.add(9)
    town.run(FakeSink([0.0, 1e9]), seconds=10)  # rows 1 to 3 arrive, 4 to 9 are backlog
    town.add(2)
    town.run(FakeSink([1e9]), seconds=10)  # 10 and 11 may have arrived
    town.add(7)
    sink = FakeSink()
    town.run(sink, seconds=10)
    assert {row for _, rows, unsure in sink.sends if unsure for row in rows} >= {4, 5, 6, 10, 11}
    assert town.account.delivered == 18
