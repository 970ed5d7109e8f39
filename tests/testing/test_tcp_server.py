"""The TCP server of tests ends with all that it let in."""

import asyncio
import gc
import socket
import warnings

import pytest

from stoep_testing.tcp_server import tcp_server


async def _hold(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await reader.read()


async def _ended_while_some_arrive(turns: int) -> None:
    async with tcp_server(_hold) as port:
        clients = [socket.create_connection(("127.0.0.1", port)) for _ in range(4)]  # nobody has accepted them yet
        for _ in range(turns):
            await asyncio.sleep(0)
    for client in clients:
        client.close()


@pytest.mark.parametrize("turns", range(6))
def test_who_arrives_while_it_ends_is_not_left_open(turns: int) -> None:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        for _ in range(20):
            asyncio.run(_ended_while_some_arrive(turns))
        gc.collect()
    assert [str(each.message) for each in told if issubclass(each.category, ResourceWarning)] == []
