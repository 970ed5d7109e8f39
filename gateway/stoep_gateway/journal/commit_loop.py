"""Commit what ingest holds, every interval or when it asks; the same batch again until the disk takes it."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Protocol

from stoep_gateway.journal.errors import JournalError
from stoep_gateway.journal.records import CommitBatch


class BatchSource(Protocol):
    """What ingest offers to be committed. At most one batch is out at a time."""

    @property
    def wants_commit(self) -> bool:
        """A window has closed or memory is half full: do not wait for the interval."""
        ...

    def batch(self) -> CommitBatch | None:
        """Everything that waits, or None. It stays out until `committed`."""
        ...

    def committed(self, batch: CommitBatch) -> None:
        """The batch is durable: its rows are settled."""
        ...


class BatchSink(Protocol):
    """Where batches become durable."""

    async def commit(self, batch: CommitBatch) -> None: ...


class CommitLoop:
    """Run `run` as a task. interval_s 0: a commit takes what came during the last one. delays_s: after failures."""

    def __init__(
        self,
        source: BatchSource,
        *,
        sink: BatchSink,
        interval_s: float,
        delays_s: Callable[[], Iterator[float]],
        on_committed: Callable[[], None],
        on_failed: Callable[[JournalError], None],
    ) -> None:
        self._source = source
        self._sink = sink
        self._interval_s = interval_s
        self._delays_s = delays_s
        self._on_committed = on_committed
        self._on_failed = on_failed
        self._asked = asyncio.Event()
        self._stopping = False

    def poke(self) -> None:
        """Call after frames were taken: starts a commit now if ingest wants one."""
        if self._interval_s == 0 or self._source.wants_commit:
            self._asked.set()

    def stop(self) -> None:
        """Commit what is held, then let `run` return."""
        self._stopping = True
        self._asked.set()

    async def run(self) -> None:
        """Until `stop`; then a failing disk is tried once more and left: what is not settled waits on the devices."""
        while True:
            last = self._stopping
            self._asked.clear()
            batch = self._source.batch()
            if batch is not None:
                await self._commit(batch)
            if last:
                return
            await self._wait()

    async def _wait(self) -> None:
        if self._stopping or self._source.wants_commit:
            return
        try:
            async with asyncio.timeout(self._interval_s or None):
                await self._asked.wait()
        except TimeoutError:
            return

    async def _commit(self, batch: CommitBatch) -> None:
        delays_s = self._delays_s()
        while True:
            try:
                await self._sink.commit(batch)
            except JournalError as error:
                self._on_failed(error)
                if self._stopping:
                    return
                await self._pause(next(delays_s))
            else:
                self._source.committed(batch)
                self._on_committed()
                return

    async def _pause(self, delay_s: float) -> None:
        """Wait for the next try; stop ends the wait."""
        loop = asyncio.get_running_loop()
        due_s = loop.time() + delay_s
        while not self._stopping and loop.time() < due_s:
            self._asked.clear()
            try:
                async with asyncio.timeout_at(due_s):
                    await self._asked.wait()
            except TimeoutError:
                break
        self._asked.set()  # what came meanwhile may want a commit of its own
