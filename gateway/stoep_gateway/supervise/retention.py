"""Have the archive forget what it has kept for as long as the operator says."""

import asyncio
import logging
import time
from collections.abc import Callable

from stoep_gateway.archive.writer import ArchiveWriter
from stoep_gateway.errors import RetryableError
from stoep_gateway.grid import DAY_S
from stoep_gateway.records import WIRE_EPOCH_S

_LOG = logging.getLogger("stoep.archive")
_ROUND_S = 3600.0
# Days that one round takes at most: a clock that is a year ahead for a night costs the oldest month, not everything.
_ROUND_DAYS = 4
_REST_S = 0.1  # what was measured meanwhile is stored between two steps


class Retention:
    """keep_days: 0 keeps for ever. now_s: wire time, None while nobody knows it: then nothing is deleted."""

    def __init__(self, archive: ArchiveWriter, *, keep_days: int, now_s: Callable[[], int | None]) -> None:
        self._archive = archive
        self._keep_days = keep_days
        self._now_s = now_s
        self.deleted = 0  # observations, since the start
        self.oldest_day: int | None = None  # counted from 1970; None: not looked yet, or there is none

    async def run(self) -> None:
        """For ever, until cancelled."""
        while True:
            try:
                await self.round()
            except RetryableError as error:
                _LOG.debug("%s", error)  # the archive's forwarder tells it already
            await asyncio.sleep(_ROUND_S)

    async def round(self) -> None:
        """Delete the oldest days that are too old. RetryableError."""
        oldest = self.oldest_day = await self._archive.oldest_day()
        now_s = self._now_s()
        if not self._keep_days or oldest is None or now_s is None:
            return
        first_day = min((now_s + WIRE_EPOCH_S) // DAY_S - self._keep_days, oldest + _ROUND_DAYS)
        if first_day <= oldest:
            return
        deleted = 0
        while not (step := await self._archive.expire(first_day=first_day)).is_done:
            deleted += step.observations
            await asyncio.sleep(_REST_S)
        self.deleted += deleted
        self.oldest_day = await self._archive.oldest_day()
        day = time.strftime("%Y-%m-%d", time.gmtime(first_day * DAY_S))
        _LOG.info("archive: %d observations from before %s deleted ([archive] keep_days)", deleted, day)
