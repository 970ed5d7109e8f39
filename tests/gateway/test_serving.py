"""Connections that keep a place and want nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from stoep_gateway.serving import PromptRequest, bind
from support.waiting import LIMIT_S

_WHOLE = b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n"


class Hasty(PromptRequest):
    """Loses its patience sooner."""

    head_s = 0.05


async def answer(request: Request) -> Response:
    return PlainTextResponse("here")


@asynccontextmanager
async def connected(protocol: type[PromptRequest]) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """To a site that hangs up as the protocol does."""
    with bind("127.0.0.1", 0, section="web") as listener:
        config = uvicorn.Config(
            Starlette(routes=[Route("/", answer)]),
            http=protocol,
            lifespan="off",
            log_config=None,
            timeout_keep_alive=600,
        )
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server._serve([listener]), name="site")
        try:
            async with asyncio.timeout(LIMIT_S):
                reader, writer = await asyncio.open_connection(*listener.getsockname()[:2])
                yield reader, writer
                writer.close()
        finally:
            server.should_exit = True
            await serving


async def ended(reader: asyncio.StreamReader) -> bytes:
    """What still comes until the other side hangs up."""
    try:
        return await reader.read()
    except ConnectionResetError:
        return b""


@pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1\r\nhost: local"])
async def test_who_does_not_say_what_they_want_is_hung_up_on(said: bytes) -> None:
    async with connected(Hasty) as (reader, writer):
        writer.write(said)
        assert await ended(reader) == b""


async def test_one_byte_after_the_other_gives_no_more_time() -> None:
    async with connected(Hasty) as (reader, writer):
        ending = asyncio.create_task(ended(reader), name="ending")
        while not ending.done():
            writer.write(b"x")
            await asyncio.sleep(0)
        assert ending.result() == b""


async def test_who_asked_and_begins_to_ask_again_has_as_long_once_more() -> None:
    class Tiring(PromptRequest):
        """Has all the time for the first request: a busy machine may take longer to ask than `Hasty` waits."""

        head_s = LIMIT_S

    async with connected(Tiring) as (reader, writer):
        writer.write(_WHOLE)
        assert (await reader.readuntil(b"here")).startswith(b"HTTP/1.1 200")
        Tiring.head_s = Hasty.head_s
        writer.write(_WHOLE[:20])
        assert await ended(reader) == b""


async def test_who_says_it_in_pieces_is_answered() -> None:
    async with connected(PromptRequest) as (reader, writer):
        for at in range(len(_WHOLE)):
            writer.write(_WHOLE[at : at + 1])
            await writer.drain()
        assert (await reader.readuntil(b"here")).startswith(b"HTTP/1.1 200")
