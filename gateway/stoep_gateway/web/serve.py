"""The web process: bind, serve until told to stop, finish what is open within three seconds."""

import asyncio
import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from stoep_gateway.errors import ConfigError
from stoep_gateway.web.app import create
from stoep_gateway.web.archive import opener

_STOP_S = 3  # uvicorn waits for open connections for ever without it
_READERS_MAX = 64  # at once; more are told 503, a Pi has to keep measuring
_BACKLOG = 128


class _Server(uvicorn.Server):
    """Stops at SIGTERM and SIGINT and returns, where uvicorn would raise the signal once more and die of it."""

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


async def serve(
    *,
    archive_path: Path,
    host: str,
    port: int,
    gateway_name: str,
    on_ready: Callable[[str], None] = lambda address: None,
) -> None:
    """Serve until SIGTERM or SIGINT. port 0: any free one. ConfigError when the address cannot be bound.

    on_ready hears the address, as http://host:port/, once it is bound.
    """
    listener = _bind(host, port)
    with listener:
        config = uvicorn.Config(
            create(opener(archive_path), gateway_name=gateway_name),
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            ws="none",
            limit_concurrency=_READERS_MAX,
            timeout_graceful_shutdown=_STOP_S,
        )
        on_ready(f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}/")
        await _Server(config).serve(sockets=[listener])


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        # create_server adds the address to the system's words; a name that does not resolve has words of its own
        reason = error.strerror if isinstance(error, socket.gaierror) else os.strerror(error.errno or 0)
        raise ConfigError(f"web: cannot listen at {host}:{port}: {reason}; set another [web] host or port") from error
