"""Passwords are hashed one at a time, and only so many wait: each takes 19 MiB and most of a processor."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
WAITING_MAX = 4  # strangers
_KNOWN_MAX = 12  # browsers that are known wait beside them


class BusyError(Exception):
    """Too many wait already."""


class Turns:
    """One for the process. Its one thread keeps the memory of a hash for the next; several would keep several."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="passwords")
        self._waiting = 0

    async def run(self, work: Callable[[], T], *, is_known: bool) -> T:
        """What the work gives, done in the thread. BusyError."""
        if self._waiting >= (_KNOWN_MAX if is_known else WAITING_MAX):
            raise BusyError
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        finally:
            self._waiting -= 1
