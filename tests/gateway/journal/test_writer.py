"""The journal's one thread, as asyncio sees it."""

import asyncio
from pathlib import Path

import pytest

from stoep_gateway.errors import ConfigError
from stoep_gateway.journal import Writer
from stoep_gateway.journal.lanes import LIVE
from stoep_gateway.journal.records import Cursor, Delivery
from support.commit_batches import batch
from support.waiting import LIMIT_S


async def test_what_is_committed_is_there_for_the_next_start(tmp_path: Path) -> None:
    async with Writer(tmp_path / "journal.db") as journal:
        await journal.commit(batch(1, row=1))
    async with Writer(tmp_path / "journal.db") as journal:
        assert [life.floor for life in (await journal.load_state()).lives] == [1]


async def test_whoever_waits_for_an_entry_wakes_when_it_is_durable(tmp_path: Path) -> None:
    async with Writer(tmp_path / "journal.db") as journal, asyncio.timeout(LIMIT_S), asyncio.TaskGroup() as group:
        waiting = group.create_task(journal.wait_beyond(0), name="waiting")
        await journal.commit(batch(1, row=1))
        await waiting


async def test_whoever_waits_for_an_entry_of_an_earlier_start_does_not_wait(tmp_path: Path) -> None:
    async with Writer(tmp_path / "journal.db") as journal:
        await journal.commit(batch(1, row=1))
    async with Writer(tmp_path / "journal.db") as journal, asyncio.timeout(LIMIT_S):
        await journal.wait_beyond(0)


async def test_a_delivery_moves_the_cursor(tmp_path: Path) -> None:
    async with Writer(tmp_path / "journal.db") as journal:
        await journal.attach(["city"])
        await journal.commit(batch(1, row=1))
        (entry,) = await journal.read(1, end=None, max_observations=10)
        await journal.deliver(
            Delivery(backend="city", lane=LIVE, entries=((1, entry.observations),), next_position=2, delivered=1)
        )
        assert await journal.cursor("city", lag_entries=10) == Cursor(backlog_next=1, backlog_end=1, live_next=2)


async def test_a_journal_that_does_not_open_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"^journal .*: it cannot be opened"):
        async with Writer(tmp_path / "away" / "journal.db"):
            pass
