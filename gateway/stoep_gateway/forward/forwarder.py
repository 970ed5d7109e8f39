"""Deliver the journal to one back-end: batch after batch, backlog and fresh data in turns, nothing skipped untold."""

import asyncio
from collections.abc import Awaitable, Callable, Container, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol, TypeVar

from stoep_gateway.anonymise.coarser import AS_RELEASED, Coarser
from stoep_gateway.errors import PermanentError, RetryableError
from stoep_gateway.forward.batch import DAMAGED, Batch, outcome, prepare, without
from stoep_gateway.journal import lanes
from stoep_gateway.journal.records import Cursor, Delivery, Entry
from stoep_gateway.ports import Backend

_Result = TypeVar("_Result")
_REST_MAX_S = 1.0
_ASKED_MAX_S = 600.0  # docs/backends.md: what a service may ask for; a proxy that says "in a day" must not stop a town
_NEVER = 1 << 62  # entries behind: the cursor as it is


class Feed(Protocol):
    """What a forwarder asks of the journal; `journal.writer.Writer` is one."""

    async def cursor(self, backend: str, *, lag_entries: int) -> Cursor: ...

    async def read(self, first: int, *, end: int | None, max_observations: int) -> tuple[Entry, ...]: ...

    async def deliver(self, delivery: Delivery) -> None: ...

    async def wait_beyond(self, position: int) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ForwardLimits:
    """max_age_s: how long a batch waits to be full. lag_entries: further behind, fresh data gets a lane of its own.

    rest: how many times as long as a batch took is waited before the next one, by a back-end whose work is this
    process's own and would else slow down what devices wait for.
    """

    max_observations: int = 500
    max_age_s: float = 1.0
    send_timeout_s: float = 600.0  # a whole batch with its read-back on a slow service; each request has its own limit
    lag_entries: int = 1000
    rest: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ForwardState:
    """error: one line while the back-end fails, else "". damaged: observations of damaged entries since the start."""

    backend: str
    error: str = ""
    damaged: int = 0


class Forwarder:
    """delays_s: gives the waits after failures in a row, without end. on_change: called when the state changes.

    people: what this back-end gets of released windows.
    rename: gives a batch the names that this back-end knows devices by; RetryableError: not now.
    withdrawn: tells the devices of which nothing is passed on now.
    """

    def __init__(
        self,
        name: str,
        *,
        backend: Backend,
        journal: Feed,
        delays_s: Callable[[], Iterator[float]],
        limits: ForwardLimits,
        on_change: Callable[[ForwardState], None],
        people: Coarser = AS_RELEASED,
        rename: Callable[[Batch], Awaitable[Batch]] | None = None,
        withdrawn: Callable[[], Container[str]] = frozenset,
    ) -> None:
        self._name = name
        self._backend = backend
        self._journal = journal
        self._delays_s = delays_s
        self._limits = limits
        self._on_change = on_change
        self._people = people
        self._rename = rename
        self._withdrawn = withdrawn
        self.state = ForwardState(backend=name)

    async def run(self) -> None:
        """For ever, until cancelled. The journal must know the back-end (`attach`)."""
        unsure = {lanes.LIVE, lanes.BACKLOG}  # what the last start sent of a lane but did not count may have arrived
        begun = await self._insist(partial(self._journal.cursor, self._name, lag_entries=_NEVER))
        # The same of a live lane that becomes backlog, where it is no batch's beginning; an entry has an observation.
        sent = range(begun.live_next, begun.live_next + self._limits.max_observations)
        lane = lanes.LIVE
        loop = asyncio.get_running_loop()
        while True:
            batch = await self._insist(partial(self._next, lane))
            started_s = loop.time()
            refused = None
            if batch.observations:
                is_unsure = batch.lane in unsure or any(position in sent for position, _ in batch.entries)
                batch, refused = await self._send(batch, unsure=is_unsure)
                unsure.discard(batch.lane)
                if batch.entries[0][0] == begun.live_next:
                    sent = range(0)
            delivery = outcome(batch, backend=self._name, refused=refused)
            await self._insist(partial(self._journal.deliver, delivery))
            self._tell(error="", damaged=self.state.damaged + batch.withheld.get(DAMAGED, 0))
            lane = lanes.other(batch.lane)
            if self._limits.rest:
                await asyncio.sleep(min(self._limits.rest * (loop.time() - started_s), _REST_MAX_S))

    async def _next(self, lane: str) -> Batch:
        """Wait for something to deliver, from this lane rather than from the other one."""
        while True:
            cursor = await self._journal.cursor(self._name, lag_entries=self._limits.lag_entries)
            for candidate in (lane, lanes.other(lane)):
                entries = await self._read(cursor, lane=candidate)
                if entries and candidate == lanes.LIVE and not lanes.has_backlog(cursor):
                    entries = await self._fill(cursor, entries=entries)
                if entries:
                    needs_time = self._backend.needs_time
                    batch = prepare(entries, lane=candidate, needs_time=needs_time, people=self._people)
                    return await self._rename(batch) if self._rename else batch
            await self._journal.wait_beyond(cursor.live_next - 1)

    async def _read(self, cursor: Cursor, *, lane: str) -> tuple[Entry, ...]:
        first, end = lanes.bounds(cursor, lane=lane)
        if end is not None and first >= end:
            return ()
        return await self._journal.read(first, end=end, max_observations=self._limits.max_observations)

    async def _fill(self, cursor: Cursor, *, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        """Give a batch that is not full some time to grow."""
        try:
            async with asyncio.timeout(self._limits.max_age_s):
                while sum(entry.observations for entry in entries) < self._limits.max_observations:
                    await self._journal.wait_beyond(entries[-1].position)
                    grown = await self._read(cursor, lane=lanes.LIVE)
                    if len(grown) <= len(entries):
                        break  # the next entry does not fit any more
                    entries = grown
        except TimeoutError:
            pass
        return entries

    async def _send(self, batch: Batch, *, unsure: bool) -> tuple[Batch, PermanentError | None]:
        """Until the back-end has stored the batch, or refused some of it for good. The batch as it was sent at last."""
        delays_s = self._delays_s()
        while True:
            batch = without(batch, devices=self._withdrawn())
            if not batch.observations:
                return batch, None
            asked_s = 0.0
            try:
                async with asyncio.timeout(self._limits.send_timeout_s):
                    await self._backend.send(batch.observations, unsure=unsure)
            except PermanentError as refused:
                return batch, refused
            except RetryableError as error:
                failure, asked_s = str(error), _asked_s(error)
            except TimeoutError:
                failure = f"no answer within {self._limits.send_timeout_s:g} s"
            except Exception as error:  # noqa: BLE001 - a plug-in's mistake must not stop the other back-ends
                failure = f"the back-end itself failed ({type(error).__name__})"
            else:
                return batch, None
            unsure = True
            self._tell(error=f"back-end {self._name}: {failure}; its observations are kept and sent again")
            await asyncio.sleep(max(next(delays_s), asked_s))

    async def _insist(self, work: Callable[[], Awaitable[_Result]]) -> _Result:
        """Ask the journal, and for names, until the disk answers."""
        delays_s = self._delays_s()
        while True:
            try:
                return await work()
            except RetryableError as error:
                self._tell(error=str(error))
            await asyncio.sleep(next(delays_s))

    def _tell(self, *, error: str, damaged: int | None = None) -> None:
        state = replace(self.state, error=error, damaged=self.state.damaged if damaged is None else damaged)
        if state != self.state:
            self.state = state
            self._on_change(state)


def _asked_s(error: RetryableError) -> float:
    """A plug-in may have put there whatever the header said."""
    said: object = error.after_s
    return min(max(said, 0.0), _ASKED_MAX_S) if isinstance(said, int | float) else 0.0
