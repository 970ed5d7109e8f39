"""A connection that comes at a bad moment."""

import asyncio
import threading

import pytest

from stoep_gateway.backends.mqtt_link import MqttLink
from stoep_gateway.backends.peer import Peer
from stoep_gateway.errors import RetryableError
from stoep_testing.tcp_server import tcp_server
from support.waiting import LIMIT_S

_TIMEOUT_S = 0.1


async def test_one_that_comes_in_the_moment_in_which_it_is_given_up_is_closed() -> None:
    ended = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.read()
        ended.set()

    loop = asyncio.get_running_loop()
    others = set(threading.enumerate())  # of other tests: one may be stalled for long
    async with tcp_server(serve) as port:
        peer = Peer(host="127.0.0.1", port=port, user="", password="", tls=None)
        link = MqttLink(peer, client_id="", timeout_s=_TIMEOUT_S)
        opening = asyncio.create_task(link.open(), name="opening")
        await asyncio.sleep(0)
        begun_s = loop.time()
        for thread in set(threading.enumerate()) - others:
            if thread.name == "mqtt-connect":
                thread.join()
        while loop.time() < begun_s + _TIMEOUT_S:  # the loop hears of both at once
            pass
        with pytest.raises(RetryableError, match="no answer within"):
            await opening
        link.close()
        async with asyncio.timeout(LIMIT_S):
            await ended.wait()
