"""Run the analyst from the first garden on, where no places ask for it earlier: a small computer has memory to save."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from stoep_gateway.errors import ConfigError
from stoep_gateway.records import SOIL_PROFILES
from stoep_gateway.registry.store import Registry

_LOG = logging.getLogger("stoep.supervise")
_POLL_S = 1.0  # a garden that was just enrolled has measured nothing yet


class Gardened:
    """part: runs until it is cancelled."""

    def __init__(self, part: Callable[[], Coroutine[Any, Any, None]], *, registry: Registry) -> None:
        self._part = part
        self._registry = registry
        self._stamp = (-1, -1, -1)

    async def run(self) -> None:
        """Until cancelled; then the part has ended."""
        while not self._has_garden():  # noqa: ASYNC110 - another process cannot set an event
            await asyncio.sleep(_POLL_S)
        await self._part()

    def _has_garden(self) -> bool:
        stamp = self._registry.stamp()
        if stamp == self._stamp:
            return False
        self._stamp = stamp
        try:
            devices = self._registry.load().values()
        except ConfigError as error:
            _LOG.error("%s", error)
            return False
        return any(device.profile.name in SOIL_PROFILES for device in devices)
