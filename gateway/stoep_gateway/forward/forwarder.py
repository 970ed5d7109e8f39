"""Deliver the journal to one back-end: batch after batch, backlog and fresh data in turns, nothing skipped untold."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from stoep_gateway.errors import PermanentError, RetryableError
from stoep_gateway.forward.batch import DAMAGED, Batch, outcome, prepare
from stoep_gateway.journal import lanes
from stoep_gateway.journal.errors import JournalError
from stoep_gateway.journal.records import Cursor, Delivery, Entry
from stoep_gateway.ports import Backend


class Feed(Protocol):
    """What a forwarder asks of the journal; `journal.writer.Writer` is one."""

    async def cursor(self, backend: str, *, lag_entries: int) -> Cursor: ...

    async def read(self, first: int, *, end: int | None, max_observations: int) -> tuple[Entry, ...]: ...

    async def deliver(self, delivery: Delivery) -> None: ...

    async def wait_beyond(self, position: int) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ForwardLimits:
    """max_age_s: how long a batch that is not full waits for more. lag_entries: behind by more, fresh data goes its own way."""

    max_observations: int = 500
    max_age_s: float = 1.0
    send_timeout_s: float = 30.0
    lag_entries: int = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class ForwardState:
    """error: one line while the back-end fails, "" while it works. damaged: observations of damaged entries since the start."""

    backend: str
    error: str = ""
    damaged: int = 0


class Forwarder:
    """delays_s: gives the waits after failures in a row, without end. on_change: called when the state changes."""

    def __init__(
        self,
        name: str,
        *,
        backend: Backend,
        journal: Feed,
        delays_s: Callable[[], Iterator[float]],
        limits: ForwardLimits,
        on_change: Callable[[ForwardState], None],
    ) -> None:
        self._name = name
        self._backend = backend
        self._journal = journal
        self._delays_s = delays_s
        self._limits = limits
        self._on_change = on_change
        self.state = ForwardState(backend=name)

    async def run(self) -> None:
        """For ever, until cancelled. The journal must know the back-end (`attach`)."""
        unsure = True  # what the last gateway start sent without counting it may have arrived
        lane = lanes.LIVE
        while True:
            batch = await self._insist(lambda lane=lane: self._next(lane))  # type: ignore[misc]
            refused = await self._send(batch, unsure=unsure) if batch.observations else None
            delivery = outcome(batch, backend=self._name, refused=refused)
            await self._insist(lambda delivery=delivery: self._journal.deliver(delivery))  # type: ignore[misc]
            self._tell(error="", damaged=self.state.damaged + batch.withheld.get(DAMAGED, 0))
            unsure = unsure and not batch.observations
            lane = lanes.other(batch.lane)

    async def _next(self, lane: str) -> Batch:
        """Wait for something to deliver, in this lane rather than in the other one."""
        while True:
            cursor = await self._journal.cursor(self._name, lag_entries=self._limits.lag_entries)
            for candidate in (lane, lanes.other(lane)):
                entries = await self._read(cursor, lane=candidate)
                if entries:
                    if candidate == lanes.LIVE and not lanes.has_backlog(cursor):
                        entries = await self._fill(cursor, entries=entries)
                    return prepare(entries, lane=candidate, needs_time=self._backend.needs_time)
            await self._journal.wait_beyond(cursor.live_next - 1)
