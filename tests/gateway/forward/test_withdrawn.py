"""What a resident took back is passed on to no back-end, whatever was under way."""

import asyncio
from collections.abc import Iterator
from itertools import chain, repeat
from pathlib import Path

import pytest

from stoep_gateway import accounts
from stoep_gateway.errors import RetryableError
from stoep_gateway.forward import Forwarder, ForwardLimits
from stoep_gateway.journal import Journal
from stoep_simulators.virtual_time import run_virtual
from support.commit_batches import batch
from support.direct_journal import DirectJournal
from support.fake_sink import FakeSink

LIMITS = ForwardLimits(max_observations=3, max_age_s=2.0)
GONE = "garden-8"


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    """Six rows, the even ones of the garden that is withdrawn."""
    journal = Journal.open(tmp_path / "journal.db")
    journal.attach(["city"])
    for row in range(1, 7):
        journal.commit(batch(row, row=row, device=GONE if row % 2 == 0 else "garden-7"))
    yield journal
    journal.close()


def deliver(journal: Journal, sink: FakeSink, *, withdrawn_after_s: float) -> None:
    async def main() -> None:
        loop = asyncio.get_running_loop()
        forwarder = Forwarder(
            "city",
            backend=sink,
            journal=DirectJournal(journal),
            delays_s=lambda: chain((1.0, 10.0), repeat(60.0)),
            limits=LIMITS,
            on_change=lambda _: None,
            withdrawn=lambda: (GONE,) if loop.time() >= withdrawn_after_s else (),
        )
        task = asyncio.create_task(forwarder.run(), name="forward city")
        await asyncio.sleep(100)
        task.cancel()
        await asyncio.wait([task])

    run_virtual(main())


def account(tmp_path: Path) -> accounts.BackendAccount:
    (found,) = accounts.read(tmp_path / "journal.db").backends
    assert found.balanced
    return found


def test_what_waits_of_a_withdrawn_garden_is_withheld_and_the_rest_delivered(tmp_path: Path, journal: Journal) -> None:
    sink = FakeSink()
    deliver(journal, sink, withdrawn_after_s=0.0)
    assert [each.row for each in sink.stored] == [1, 3, 5]
    assert (account(tmp_path).delivered, dict(account(tmp_path).withheld)) == (3, {"withdrawn": 3})


def test_a_batch_that_is_tried_again_loses_what_was_withdrawn_meanwhile(tmp_path: Path, journal: Journal) -> None:
    sink = FakeSink([RetryableError("503"), RetryableError("503")])
    deliver(journal, sink, withdrawn_after_s=5.0)
    assert [rows for _, rows, _ in sink.sends] == [(1, 2, 3), (1, 2, 3), (1, 3), (5,)]
    assert (account(tmp_path).delivered, dict(account(tmp_path).withheld)) == (3, {"withdrawn": 3})


def test_a_batch_of_which_nothing_is_left_is_not_sent(tmp_path: Path, journal: Journal) -> None:
    for row in range(7, 10):
        journal.commit(batch(row, row=row, device=GONE))
    sink = FakeSink()
    deliver(journal, sink, withdrawn_after_s=0.0)
    assert [rows for _, rows, _ in sink.sends] == [(1, 3), (5,)]
    assert (account(tmp_path).pending, dict(account(tmp_path).withheld)) == (0, {"withdrawn": 6})
