"""What an HTTP answer means for what was sent."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from stoep_gateway.backends.http_service import HttpService, RefusedError
from stoep_gateway.errors import RetryableError
from stoep_testing.tcp_server import tcp_server
from support.waiting import LIMIT_S


class Scripted:
    """A server that gives one answer to everything, or none, and remembers the request."""

    def __init__(self, answer: bytes | None) -> None:
        self._answer = answer
        self.request = b""
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.request = await reader.readuntil(b"\r\n\r\n")
        if self._answer is None:
            await reader.read()  # until the other side gives up
        else:
            writer.write(self._answer)
            await writer.drain()


@asynccontextmanager
async def scripted(answer: bytes | None) -> AsyncIterator[Scripted]:
    script = Scripted(answer)
    async with tcp_server(script.serve) as port:
        script.url = f"http://127.0.0.1:{port}/v1.1"
        yield script


def answer(status: int, body: bytes = b"[]") -> bytes:
    return b"HTTP/1.1 %d X\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (status, len(body), body)


async def post_to(script: Scripted, *, token: str = "", timeout_s: float = LIMIT_S) -> None:
    service = HttpService(script.url, token=token, timeout_s=timeout_s)
    try:
        await service.post("CreateObservations", body=[])
    finally:
        await service.close()


@pytest.mark.parametrize("status", [301, 401, 403, 404, 405, 408, 429, 500, 502, 503])
async def test_what_may_be_better_later_is_kept(status: int) -> None:
    async with scripted(answer(status)) as script:
        with pytest.raises(RetryableError, match=f"HTTP {status}"):
            await post_to(script)


@pytest.mark.parametrize(("status", "after_s"), [(429, 30.0), (503, 30.0), (500, 0.0), (404, 0.0)])
async def test_a_busy_service_says_when_it_wants_to_be_asked_again(status: int, after_s: float) -> None:
    said = answer(status).replace(b"Connection", b"retry-after: 30\r\nConnection")
    async with scripted(said) as script:
        with pytest.raises(RetryableError) as caught:
            await post_to(script)
    assert caught.value.after_s == after_s


@pytest.mark.parametrize("status", [400, 409, 413, 422])
async def test_what_is_our_fault_is_refused(status: int) -> None:
    async with scripted(answer(status)) as script:
        with pytest.raises(RefusedError):
            await post_to(script)


async def test_a_server_that_never_answers_is_given_up_after_the_time_out() -> None:
    async with scripted(None) as script:
        with pytest.raises(RetryableError, match="no answer"):
            await post_to(script, timeout_s=0.1)


async def test_an_answer_that_breaks_off_is_no_answer() -> None:
    async with scripted(answer(201, b"[1, 2, 3]")[:-2]) as script:
        with pytest.raises(RetryableError, match="no connection"):
            await post_to(script)


async def test_the_token_goes_as_bearer_token_and_into_no_message() -> None:
    async with scripted(answer(401)) as script:
        with pytest.raises(RetryableError) as caught:
            await post_to(script, token="geheim")
        assert b"authorization: bearer geheim" in script.request.lower()
    assert "geheim" not in str(caught.value)


async def test_a_page_that_is_not_json_is_kept_for_later() -> None:
    async with scripted(answer(200, b"<html>")) as script:
        service = HttpService(script.url, token="", timeout_s=LIMIT_S)
        with pytest.raises(RetryableError, match="not JSON"):
            await service.get("Things", params={})
        await service.close()
