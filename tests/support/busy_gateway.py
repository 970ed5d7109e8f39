"""A gateway with everything under way that a stop could have to wait for."""

import socket
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path

from stoep_gateway.registry.master import load_master
from support.gateway import Gateway
from support.ports import free_port
from support.waiting import LIMIT_S
from support.wire_client import WireClient
from support.wire_device import WireDevice

ROWS = 6  # half of them wait for the back-ends, half are in memory only
_NOON_S = 150_000_000
_STALLING = 8  # one after the other they would take longer than a stop may


@asynccontextmanager
async def busy_gateway(folder: Path, *, environment: Mapping[str, str] | None = None) -> AsyncIterator[Gateway]:
    """Back-ends that stall in the middle of a send or are away, with a backlog; a device that talks; open pages."""
    with ExitStack() as held:
        silent = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(_STALLING + 2)]
        ports = [each.getsockname()[1] for each in silent]
        backends = [
            {"name": "away", "type": "sensorthings", "url": f"http://127.0.0.1:{free_port()}/v1.1"},
            {"name": "table", "type": "postgres", "host": "127.0.0.1", "port": ports[-1], "database": "x", "user": "x"},
            {"name": "pack", "type": "mqtt", "host": "127.0.0.1", "port": ports[-2]},
            {"name": "files", "type": "csv"},
            *(
                {"name": f"stalls-{at}", "type": "sensorthings", "url": f"http://127.0.0.1:{ports[at]}/v1.1"}
                for at in range(_STALLING)
            ),
        ]
        settings = {"journal": {"commit_interval_s": 3600.0}}
        gateway = held.enter_context(Gateway(folder, settings=settings, backends=backends, environment=environment))
        bundle = gateway.enroll("garden-7", profile="soil")
        device = WireDevice("garden-7", master=load_master(gateway.state_dir))
        gateway.start()
        async with WireClient(device, bundle=bundle) as client:
            await _tell(client, device, rows=ROWS // 2)
        gateway.stop()
        gateway.start()
        for listener in silent:
            held.enter_context(_asked(listener))
        for page in ("/", "/healthz"):
            held.enter_context(_opened(gateway, page))
        async with WireClient(device, bundle=bundle) as client:
            await _tell(client, device, rows=ROWS)
            yield gateway


async def _tell(client: WireClient, device: WireDevice, *, rows: int) -> None:
    """Until the gateway has seen them; it settles none."""
    await client.say(device.hello(next_row=rows + 1))
    taken = [(_NOON_S + 600 * row, (1500, 180, 150, 200, 600)) for row in range(rows)]
    reply = await client.say(device.rows(1, taken))
    assert reply.seen == rows


@contextmanager
def _asked(listener: socket.socket) -> Iterator[None]:
    """A connection on which something has been asked and nobody answers."""
    listener.settimeout(LIMIT_S)
    connection, _ = listener.accept()
    with connection:
        connection.settimeout(LIMIT_S)
        assert connection.recv(1)
        yield


@contextmanager
def _opened(gateway: Gateway, page: str) -> Iterator[None]:
    """Somebody asks for a page in half a sentence, another one has it and keeps the connection."""
    gateway.wait_until(lambda: "pages at" in gateway.log.read_text(), what="pages")
    with (
        socket.create_connection(("127.0.0.1", gateway.web_port)) as half,
        socket.create_connection(("127.0.0.1", gateway.web_port)) as whole,
    ):
        half.sendall(f"GET {page} HTTP/1.1\r\nHost: x\r\n".encode())
        whole.sendall(f"GET {page} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        whole.settimeout(LIMIT_S)
        assert whole.recv(1)
        yield
