"""Get the broker going again when its store is in the way: full disk, reached limit, damaged files.

NATS 2.15 does not by itself: after one failed write it refuses every message until it is started again, and once its
store has reached its limit it lets nobody connect, not even the gateway that would empty it. What it holds may go:
devices keep their rows until the gateway has settled them.
"""

import asyncio
import logging
import os
import shutil
from collections.abc import Callable
from pathlib import Path

_LOG = logging.getLogger("stoep.supervise")
_ROOM_BYTES = 2 * 1024 * 1024  # NATS writes its store in blocks of up to some hundred kilobytes
_POLL_S = 2.0
_PAUSE_S = 10.0  # between two starts, should it happen again at once

# What NATS 2.15.1 says, in lower case, when a write failed, at its limit, and when it cannot read what it wrote.
_WRITE_ERRORS = ("critical write error",)
_FULL = ("resource limits exceeded", "insufficient resources (10023)")
_DAMAGED = ("can't start jetstream",)


def is_store_trouble(line: str) -> bool:
    """Does this line of the broker's log tell of it?"""
    lower = line.lower()
    return any(words in lower for words in (*_WRITE_ERRORS, *_FULL, *_DAMAGED))


class StoreWatch:
    """folder: the broker's; restart: ends the broker, which its supervisor starts again."""

    def __init__(self, folder: Path, *, restart: Callable[[], None]) -> None:
        self._folder = folder
        self._restart = restart
        self._trouble = asyncio.Event()
        self._empty_next = False

    def heard(self, line: str) -> None:
        """A line of the broker's log."""
        if is_store_trouble(line):
            self._empty_next = True
            self._trouble.set()

    def before_start(self) -> None:
        """Call before every start of the broker: empties the store if it was in the way."""
        if self._empty_next:
            shutil.rmtree(self._folder / "store", ignore_errors=True)
            self._empty_next = False

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._trouble.wait()
            if not has_room(self._folder):
                where = self._folder
                _LOG.error("broker cannot write in %s: free some room on that disk; rows wait on the devices", where)
            while not has_room(self._folder):  # noqa: ASYNC110 - a disk sets no event
                await asyncio.sleep(_POLL_S)
            _LOG.warning("broker's store is in its way: emptied, rows wait on the devices and come again")
            self._restart()
            await asyncio.sleep(_PAUSE_S)
            self._trouble.clear()


def has_room(folder: Path) -> bool:
    """There is space, and the disk is not read-only."""
    try:
        return shutil.disk_usage(folder).free >= _ROOM_BYTES and not os.statvfs(folder).f_flag & os.ST_RDONLY
    except OSError:
        return False
