"""The small HTTP server behind /metrics and /healthz."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from stoep_gateway.errors import ConfigError
from stoep_gateway.metrics import Sample, render
from stoep_gateway.supervise.metrics_server import serve_metrics
from support.ports import free_port
from support.waiting import LIMIT_S, until_listening

SAMPLES = (
    Sample(name="rows", help="rows", value=3, labels={"outcome": "kept"}),
    Sample(name="rows", help="rows", value=4, labels={"outcome": "open"}),
    Sample(name="messages", help="messages", value=7, kind="counter"),
)


async def metrics() -> tuple[int, bytes]:
    return 200, render(lambda: SAMPLES)


async def sick() -> tuple[int, bytes]:
    return 503, b"broker: not connected\n"


@pytest.fixture
async def url() -> AsyncIterator[str]:
    port = free_port()
    serving = asyncio.create_task(
        serve_metrics(host="127.0.0.1", port=port, pages={"/metrics": metrics, "/healthz": sick})
    )
    await until_listening(port)
    yield f"http://127.0.0.1:{port}"
    serving.cancel()
    await asyncio.wait([serving])


async def get(url: str, *, method: str = "GET") -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.AsyncHTTPTransport(retries=3), timeout=LIMIT_S) as client:
        return await client.request(method, url)


async def test_metrics_are_what_prometheus_reads(url: str) -> None:
    answer = await get(f"{url}/metrics")
    families = {family.name: family for family in text_string_to_metric_families(answer.text)}
    assert {sample.labels["outcome"]: sample.value for sample in families["stoep_rows"].samples} == {
        "kept": 3.0,
        "open": 4.0,
    }
    assert families["stoep_messages"].samples[0].value == 7.0


async def test_ill_health_is_said_with_its_status(url: str) -> None:
    answer = await get(f"{url}/healthz")
    assert (answer.status_code, answer.text) == (503, "broker: not connected\n")


async def test_other_paths_and_methods_are_refused(url: str) -> None:
    assert (await get(f"{url}/other")).status_code == 404
    assert (await get(f"{url}/metrics", method="POST")).status_code == 405


async def test_an_endless_request_is_cut_off(url: str) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rsplit(":", 1)[1]))
    writer.write(b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 4000)
    async with asyncio.timeout(LIMIT_S):
        with suppress(ConnectionResetError):
            assert await reader.read() == b""
    writer.close()


async def test_a_port_that_is_taken_is_an_error_with_the_remedy(url: str) -> None:
    port = int(url.rsplit(":", 1)[1])
    with pytest.raises(ConfigError, match=r"change \[metrics\] host and port"):
        await serve_metrics(host="127.0.0.1", port=port, pages={})
