"""The web process: a real one, with a real port, told to stop."""

import asyncio
import socket
import sys
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from stoep_gateway.desk.desk import Desk
from stoep_gateway.errors import ConfigError
from stoep_gateway.web.serve import serve
from support.waiting import LIMIT_S

_PROGRAM = """
import asyncio, sys
from pathlib import Path
from stoep_gateway.desk.desk import Desk
from stoep_gateway.web.serve import serve
folder = Path(sys.argv[1])
desk = Desk(folder / "desk" / "desk.db", keep_days=180)
desk.prepare()
asyncio.run(serve(archive_path=folder / "archive.db", host="127.0.0.1", port=0, gateway_name="Test",
                  desk=desk, trusted_proxy=sys.argv[2], on_ready=lambda address: print(address, flush=True)))
print("stopped", flush=True)
"""


@asynccontextmanager
async def served(folder: Path, *, trusted_proxy: str = "") -> AsyncIterator[tuple[httpx.AsyncClient, Process]]:
    """The site in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _PROGRAM, str(folder), trusted_proxy, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(LIMIT_S):
            address = (await process.stdout.readline()).decode().strip()
            async with httpx.AsyncClient(base_url=address, timeout=LIMIT_S) as client:
                yield client, process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_it_answers_and_a_stop_lets_it_end_by_itself_although_a_reader_keeps_its_connection(
    tmp_path: Path,
) -> None:
    async with served(tmp_path) as (client, process):
        assert process.stdout is not None
        answer = await client.get("/healthz")
        assert answer.json() == {"web": "ok", "archive": "away"}
        async with client.stream("GET", "/crowd/events") as events:  # one that would go on for a quarter of an hour
            lines = events.aiter_lines()
            assert await anext(lines) == "retry: 5000"
            process.terminate()
            assert {line async for line in lines} <= {"", "id: 0.0", "event: board", "data: 0.0"}
            assert await process.stdout.readline() == b"stopped\n"
            assert await process.wait() == 0


FROM_PROXY = {"host": "stoep.test", "x-forwarded-for": "203.0.113.9", "x-forwarded-proto": "https"}


async def test_only_a_proxy_that_is_trusted_is_believed_about_tls_and_about_who_asks(tmp_path: Path) -> None:
    form = {"name": "nobody", "password": "guess"}
    async with served(tmp_path) as (client, _):
        assert (await client.get("/desk/login", headers=FROM_PROXY)).status_code == 403
        assert (await client.get("/desk/login")).status_code == 200, "a browser on this machine"
    async with served(tmp_path, trusted_proxy="127.0.0.1") as (client, _):
        assert (await client.get("/desk/login", headers=FROM_PROXY)).status_code == 200
        for other in (
            {"x-forwarded-proto": "http"},
            {"x-forwarded-proto": "http", "x-forwarded-for": "127.0.0.1", "host": "localhost"},
            {"x-forwarded-proto": ""},
        ):
            assert (await client.get("/desk/login", headers=FROM_PROXY | other)).status_code == 403
        for number in range(21):
            headers = FROM_PROXY | {"sec-fetch-site": "same-origin"}
            answer = await client.post("/desk/login", data=form | {"name": f"nobody-{number}"}, headers=headers)
        assert answer.status_code == 429, "twenty from one address"
        headers |= {"x-forwarded-for": "203.0.113.9, 203.0.113.10"}
        assert (await client.post("/desk/login", data=form, headers=headers)).status_code == 403, "the proxy's word"
    async with served(tmp_path, trusted_proxy="10.0.0.5, 127.0.0.1") as (client, _):
        for chain, status in (
            ("203.0.113.9", 429),
            ("203.0.113.10, 203.0.113.9", 429),  # what the visitor wrote, then what the first proxy saw
            ("203.0.113.10, 203.0.113.9, 10.0.0.5", 429),
            ("203.0.113.9, 203.0.113.11", 403),
        ):
            answer = await client.post("/desk/login", data=form, headers=headers | {"x-forwarded-for": chain})
            assert answer.status_code == status, chain


async def test_over_ipv6_a_proxy_tells_the_network_that_asks(tmp_path: Path) -> None:
    async with served(tmp_path, trusted_proxy="127.0.0.1") as (client, _):
        desk = Desk(tmp_path / "desk" / "desk.db", keep_days=180)
        for number in range(20):
            desk.admit(f"nobody-{number}", address=f"2001:db8::{number}", browser="", now_s=int(time.time()))
        for address, status in (("2001:db8::ff", 429), ("[2001:db8::fe]:4711", 429), ("2001:db8:0:1::1", 403)):
            headers = FROM_PROXY | {"sec-fetch-site": "same-origin", "x-forwarded-for": f"203.0.113.9, {address}"}
            form = {"name": "nobody", "password": "guess"}
            answer = await client.post("/desk/login", data=form, headers=headers)
            assert answer.status_code == status, address


async def test_a_port_that_is_taken_is_one_line_that_says_what_where_and_what_to_do(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigError) as caught:
            await serve(archive_path=tmp_path / "archive.db", host="127.0.0.1", port=port, gateway_name="Test")
    assert (
        str(caught.value)
        == f"web: cannot listen at 127.0.0.1:{port}: Address already in use; set another [web] host or port"
    )
