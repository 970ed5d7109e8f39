"""A way to a back-end that can be cut: a port of this machine before it, where connections are then refused."""

import asyncio
import ipaddress
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from stoep_simulators.scenarios.between import Place, join

_HERE = "127.0.0.1"
_HTTP_PORT = 80
_PORTS = {"postgres": 5432, "mqtt": 1883}  # docs/backends.md: without TLS, where a table names none
_READ_BYTES = 65_536


class NoWayError(Exception):
    """Nobody can stand before this back-end. The message says why."""


def place_of(table: Mapping[str, Any]) -> Place:
    """Where the back-end of a `[[backend]]` table is: by its `url`, or its `host` and `port`. NoWayError."""
    url, host = table.get("url"), table.get("host")
    if isinstance(url, str):
        parts = urlsplit(url)
        if parts.scheme == "http" and parts.hostname:
            return parts.hostname, parts.port or _HTTP_PORT
        raise NoWayError("nobody can stand on a way with TLS: give it an http:// address")
    if not isinstance(host, str) or host.startswith("/"):
        raise NoWayError("is not reached by TCP: it has neither url nor host")
    if table.get("tls", "ca_file" in table or not _is_local(host)):
        raise NoWayError("nobody can stand on a way with TLS: give it tls = false")
    port = table.get("port", _PORTS.get(str(table.get("type"))))
    if not isinstance(port, int):
        raise NoWayError("give it a port")
    return host, port


def led_by(table: Mapping[str, Any], *, place: Place) -> dict[str, Any]:
    """The same table, with the way's place for the back-end's own."""
    host, port = place
    if not isinstance(table.get("url"), str):
        return {**table, "host": host, "port": port}
    parts = urlsplit(table["url"])
    user, at, _ = parts.netloc.rpartition("@")
    return {**table, "url": urlunsplit(parts._replace(netloc=f"{user}{at}{host}:{port}"))}


class BackendWay:
    """Carries bytes until it is cut: then connections are refused, and of the open ones the next answer is lost."""

    def __init__(self, there: Place, *, port: int) -> None:
        self.place = (_HERE, port)
        self._there = there
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()
        self._is_cut = False

    def cut(self) -> None:
        """From now on the back-end is away."""
        self._is_cut = True
        if self._server is not None:
            self._server.close()
            self._server = None

    async def mend(self) -> None:
        """It is there again. Nothing that was open before goes on."""
        await self._end_all()
        self._is_cut = False
        self._server = await asyncio.start_server(self._accept, sock=_bound(self.place[1]))

    async def close(self) -> None:
        """Nothing is listening or open any more."""
        self.cut()
        await self._end_all()

    async def _end_all(self) -> None:
        for task in tuple(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._connect(reader, writer), name="way to a back-end")
        self._open.add(task)
        task.add_done_callback(self._open.discard)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        up, down = partial(self._carry, is_answer=False), partial(self._carry, is_answer=True)
        await join(reader, writer, there=self._there, upwards=up, downwards=down)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, is_answer: bool) -> None:
        while data := await reader.read(_READ_BYTES):
            if is_answer and self._is_cut:
                writer.transport.abort()
                raise ConnectionResetError
            writer.write(data)
            await writer.drain()
        writer.close()


@asynccontextmanager
async def way_to(there: Place) -> AsyncIterator[BackendWay]:
    """One that is not cut."""
    # It listens on nothing, so that nobody else gets the port while the way is cut.
    with _bound(0) as holding:
        way = BackendWay(there, port=int(holding.getsockname()[1]))
        await way.mend()
        try:
            yield way
        finally:
            await way.close()


def _bound(port: int) -> socket.socket:
    """To this port, beside who holds it; 0: to a free one."""
    found = socket.socket()
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    found.bind((_HERE, port))
    return found


def _is_local(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
