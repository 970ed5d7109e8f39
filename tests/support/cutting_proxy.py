"""A TCP proxy that loses the answer to a chosen request: stored over there, never seen here."""

import asyncio
from collections.abc import Callable
from types import TracebackType


class CuttingProxy:
    """Async context manager on a free port. Requests whose bytes hold `cut_at` are cut when their answer arrives."""

    def __init__(self, *, target_port: int) -> None:
        self._target_port = target_port
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._cut_at = b""
        self._left = 0
        self._on_cut: Callable[[], None] | None = None
        self.port = 0
        self.requests: list[bytes] = []  # first lines of what was asked for

    def cut(self, cut_at: bytes, *, times: int = 1, on_cut: Callable[[], None] | None = None) -> None:
        """Lose the next answers to requests that hold these bytes; on_cut runs before the connection is closed."""
        self._cut_at, self._left, self._on_cut = cut_at, times, on_cut

    async def __aenter__(self) -> "CuttingProxy":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for writer in tuple(self._writers):
            writer.close()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self._target_port)
        except OSError:
            self._drop(writer)
            return
        self._writers.add(there_writer)
        doomed = asyncio.Event()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._requests(reader, there_writer, doomed), name="requests")
                group.create_task(self._answers(there_reader, writer, doomed), name="answers")
        except* OSError:
            pass
        finally:
            self._drop(writer)
            self._drop(there_writer)

    async def _requests(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, doomed: asyncio.Event
    ) -> None:
        while data := await reader.read(65536):
            if data.startswith((b"GET ", b"POST ")):
                self.requests.append(data.split(b"\r\n", 1)[0])
            if self._left and self._cut_at in data:
                self._left -= 1
                doomed.set()
            writer.write(data)
            await writer.drain()
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

    def _drop(self, writer: asyncio.StreamWriter) -> None:
        writer.close()
        self._writers.discard(writer)
