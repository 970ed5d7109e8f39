"""Between a device and its broker: messages come in another order, twice, and again long after."""

import asyncio
import random
from contextlib import AsyncExitStack
from typing import Any

import aiomqtt

from stoep_gateway.records import Arrival, Outgoing
from stoep_protocol.names import down_topic
from support.ring_device import RingDevice
from support.waiting import LIMIT_S

_QUIET_S = 0.1


class StormyNetwork:
    """Async context manager, more than once. The device's own messages take the bundle's way, repeats go beside it."""

    def __init__(self, *, bundle: dict[str, Any], broker_port: int, seed: int) -> None:
        """broker_port: where repeats go. bundle: with the port that the device uses."""
        self._bundle = bundle
        self._broker_port = broker_port
        self._source = random.Random(seed)
        self._sent: list[Arrival] = []
        self._opened = AsyncExitStack()

    async def __aenter__(self) -> "StormyNetwork":
        device = self._bundle["device"]
        own = self._client(self._bundle["broker"]["port"], identifier=device)
        self._own = await self._opened.enter_async_context(own)
        other = self._client(self._broker_port, identifier=f"{device}-again")
        self._other = await self._opened.enter_async_context(other)
        await self._own.subscribe(down_topic(device), qos=0)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._opened.aclose()

    async def storm(self, ring: RingDevice) -> None:
        """One send in which everything happens; replies come in any order, too, and some not at all."""
        frames = ring.next_frames(window=4)
        self._source.shuffle(frames)
        for frame in frames:
            await self._publish(frame)
            again = self._source.sample(self._sent, k=min(3, len(self._sent)))
            for old in again:
                await self._other.publish(old.topic, old.payload, qos=1)
        replies = await self._replies()
        self._source.shuffle(replies)
        for reply in replies:
            if self._source.random() < 0.7:
                ring.hear(reply)

    async def shout(self, ring: RingDevice) -> None:
        """Send and hear nothing."""
        for frame in ring.next_frames(window=4):
            await self._publish(frame)

    async def calm(self, ring: RingDevice) -> None:
        """Go on until every row of the ring has its durable verdict."""
        async with asyncio.timeout(LIMIT_S):
            while ring.settled < ring.next_row - 1:
                frames = ring.next_frames(window=4)
                if not frames:  # wait for the commit, or ask again what was said while nobody listened
                    ring.wants_hello = True
                for frame in frames:
                    await self._publish(frame)
                for reply in await self._replies():
                    ring.hear(reply)

    async def _publish(self, frame: Arrival) -> None:
        self._sent.append(frame)
        await self._own.publish(frame.topic, frame.payload, qos=1)

    async def _replies(self) -> list[Outgoing]:
        """Everything until it is quiet."""
        replies: list[Outgoing] = []
        try:
            while True:
                async with asyncio.timeout(_QUIET_S):
                    message = await anext(aiter(self._own.messages))
                assert isinstance(message.payload, bytes)
                replies.append(Outgoing(topic=str(message.topic), payload=message.payload))
        except TimeoutError:
            return replies

    def _client(self, port: int, *, identifier: str) -> aiomqtt.Client:
        broker = self._bundle["broker"]
        return aiomqtt.Client(
            broker["host"],
            port=port,
            username=broker["user"],
            password=broker["password"],
            identifier=identifier,
            protocol=aiomqtt.ProtocolVersion.V311,
        )
