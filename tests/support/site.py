"""A site that answers on a real port while a test runs, and one that is asked without any socket."""

import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import httpx
import uvicorn
from starlette.types import ASGIApp

from support.waiting import LIMIT_S


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """The address, without a slash at its end."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(app, lifespan="off", log_config=None)
        server = _Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="site", daemon=True)
        thread.start()
        if not server.is_up.wait(LIMIT_S):
            raise TimeoutError("the site did not start")
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            getattr(app, "stop", lambda: None)()  # streams of events
            server.should_exit = True  # when the answers under way are out and every connection is closed
            thread.join(LIMIT_S)
            assert not thread.is_alive(), "the site did not stop"


@asynccontextmanager
async def asking(
    app: ASGIApp, *, base: str = "http://stoep.test", address: str = "127.0.0.1"
) -> AsyncIterator[httpx.AsyncClient]:
    """A client that keeps cookies, as a browser does. Defects in the app are answered, not raised."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False, client=(address, 123))
    async with httpx.AsyncClient(transport=transport, base_url=base) as client:
        yield client


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_up = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.is_up.set()
