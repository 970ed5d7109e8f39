"""The time of one simulated device: jumps from event to event, or runs with the real clock."""

import asyncio
import time

from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_simulators.sim_standstill import of_this_loop

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

_JUMPS_AT_ONCE = const(64)  # some wakes of a device
_LIVE_STEP_MS = const(1_000)  # live waits look up at least this often: a mode may have changed


class SimClock:
    """now_ms is in wire milliseconds. Event sources fire in order of time, at one moment in order of registration."""

    def __init__(self, now_ms: int) -> None:
        self.now_ms = now_ms
        self.mode = VIRTUAL
        self.limit_ms = now_ms  # jumps end here
        self.at_limit = asyncio.Event()  # set when a jump was cut short
        self.stopped = asyncio.Event()  # set at the limit, and when a hold begins
        self.holds = 0  # above zero nothing jumps: somebody waits for the real world
        self._sources: "list[EventSource]" = []
        self._sleepers: "list[tuple[int, int, asyncio.Event]]" = []
        self._sleeps = 0
        self._jumps = 0
        self._anchor_ms = 0
        self._is_firing = False

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
        self.stopped.clear()
        if mode == LIVE:
            for _, _, woken in self._sleepers:
                woken.set()
        self._wait_for_standstill()

    def follow_real_time(self) -> None:
        """Catch up with the outside, firing what happened meanwhile; nothing while virtual."""
        if self.mode == VIRTUAL:
            return
        until_ms = min(self._anchor_ms + real_ticks_ms(), max(self.limit_ms, self.now_ms))
        if until_ms > self.now_ms:
            self.advance_to(until_ms)

    def hold(self) -> None:
        """Somebody waits for the real world: nothing jumps before `release`."""
        self.holds += 1
        self.stopped.set()

    def release(self) -> None:
        """That wait is over."""
        self.holds -= 1
        self._wait_for_standstill()

    def stand_still(self) -> None:
        """Nothing more happens before `run`."""
        self.at_limit.set()
        self.stopped.set()

    async def sleep_ms(self, delay_ms: int) -> None:
        """Wait. Without real time the earliest of all sleepers moves the clock, once all other tasks wait too."""
        self.follow_real_time()
        due_ms = self.now_ms + max(delay_ms, 0)
        if self._can_jump_at_once(due_ms):
            self._jump_to(due_ms)
            return
        self._sleeps += 1
        woken = asyncio.Event()
        entry = (due_ms, self._sleeps, woken)
        self._sleepers.append(entry)
        try:
            while True:
                if self.mode == LIVE and self.now_ms < self.limit_ms:
                    next_ms = self.next_event_ms(min(due_ms, self.limit_ms, self.now_ms + _LIVE_STEP_MS))
                    await asyncio.sleep(max(next_ms - self.now_ms, 1) / 1000)
                    self.follow_real_time()
                else:
                    self._wait_for_standstill()
                    await woken.wait()
                    woken.clear()
                    if self.mode != LIVE:
                        self.follow_real_time()
                        self._jump_to(min(due_ms, self.limit_ms))
                if self.now_ms >= due_ms:
                    return
        finally:
            self._sleepers.remove(entry)
            self._wait_for_standstill()  # for the others

    def go_on(self) -> None:
        """All tasks wait: the earliest sleeper's turn, or the limit's."""
        if not self._sleepers or (self.holds and self.mode != LIVE):
            return  # a conversation that has begun is not cut off
        due_ms, _, woken = min(self._sleepers)
        if due_ms > self.now_ms >= self.limit_ms:
            self.stand_still()
        elif self.mode != LIVE:
            woken.set()

    def _can_jump_at_once(self, due_ms: int) -> bool:
        """Where nobody else has anything to do first. Now and then not: what comes from outside gets its turn."""
        if self.mode == LIVE or self.holds or due_ms > self.limit_ms or self._jumps >= _JUMPS_AT_ONCE:
            self._jumps = 0
            return False
        for entry in self._sleepers:
            if entry[0] <= due_ms:
                return False
        self._jumps += 1
        return of_this_loop().is_here()

    def _wait_for_standstill(self) -> None:
        """Live, sleepers wake by themselves until the limit."""
        if self._sleepers and (self.mode != LIVE or self.now_ms >= self.limit_ms):
            of_this_loop().wait(self)

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
