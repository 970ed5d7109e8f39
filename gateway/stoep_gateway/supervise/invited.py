"""Run the enrolment part only while there are codes to redeem, or to say what became of them."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from stoep_gateway.errors import ConfigError
from stoep_gateway.registry.invite import KEPT_S
from stoep_gateway.registry.invites import Invites

_LOG = logging.getLogger("stoep.supervise")
_POLL_S = 1.0  # how soon a new code is good


class Invited:
    """part: runs until it is cancelled, and has ended then. now_s: Unix time."""

    def __init__(
        self, part: Callable[[], Coroutine[Any, Any, None]], *, invites: Invites, now_s: Callable[[], float]
    ) -> None:
        self._part = part
        self._invites = invites
        self._now_s = now_s
        self._stamp = (-1, -1, -1)
        self._until_s = 0

    async def run(self) -> None:
        """Until cancelled; then the part has ended."""
        while True:
            await self._until(is_wanted=True)
            async with asyncio.TaskGroup() as group:
                running = group.create_task(self._part(), name="enrolment")
                await self._until(is_wanted=False)
                running.cancel()

    async def _until(self, *, is_wanted: bool) -> None:
        while self._is_wanted() is not is_wanted:  # noqa: ASYNC110 - another process cannot set an event
            await asyncio.sleep(_POLL_S)

    def _is_wanted(self) -> bool:
        stamp = self._invites.stamp()
        if stamp != self._stamp:
            self._stamp = stamp
            try:
                self._until_s = max((each.ended_s + KEPT_S for each in self._invites.load()), default=0)
            except ConfigError as error:
                self._until_s = 0
                _LOG.error("%s", error)
        return self._now_s() < self._until_s
