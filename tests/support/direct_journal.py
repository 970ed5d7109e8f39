"""The journal's asyncio face without a thread, for virtual time."""

import asyncio

from stoep_gateway.journal import Journal
from stoep_gateway.journal.errors import JournalError
from stoep_gateway.journal.records import CommitBatch, Cursor, Delivery, Entry


class DirectJournal:
    """Like `journal.writer.Writer`; failures: how many of the next calls find a failing disk."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.failures = 0
        self._grown = asyncio.Event()

    async def commit(self, batch: CommitBatch) -> None:
        self._fail()
        self.journal.commit(batch)
        self._grown.set()
        self._grown = asyncio.Event()

    async def cursor(self, backend: str, *, lag_entries: int) -> Cursor:
        return self.journal.cursor(backend, lag_entries=lag_entries)

    async def read(self, first: int, *, end: int | None, max_observations: int) -> tuple[Entry, ...]:
        return self.journal.read(first, end=end, max_observations=max_observations)

    async def deliver(self, delivery: Delivery) -> None:
        self._fail()
        self.journal.deliver(delivery)

    async def wait_beyond(self, position: int) -> None:
        while self.journal.head() <= position:
            await self._grown.wait()

    def _fail(self) -> None:
        if self.failures:
            self.failures -= 1
            raise JournalError("journal journal.db: the disk is full; free some room")
