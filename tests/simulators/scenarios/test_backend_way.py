"""A way to a back-end: what goes through, what it is like when it is cut, and before which back-ends it can stand."""

import asyncio
from typing import Any

import pytest

from stoep_simulators.scenarios.backend_way import NoWayError, led_by, place_of, way_to
from stoep_testing.tcp_server import tcp_server
from support.waiting import LIMIT_S


class Echo:
    """Answers each line with it, and knows how many it has got."""

    def __init__(self) -> None:
        self.lines = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            self.lines += 1
            writer.write(line)
            await writer.drain()


async def test_a_cut_way_loses_the_answer_to_what_was_under_way_then_refuses_and_goes_on_when_it_is_mended() -> None:
    echo = Echo()
    async with asyncio.timeout(LIMIT_S), tcp_server(echo.serve) as port, way_to(("127.0.0.1", port)) as way:
        reader, writer = await asyncio.open_connection(*way.place)
        writer.write(b"a\n")
        assert await reader.readline() == b"a\n"
        way.cut()
        writer.write(b"b\n")
        assert await reader.read() == b""
        writer.close()
        assert echo.lines == 2
        for _ in range(2):
            with pytest.raises(ConnectionRefusedError):
                await asyncio.open_connection(*way.place)
        await way.mend()
        reader, writer = await asyncio.open_connection(*way.place)
        writer.write(b"c\n")
        assert await reader.readline() == b"c\n"
        writer.close()


async def test_what_was_open_before_a_cut_does_not_go_on_after_it() -> None:
    async with asyncio.timeout(LIMIT_S), tcp_server(Echo().serve) as port, way_to(("127.0.0.1", port)) as way:
        reader, writer = await asyncio.open_connection(*way.place)
        writer.write(b"a\n")
        await reader.readline()
        way.cut()
        await way.mend()
        assert await reader.read() == b""
        writer.close()


async def test_before_a_back_end_that_is_not_there_connections_end() -> None:
    async with asyncio.timeout(LIMIT_S), tcp_server(Echo().serve) as port:
        pass
    async with asyncio.timeout(LIMIT_S), way_to(("127.0.0.1", port)) as way:
        reader, writer = await asyncio.open_connection(*way.place)
        assert await reader.read() == b""
        writer.close()


@pytest.mark.parametrize(
    ("table", "place", "led"),
    [
        ({"url": "http://city.example/v1.1"}, ("city.example", 80), {"url": "http://127.0.0.1:9/v1.1"}),
        ({"url": "http://a:b@[::1]:81/?x=1"}, ("::1", 81), {"url": "http://a:b@127.0.0.1:9/?x=1"}),
        ({"type": "postgres", "host": "localhost"}, ("localhost", 5432), {"host": "127.0.0.1", "port": 9}),
        (
            {"type": "mqtt", "host": "city.example", "tls": False, "port": 81},
            ("city.example", 81),
            {"host": "127.0.0.1", "port": 9},
        ),
    ],
)
def test_a_table_says_where_and_gets_the_ways_place(
    table: dict[str, Any], place: tuple[str, int], led: dict[str, Any]
) -> None:
    assert place_of(table) == place
    assert led_by(table, place=("127.0.0.1", 9)) == {**table, **led}


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ({"url": "https://city.example/"}, "TLS: give it an http:// address"),
        ({"type": "postgres", "host": "city.example"}, "TLS: give it tls = false"),
        ({"type": "mqtt", "host": "127.0.0.1", "ca_file": "ca.pem"}, "TLS: give it tls = false"),
        ({"type": "postgres", "host": "/run/postgresql"}, "neither url nor host"),
        ({"type": "csv", "output_dir": "x"}, "neither url nor host"),
        ({"type": "own", "host": "localhost"}, "give it a port"),
    ],
)
def test_before_some_nobody_can_stand(table: dict[str, Any], why: str) -> None:
    with pytest.raises(NoWayError, match=why):
        place_of(table)
