"""A TCP server in this process that leaves nothing behind: no task, no open connection."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

_HAND_OVERS = 4  # turns of the loop until asyncio has handed over a connection that it has accepted
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def tcp_server(
    serve: Serve, *, host: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None
) -> AsyncIterator[int]:
    """The port. `serve` runs once a connection, which is closed when it returns; what still runs at the end is cut off.

    What `serve` raises is raised at the end, except that the other side went away.
    """
    connections: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
    is_over = False

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
        if is_over:  # on its way when it ended
            writer.transport.abort()
        else:
            connections[asyncio.create_task(one(reader, writer), name="connection")] = writer

    # Not `serve` itself: what start_server makes a task of can neither be cancelled nor be waited for.
    server = await asyncio.start_server(accept, host, port, ssl=tls)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        is_over = True
        await let_nobody_in(server)
        server.close()
        for task in connections:
            task.cancel()
        ended = await asyncio.gather(*connections, return_exceptions=True)
        for writer in connections.values():
            writer.transport.abort()  # of a task that was cancelled before it began
        await asyncio.sleep(0)  # they are closed a turn later
        await server.wait_closed()
    faults = [error for error in ended if isinstance(error, Exception)]
    if faults:
        raise faults[0]


async def let_nobody_in(server: asyncio.Server) -> None:
    """Before it is closed: a server that is closed drops what asyncio has accepted and not yet handed over."""
    for listener in server.sockets:
        asyncio.get_running_loop().remove_reader(listener.fileno())
    for _ in range(_HAND_OVERS):
        await asyncio.sleep(0)
