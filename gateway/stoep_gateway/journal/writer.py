"""The journal for asyncio: one thread does everything, one call after the other."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from stoep_gateway.journal.database import Journal
from stoep_gateway.journal.records import CommitBatch, Cursor, Delivery, Entry, JournalState, PlaceRow

_Result = TypeVar("_Result")


class Writer:
    """Use as `async with`. Every method may raise JournalError; then nothing of it was kept and it may be tried again.

    The calls wait for the disk without a limit of time: a transaction under way can only end, not be called off.
    """

    def __init__(self, path: Path, *, max_size_bytes: int = 1 << 30, reserve_bytes: int = 0) -> None:
        """See `Journal.open`."""
        self._open = partial(Journal.open, path, max_size_bytes=max_size_bytes, reserve_bytes=reserve_bytes)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="journal")
        self._journal: Journal | None = None
        self._head = 0
        self._grown = asyncio.Event()

    async def __aenter__(self) -> "Writer":
        try:
            self._journal = await self._call(self._open)
            self._head = await self._call(self._opened().head)
        except BaseException:
            self._thread.shutdown(wait=False)
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._call(self._opened().close)
        self._thread.shutdown(wait=True)

    @property
    def repeats(self) -> bool:
        """See `Journal`."""
        return self._opened().repeats

    async def load_state(self) -> JournalState:
        """What the last commit left."""
        return await self._call(self._opened().load_state)

    async def load_places(self) -> Mapping[str, PlaceRow]:
        """Every place as committed; lighter than the whole state."""
        return await self._call(self._opened().load_places)

    async def used_bytes(self) -> int:
        """See `Journal.used_bytes`."""
        return await self._call(self._opened().used_bytes)

    async def attach(self, names: Iterable[str]) -> dict[str, Cursor]:
        """The back-ends of the configuration; see `Journal.attach`."""
        wanted = tuple(names)
        return await self._call(lambda: self._opened().attach(wanted))

    async def commit(self, batch: CommitBatch) -> None:
        """Keep a batch whole; returns when it is durable."""
        self._head = await self._call(lambda: self._opened().commit(batch))
        self._grown.set()
        self._grown = asyncio.Event()

    async def cursor(self, backend: str, *, lag_entries: int) -> Cursor:
        """Where a back-end is; see `Journal.cursor`."""
        return await self._call(lambda: self._opened().cursor(backend, lag_entries=lag_entries))

    async def read(self, first: int, *, end: int | None, max_observations: int) -> tuple[Entry, ...]:
        """Whole entries; see `Journal.read`."""
        return await self._call(lambda: self._opened().read(first, end=end, max_observations=max_observations))

    async def deliver(self, delivery: Delivery) -> None:
        """Count a batch's outcome; returns when it is durable."""
        await self._call(lambda: self._opened().deliver(delivery))

    async def wait_beyond(self, position: int) -> None:
        """Return once an entry after `position` is durable."""
        while self._head <= position:
            await self._grown.wait()

    async def _call(self, work: Callable[[], _Result]) -> _Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _opened(self) -> Journal:
        if self._journal is None:
            raise RuntimeError("the journal is used before it is opened")
        return self._journal
