"""Carry a WireDevice's messages over a real broker with aiomqtt, a client that owes nothing to our own."""

import asyncio
from typing import Any

import aiomqtt

from stoep_gateway.records import Arrival, Outgoing
from stoep_protocol.names import down_topic
from stoep_protocol.reply import Reply
from stoep_protocol.update import Block
from support.waiting import LIMIT_S
from support.wire_device import WireDevice


class WireClient:
    """Async context manager. One message at a time."""

    def __init__(self, device: WireDevice, *, bundle: dict[str, Any]) -> None:
        self._device = device
        broker = bundle["broker"]
        self._client = aiomqtt.Client(
            broker["host"],
            port=broker["port"],
            username=broker["user"],
            password=broker["password"],
            identifier=device.name,
            protocol=aiomqtt.ProtocolVersion.V311,
            timeout=LIMIT_S,
        )

    async def __aenter__(self) -> "WireClient":
        await self._client.__aenter__()
        await self._client.subscribe(down_topic(self._device.name), qos=0)
        return self

    async def __aexit__(self, *error: Any) -> None:
        await self._client.__aexit__(*error)

    async def say(self, arrival: Arrival) -> Reply:
        """Publish the newest message and wait for its own reply. TimeoutError when none comes."""
        await self.publish(arrival.topic, arrival.payload)
        while (reply := await self.hear()).counter < self._device.counter - 1:
            continue  # of an earlier message, whose rows were settled meanwhile
        return reply

    async def publish(self, topic: str, payload: bytes) -> None:
        """Until the broker has it."""
        await self._client.publish(topic, payload, qos=1)

    async def ask(self, arrival: Arrival) -> Block:
        """Publish a question for a block and wait for it. DecodeError when a reply comes in its place."""
        await self._client.publish(arrival.topic, arrival.payload, qos=1)
        return self._device.open_block(await self._next())

    async def hear(self) -> Reply:
        """The next reply."""
        return self._device.open(await self._next())

    async def _next(self) -> Outgoing:
        async with asyncio.timeout(LIMIT_S):
            message = await anext(aiter(self._client.messages))
        assert isinstance(message.payload, bytes)
        return Outgoing(topic=str(message.topic), payload=message.payload)
