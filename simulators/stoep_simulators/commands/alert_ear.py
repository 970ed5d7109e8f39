"""Hears what a gateway on this machine tells of crowds: takes its webhook, one JSON object a request."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime

_SIZE_MAX_BYTES = 16_384
_REQUEST_S = 10.0
_TAKEN = b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"
_REFUSED = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """An alert that was raised. raised_s, expected_s: Unix."""

    id: str
    title: str
    level: str
    raised_s: int
    expected_s: int
    within_min: int
    chance: float

    @property
    def lead_min(self) -> int:
        """How long before the level was expected it was raised."""
        return max(0, self.expected_s - self.raised_s) // 60


class AlertEar:
    """raised: alerts in the order in which they came, each once."""

    def __init__(self) -> None:
        self.raised: list[Heard] = []
        self.port = 0

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """On a free port of this machine."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield
        finally:
            server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with closing(writer):
            try:
                async with asyncio.timeout(_REQUEST_S):
                    self._note(await _body(reader))
                    answer = _TAKEN
            except (ValueError, KeyError, TypeError):
                answer = _REFUSED
            except (OSError, EOFError, TimeoutError):
                return
            writer.write(answer)

    def _note(self, body: bytes) -> None:
        told = json.loads(body)
        if told["event"] != "raised" or told["id"] in (heard.id for heard in self.raised):
            return
        self.raised.append(
            Heard(
                id=told["id"],
                title=told["title"],
                level=told["level"],
                raised_s=_unix(told["raised"]),
                expected_s=_unix(told["expected"]),
                within_min=told["within_min"],
                chance=told["chance"],
            )
        )


async def _body(reader: asyncio.StreamReader) -> bytes:
    """Of one request. ValueError: none that a gateway sends."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    lengths = [line.partition(":")[2].strip() for line in head.splitlines() if line.startswith("content-length:")]
    size = int(lengths[0]) if lengths else 0
    if size > _SIZE_MAX_BYTES:
        raise ValueError("too long")
    return await reader.readexactly(size)


def _unix(text: str) -> int:
    return int(datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp())
