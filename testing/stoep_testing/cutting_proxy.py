"""A TCP proxy that loses the answer to a chosen request: stored over there, never seen here. Or lets nobody through."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from types import TracebackType

from stoep_testing.tcp_server import tcp_server


class CuttingProxy:
    """Async context manager on a free port. Requests whose bytes hold `cut_at` are cut when their answer arrives."""

    def __init__(self, *, target_port: int, target_host: str = "127.0.0.1") -> None:
        self._target_port = target_port
        self._target_host = target_host
        self._opened = AsyncExitStack()
        self._cut_at = b""
        self._left = 0
        self._on_cut: Callable[[], None] | None = None
        self.port = 0
        self.is_away = False  # hang up on everybody
        self.hold_s = 0.0  # how long a request that holds `cut_at` waits before it goes on, whoever has left meanwhile
        self.goes_on = asyncio.Event()  # once set, such a request waits no longer
        self.requests: list[bytes] = []  # first lines of what was asked for

    def cut(self, cut_at: bytes, *, times: int = 1, on_cut: Callable[[], None] | None = None) -> None:
        """Lose the next answers to requests that hold these bytes; on_cut runs before the connection is closed."""
        self._cut_at, self._left, self._on_cut = cut_at, times, on_cut

    async def __aenter__(self) -> "CuttingProxy":
        self.port = await self._opened.enter_async_context(tcp_server(self._serve))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._opened.aclose()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.is_away:
            return
        there_reader, there_writer = await asyncio.open_connection(self._target_host, self._target_port)
        doomed = asyncio.Event()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._requests(reader, there_writer, doomed), name="requests")
                group.create_task(self._answers(there_reader, writer, doomed), name="answers")
        except* OSError:
            pass
        finally:
            there_writer.close()

    async def _requests(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, doomed: asyncio.Event
    ) -> None:
        while data := await reader.read(65536):
            if data.startswith((b"GET ", b"POST ")):
                self.requests.append(data.split(b"\r\n", 1)[0])
            if self._left and self._cut_at in data:
                self._left -= 1
                doomed.set()
                with suppress(TimeoutError):
                    async with asyncio.timeout(self.hold_s):
                        await self.goes_on.wait()
            writer.write(data)
            await writer.drain()
        if not doomed.is_set():  # else the answer ends it: some servers drop the request of a peer that has left
            writer.close()

    async def _answers(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, doomed: asyncio.Event) -> None:
        while data := await reader.read(65536):
            if doomed.is_set():
                if self._on_cut:
                    self._on_cut()
                break
            writer.write(data)
            await writer.drain()
        writer.close()
