"""Stands before an HTTP service that then stalls, breaks off an answer, answers something else, or is not there."""

import asyncio
import json
import re
import threading
from concurrent.futures import Future
from typing import Any

from stoep_testing.tcp_server import tcp_server

_LENGTH = re.compile(rb"^content-length: *(\d+)", re.IGNORECASE | re.MULTILINE)


class FaultyService:
    """Context manager, in a thread of its own. Each of its faults lasts until it is told to be `sound`."""

    def __init__(self, *, target_port: int) -> None:
        self._target_port = target_port
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._goes_on = asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._run(),), name="service")
        self._listening: Future[int] = Future()
        self._is_away = False
        self._breaks_off = False
        self._drops = False
        self._answer: bytes | None = None
        self._lies = False
        self.believed: list[dict[str, Any]] = []  # groups of a dataArray that it has confirmed and thrown away
        self.hits = 0  # requests and connections that met a fault
        self.port = 0

    def __enter__(self) -> "FaultyService":
        self._goes_on.set()
        self._thread.start()
        self.port = self._listening.result(timeout=60)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._goes_on.set)
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        self._loop.close()

    def sound(self) -> None:
        """No faults any more."""
        self._is_away = self._breaks_off = self._drops = self._lies = False
        self._answer = None
        self._loop.call_soon_threadsafe(self._goes_on.set)

    def stall(self) -> None:
        """Requests wait before they go on to the service, whoever has left meanwhile."""
        self._loop.call_soon_threadsafe(self._goes_on.clear)

    def go_away(self) -> None:
        """Every connection is closed at once."""
        self._is_away = True

    def drop(self) -> None:
        """Connections are reset once they have carried a request: the service does what was asked, nobody is told."""
        self._drops = True

    def break_off(self) -> None:
        """Answers end in the middle: what was asked for is done, and nobody is told."""
        self._breaks_off = True

    def answer(self, status: int, body: bytes = b"[]") -> None:
        """Requests get this answer and never reach the service."""
        self._answer = _response(status, body=body)

    def lie(self) -> None:
        """Observations are confirmed with a link for each, and thrown away."""
        self._lies = True

    async def _run(self) -> None:
        async with tcp_server(self._serve) as port:
            self._listening.set_result(port)
            await self._stop.wait()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_away:
            self.hits += 1
            return
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self._target_port)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._requests(reader, writer, there_writer), name="requests")
                group.create_task(self._answers(there_reader, writer), name="answers")
        except* (OSError, EOFError):
            pass
        finally:
            there_writer.close()

    async def _requests(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, there: asyncio.StreamWriter
    ) -> None:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            length = _LENGTH.search(head)
            body = await reader.readexactly(int(length[1])) if length else b""
            if not self._goes_on.is_set():
                self.hits += 1
                await self._goes_on.wait()
            if self._is_away:
                self.hits += 1
                raise EOFError
            if self._answer is not None:
                self.hits += 1
                writer.write(self._answer)
                await writer.drain()
                continue
            if self._lies and b"CreateObservations" in head.split(b"\r\n", 1)[0]:
                self.hits += 1
                groups = json.loads(body)
                self.believed += groups
                links = [f"http://city/Observations({at})" for at in range(sum(len(of["dataArray"]) for of in groups))]
                writer.write(_response(201, body=json.dumps(links).encode()))
                await writer.drain()
                continue
            there.write(head + body)
            await there.drain()
            if self._drops:
                self.hits += 1
                writer.transport.abort()
                raise EOFError

    async def _answers(self, there: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await there.read(65_536):
            if self._breaks_off:
                self.hits += 1
                writer.write(data[: len(data) // 2])
                await writer.drain()
                break
            writer.write(data)
            await writer.drain()
        raise EOFError


def _response(status: int, *, body: bytes) -> bytes:
    head = f"HTTP/1.1 {status} Fault\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n"
    wait = "retry-after: 1\r\n" if status in (429, 503) else ""
    return f"{head}{wait}\r\n".encode() + body
