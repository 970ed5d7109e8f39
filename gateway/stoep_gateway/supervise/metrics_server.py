"""Serve /metrics and /healthz over HTTP/1.1, one request a connection: enough for Prometheus and a health check."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

from stoep_gateway.errors import ConfigError

_REQUEST_MAX_BYTES = 8192
_TIMEOUT_S = 5.0
_CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"  # Prometheus, exposition formats
_REASONS = {200: "OK", 404: "Not Found", 405: "Method Not Allowed", 503: "Service Unavailable"}

Page = Callable[[], Awaitable[tuple[int, bytes]]]


async def serve_metrics(*, host: str, port: int, pages: Mapping[str, Page]) -> None:
    """Until cancelled. pages: path -> (status, body). ConfigError: the address is taken."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            async with asyncio.timeout(_TIMEOUT_S):
                request = await reader.readuntil(b"\r\n\r\n")
                method, path = (*request.split(b" ", 2)[:2], b"")[:2]
                writer.write(await _response(method, path=path.split(b"?")[0].decode("latin-1"), pages=pages))
                await writer.drain()
        writer.close()

    try:
        server = await asyncio.start_server(answer, host, port, limit=_REQUEST_MAX_BYTES)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigError(f"cannot listen on {host}:{port} ({reason}): change [metrics] host and port") from error
    async with server:
        await server.serve_forever()


async def _response(method: bytes, *, path: str, pages: Mapping[str, Page]) -> bytes:
    if method not in (b"GET", b"HEAD"):
        status, body = 405, b"GET only\n"
    elif path in pages:
        status, body = await pages[path]()
    else:
        status, body = 404, b"/metrics and /healthz are here\n"
    kind = _CONTENT_TYPE if path == "/metrics" else "text/plain; charset=utf-8"
    head = (
        f"HTTP/1.1 {status} {_REASONS[status]}\r\nContent-Type: {kind}\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + (b"" if method == b"HEAD" else body)
