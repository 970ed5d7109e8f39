"""Server-sent events: which version of the board there is. Many readers, one poll; a bounded number; ends when told.

Nothing but the version travels here: a reader fetches the page, which holds released data only.
"""

import asyncio
from collections.abc import AsyncIterator, Callable

from starlette.concurrency import run_in_threadpool

CLIENTS_MAX = 24  # of the 64 connections that the web process serves at once
_RETRY_MS = 5000
_SILENCE_MAX_S = 15  # then a comment: a reader that is gone is noticed when it cannot be sent
_LIFE_S = 900  # a reader comes back by itself


class News:
    """ask gives the version as a line of text; it may block and is called at most once in poll_s seconds."""

    def __init__(self, ask: Callable[[], str], *, poll_s: float = 1.0, clients_max: int = CLIENTS_MAX) -> None:
        self._ask = ask
        self._poll_s = poll_s
        self._clients_max = clients_max
        self._clients = 0
        self._stop = asyncio.Event()
        self._lock = asyncio.Lock()
        self._held: tuple[float, str] = (float("-inf"), "")

    @property
    def is_full(self) -> bool:
        """Whether a new reader has to do without."""
        return self._clients >= self._clients_max or self._stop.is_set()

    def stop(self) -> None:
        """Every reader's stream ends within one poll, also when another thread says so."""
        self._stop.set()

    async def events(self) -> AsyncIterator[bytes]:
        """The present version at once, then each new one."""
        if self.is_full:
            return
        self._clients += 1
        try:
            yield f"retry: {_RETRY_MS}\n\n".encode()
            loop = asyncio.get_running_loop()
            sent, sent_s, end_s = "", loop.time(), loop.time() + _LIFE_S
            while not self._stop.is_set() and loop.time() < end_s:
                version = await self._version()
                if version != sent:
                    sent, sent_s = version, loop.time()
                    yield f"id: {version}\nevent: board\ndata: {version}\n\n".encode()
                elif loop.time() - sent_s >= _SILENCE_MAX_S:
                    sent_s = loop.time()
                    yield b":\n\n"
                await self._wait()
        finally:
            self._clients -= 1

    async def _version(self) -> str:
        async with self._lock:
            now_s = asyncio.get_running_loop().time()
            if now_s - self._held[0] >= self._poll_s:
                self._held = (now_s, await run_in_threadpool(self._ask))
            return self._held[1]

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(self._poll_s):
                await self._stop.wait()
        except TimeoutError:
            return
