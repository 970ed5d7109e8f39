"""What every channel is owed, until it has arrived or was too old: at least once, whatever is killed in between."""

import asyncio
import logging
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from stoep_gateway.analyst.channel import Channel
from stoep_gateway.analyst.news import News
from stoep_gateway.backoff import delays_s
from stoep_gateway.errors import RetryableError
from stoep_gateway.grid import DAY_S
from stoep_gateway.outlook.delivery import Delivery
from stoep_gateway.outlook.writer import OutlookWriter

GIVE_UP_S = DAY_S  # news of yesterday's crowd helps nobody
_FIRST_S, _MAX_S = 5.0, 600.0
_LOOK_S = 60.0  # for what another wait has missed, such as a clock that was put back
_LOG = logging.getLogger("stoep.analyst")


class Deliveries:
    """news_of: None when the alert is no longer known. now_s: Unix seconds; is_clock_trusted: whether they tell an age.

    The writer is called in the loop: nothing else in this process hurries so much that it cannot wait for a disk.
    """

    def __init__(
        self,
        writer: OutlookWriter,
        *,
        channels: Mapping[str, Channel],
        news_of: Callable[[Delivery], News | None],
        now_s: Callable[[], float],
        is_clock_trusted: Callable[[], bool],
        rng: random.Random,
    ) -> None:
        self._writer = writer
        self._channels = channels
        self._news_of = news_of
        self._now_s = now_s
        self._is_clock_trusted = is_clock_trusted
        self._waits = partial(delays_s, first_s=_FIRST_S, max_s=_MAX_S, rng=rng)
        self._wake = {name: asyncio.Event() for name in channels}
        self.sent = dict.fromkeys(channels, 0)
        self.failed = dict.fromkeys(channels, 0)
        self.given_up = dict.fromkeys(channels, 0)

    def look(self) -> None:
        """There is news."""
        for event in self._wake.values():
            event.set()

    async def run(self) -> None:
        """Until cancelled. One task a channel: a slow one keeps nobody waiting."""
        self._drop_unknown()
        try:
            async with asyncio.TaskGroup() as group:
                for name in self._channels:
                    group.create_task(self._serve(name), name=f"channel {name}")
        finally:
            for channel in self._channels.values():
                await channel.close()

    async def _serve(self, name: str) -> None:
        waits = self._waits()
        while True:
            self._wake[name].clear()
            pause_s = _LOOK_S
            try:
                due = next_of(self._writer.waiting(), channel=name)
                ahead_s = due.next_s - self._now_s() if due else 0.0
                if due is not None and 0 < ahead_s <= _MAX_S:  # more: the clock was put back
                    pause_s = min(pause_s, ahead_s)
                elif due is not None:
                    pause_s = await self._try(due, waits=waits)
                    if not pause_s:
                        waits = self._waits()
            except RetryableError as error:  # of our own disk
                _LOG.error("%s", error)
                pause_s = next(waits)
            try:
                async with asyncio.timeout(pause_s):
                    await self._wake[name].wait()
            except TimeoutError:
                continue

    async def _try(self, due: Delivery, *, waits: Iterator[float]) -> float:
        """How long to wait now: 0 unless the channel has failed."""
        name = due.channel
        news = self._news_of(due)
        if news is None:
            return self._give_up(due, reason=due.reason or "this alert is not known any more")
        try:
            await self._channels[name].send(news)
        except RetryableError as error:
            self.failed[name] += 1
            # Judged after a try: whatever a clock says, what a channel takes is not lost.
            if self._is_clock_trusted() and self._now_s() - due.made_s > GIVE_UP_S:
                return self._give_up(replace(due, attempts=due.attempts + 1), reason=str(error))
            delay_s = next(waits)
            level = logging.DEBUG if due.attempts else logging.WARNING  # a line an attempt would be hundreds a day
            _LOG.log(level, "alert %s: %s cannot be told yet, trying for a day: %s", due.alert_id, name, error)
            later_s = int(self._now_s() + delay_s)
            self._writer.tried(replace(due, attempts=due.attempts + 1, next_s=later_s, reason=str(error)))
            return delay_s
        self.sent[name] += 1
        _LOG.info("alert %s: %s was told that it %s", due.alert_id, name, "ended" if due.is_end else "was raised")
        self._writer.tried(replace(due, attempts=due.attempts + 1, done_s=int(self._now_s()), reason=""))
        return 0.0

    def _give_up(self, due: Delivery, *, reason: str) -> float:
        self.given_up[due.channel] += 1
        _LOG.error("alert %s: %s was not told: %s", due.alert_id, due.channel, reason)
        self._writer.tried(replace(due, done_s=int(self._now_s()), is_given_up=True, reason=reason))
        return 0.0

    def _drop_unknown(self) -> None:
        """What channels that are no longer in stoep.toml are owed."""
        now_s = int(self._now_s())
        for due in self._writer.waiting():
            if due.channel not in self._channels:
                reason = "this channel is not in stoep.toml any more"
                self._writer.tried(replace(due, done_s=now_s, is_given_up=True, reason=reason))


def next_of(waiting: Iterable[Delivery], *, channel: str) -> Delivery | None:
    """What the channel is to be told next; that an alert ended never before that it was raised. Pure."""
    mine = [due for due in waiting if due.channel == channel]
    raised = {due.alert_id for due in mine if not due.is_end}
    free = [due for due in mine if not due.is_end or due.alert_id not in raised]
    return min(free, key=lambda due: due.next_s, default=None)
