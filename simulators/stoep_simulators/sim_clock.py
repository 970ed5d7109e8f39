"""The time of one simulated device: jumps from event to event, or runs with the real clock."""

import asyncio
import time

from stoep_protocol.compat import TYPE_CHECKING, const

if TYPE_CHECKING:
    from typing import Protocol

    class EventSource(Protocol):
        """Something that happens at known moments, such as a model that moves a pin."""

        next_ms: int

        def fire(self) -> None:
            """Do what happens at next_ms, then move next_ms on."""
            ...


VIRTUAL = "virtual"  # time passes only by sleeping: the same every time
SKIPPING = "skipping"  # real time passes, sleeps are jumped over: for days with a real network
LIVE = "live"  # real time only
WIRE_EPOCH_UNIX_S = 1_577_836_800  # 2020-01-01T00:00:00Z

_YIELDS = const(3)  # turns that other tasks get before time jumps: task creation, then two hand-overs between tasks
_LAST_YIELDS = const(16)  # at the limit and after a stir: whoever was just released gets as far as its next wait
_HOLD_POLL_S = 0.002
_LIVE_STEP_MS = const(1_000)  # live waits look up at least this often: a mode may have changed


class SimClock:
    """now_ms is in wire milliseconds. Event sources fire in order of time, at one moment in order of registration."""

    def __init__(self, now_ms: int, *, yields: int = _YIELDS) -> None:
        """yields: turns that other tasks get before time jumps, where more than the usual hand-overs matter."""
        self.now_ms = now_ms
        self._yields = yields
        self.mode = VIRTUAL
        self.limit_ms = now_ms  # jumps end here
        self.at_limit = asyncio.Event()  # set when a jump was cut short
        self.holds = 0  # above zero nothing jumps: somebody waits for the real world
        self._moved_limit = asyncio.Event()
        self._sources: "list[EventSource]" = []
        self._sleepers: "list[tuple[int, int]]" = []
        self._sleeps = 0
        self._anchor_ms = 0
        self._is_firing = False
        self._is_stirred = False

    def stir(self) -> None:
        """Somebody goes on who may take many turns to their next wait: time does not jump before."""
        self._is_stirred = True

    def add_source(self, source: "EventSource") -> None:
        """Let `source` fire from now on."""
        self._sources.append(source)

    def advance_to(self, until_ms: int) -> None:
        """Move to a moment, never back, firing everything on the way."""
        if self._is_firing:
            return  # an interrupt handler looks at the clock
        sources = self._sources
        while True:
            first = None
            first_ms = until_ms + 1
            for source in sources:
                if source.next_ms < first_ms:
                    first, first_ms = source, source.next_ms
            if first is None:
                break
            if first_ms > self.now_ms:
                self.now_ms = first_ms
            self._is_firing = True
            try:
                first.fire()
            finally:
                self._is_firing = False
        if until_ms > self.now_ms:
            self.now_ms = until_ms

    def run(self, mode: str, *, until_ms: int) -> None:
        """Go on in `mode` until a moment."""
        self.follow_real_time()
        self.mode = mode
        self.limit_ms = until_ms
        self._anchor_ms = self.now_ms - real_ticks_ms()
        self.at_limit.clear()
        self._moved_limit.set()

    def follow_real_time(self) -> None:
        """Catch up with the outside, firing what happened meanwhile; nothing while virtual."""
        if self.mode != VIRTUAL:
            self.advance_to(min(self._anchor_ms + real_ticks_ms(), max(self.limit_ms, self.now_ms)))

    async def sleep_ms(self, delay_ms: int) -> None:
        """Wait. Without real time the earliest of all sleepers moves the clock, once the other tasks wait too."""
        self.follow_real_time()
        self._sleeps += 1
        entry = (self.now_ms + max(delay_ms, 0), self._sleeps)
        self._sleepers.append(entry)
        try:
            await self._until(entry)
        finally:
            self._sleepers.remove(entry)

    async def _until(self, entry: "tuple[int, int]") -> None:
        turns, needed = 0, self._yields
        while self.now_ms < entry[0] or turns < self._yields:
            if self.now_ms >= self.limit_ms and self.now_ms < entry[0]:
                turns = 0
                await self._pause()
            elif self.mode == LIVE:
                next_ms = self.next_event_ms(min(entry[0], self.limit_ms, self.now_ms + _LIVE_STEP_MS))
                await asyncio.sleep(max(next_ms - self.now_ms, 1) / 1000)
                self.follow_real_time()
                turns = self._yields
            else:
                await asyncio.sleep(_HOLD_POLL_S if self.holds else 0)
                self.follow_real_time()
                if self.holds or min(self._sleepers) != entry:
                    turns = 0
                    continue
                if self._is_stirred:
                    self._is_stirred = False
                    turns, needed = 0, _LAST_YIELDS
                turns += 1
                if turns >= needed:
                    needed = self._yields
                    self._jump_to(min(entry[0], self.limit_ms))

    async def _pause(self) -> None:
        self._moved_limit.clear()
        limit_ms = self.limit_ms
        for _ in range(_LAST_YIELDS):
            await asyncio.sleep(0)
        # A conversation that has begun is not cut off.
        while self.holds and self.mode != LIVE and limit_ms == self.limit_ms:
            await asyncio.sleep(_HOLD_POLL_S)
            if not self.holds:  # who talked gets as far as its next wait, which may be a new conversation
                for _ in range(_LAST_YIELDS):
                    await asyncio.sleep(0)
        if limit_ms == self.limit_ms:
            self.at_limit.set()
            await self._moved_limit.wait()

    def _jump_to(self, until_ms: int) -> None:
        before_ms = self.now_ms
        self.advance_to(until_ms)
        self._anchor_ms += self.now_ms - before_ms

    def next_wake_ms(self) -> int:
        """When the earliest of all sleepers wants to go on; now if nobody sleeps."""
        return min(self._sleepers)[0] if self._sleepers else self.now_ms

    def next_event_ms(self, limit_ms: int) -> int:
        """The moment of the earliest event, at most limit_ms."""
        for source in self._sources:
            limit_ms = min(limit_ms, source.next_ms)
        return limit_ms


def real_ticks_ms() -> int:
    """Milliseconds of a clock that never goes back."""
    if hasattr(time, "ticks_ms"):
        return int(time.ticks_ms())  # on 64 bits it wraps after millions of years
    return int(time.monotonic() * 1000)


def real_wire_ms() -> int:
    """The time outside, in wire milliseconds."""
    return int((time.time() - WIRE_EPOCH_UNIX_S) * 1000)
