"""Serve an application over HTTP until told to stop; what is open is finished within three seconds."""

import asyncio
import os
import signal
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from stoep_gateway.errors import ConfigError

_STOP_S = 3  # uvicorn waits for open connections for ever without it
_BACKLOG = 128


def bind(host: str, port: int, *, section: str) -> socket.socket:
    """A listener. port 0: any free one. section: of stoep.toml. ConfigError when the address cannot be bound."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        # create_server adds the address to the system's words; a name that does not resolve has words of its own
        reason = error.strerror if isinstance(error, socket.gaierror) else os.strerror(error.errno or 0)
        raise ConfigError(
            f"{section}: cannot listen at {host}:{port}: {reason}; set another [{section}] host or port"
        ) from error


class PromptRequest(H11Protocol):
    """Whoever does not say what they want within ten seconds is hung up on: there are few connections.

    uvicorn waits for ever for the first request of a connection, and for the end of a head that has begun.
    """

    head_s = 10.0
    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._wait_no_more()
        else:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait_no_more()
        super().connection_lost(exc)

    def _wait(self) -> None:
        """From the first byte on, or the connection: more bytes give no more time."""
        if self._waiting is None:
            self._waiting = self.loop.call_later(self.head_s, self.transport.abort)

    def _wait_no_more(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None


async def serve_until_told(
    app: ASGIApp,
    *,
    listener: socket.socket,
    connections_max: int,
    tls: ssl.SSLContext | None = None,
    protocol: type[H11Protocol] = PromptRequest,
    trusted_proxy: str = "",
    on_stop: Callable[[], None] = lambda: None,
) -> None:
    """Until SIGTERM or SIGINT. connections_max: at once; more are told 503. tls: None for plain HTTP.

    trusted_proxy: addresses, with commas between, whose X-Forwarded-For and X-Forwarded-Proto are believed, "" for
    none: uvicorn itself believes everything on this machine. on_stop is called at the signal: to end answers that
    would go on for ever.
    """
    config = uvicorn.Config(
        app,
        http=protocol,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        ws="none",
        limit_concurrency=connections_max,
        timeout_graceful_shutdown=_STOP_S,
        proxy_headers=bool(trusted_proxy),
        forwarded_allow_ips=trusted_proxy,
        ssl_context_factory=(lambda *_: tls) if tls else None,
    )
    await _Server(config, on_stop=on_stop).serve(sockets=[listener])


class _Server(uvicorn.Server):
    """Stops at SIGTERM and SIGINT and returns, where uvicorn would raise the signal once more and die of it."""

    def __init__(self, config: uvicorn.Config, *, on_stop: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_stop = on_stop

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._on_stop()
        super().handle_exit(sig, frame)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        signals = (signal.SIGTERM, signal.SIGINT)
        for number in signals:
            loop.add_signal_handler(number, self.handle_exit, number, None)
        try:
            yield
        finally:
            for number in signals:
                loop.remove_signal_handler(number)
