"""Passwords are hashed one at a time, and only so many wait: each takes 19 MiB and most of a processor."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
WAITING_MAX = 4  # strangers; a Pi is through with them in a few seconds
_KNOWN_MAX = 12  # browsers that are known wait beside them


class BusyError(Exception):
    """Too many wait already."""


class Turns:
    """One for the process."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()
        self._waiting = 0

    async def run(self, work: Callable[[], T], *, is_known: bool) -> T:
        """What the work gives, done in a thread. BusyError."""
        if self._waiting >= (_KNOWN_MAX if is_known else WAITING_MAX):
            raise BusyError
        self._waiting += 1
        try:
            async with self._turn:
                return await asyncio.to_thread(work)
        finally:
            self._waiting -= 1
