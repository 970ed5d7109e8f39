"""A TCP server in this process that leaves nothing behind: no task, no open connection."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def tcp_server(
    serve: Serve, *, host: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None
) -> AsyncIterator[int]:
    """The port. `serve` runs once a connection, which is closed when it returns; what still runs at the end is cut off.

    What `serve` raises is raised at the end, except that the other side went away.
    """
    tasks: set[asyncio.Task[None]] = set()

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(OSError, EOFError):
                await serve(reader, writer)
            writer.close()
        except BaseException:
            writer.transport.abort()
            raise
        finally:
            with suppress(OSError):
                await writer.wait_closed()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.create_task(one(reader, writer), name="connection"))

    # Not `serve` itself: what start_server makes a task of can neither be cancelled nor be waited for.
    server = await asyncio.start_server(accept, host, port, ssl=tls)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()
    faults = [error for error in ended if isinstance(error, Exception)]
    if faults:
        raise faults[0]
