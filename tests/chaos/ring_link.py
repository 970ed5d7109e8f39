"""Keeps a device in this process in touch with its gateway, whatever happens to the broker between them."""

import asyncio
import random
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

from stoep_gateway.records import Arrival, Outgoing
from stoep_protocol import mqtt
from stoep_protocol.errors import DecodeError
from stoep_protocol.names import down_topic
from support.ring_device import RingDevice
from support.waiting import until_answered

_QUIET_S = 0.08
_IDLE_S = 0.3  # how soon a device that waits for a verdict asks again
_LOGIN_S = 3.0
_AGAIN_S = 0.1
_REMEMBERED = 400
_TAKEN_S = 30.0  # until a broker that lives has taken what was sent


class RingLink:
    """storminess: how likely messages come in another order, twice, late, and replies not at all; 0 to 1."""

    def __init__(self, ring: RingDevice, *, bundle: dict[str, Any], broker_port: int, seed: str) -> None:
        """broker_port: where repeats go, beside the bundle's own way."""
        self.ring = ring
        self.storminess = 0.0
        self.sent: deque[Arrival] = deque(maxlen=_REMEMBERED)
        self._bundle = bundle
        self._broker_port = broker_port
        self._source = random.Random(seed)
        self._more = asyncio.Event()
        self._heard = False
        self._may_talk = asyncio.Event()
        self._may_talk.set()
        self._is_awake = asyncio.Event()
        self._is_awake.set()

    def pause(self) -> None:
        """Out of reach from now on, until `go_on`."""
        self._may_talk.clear()

    def go_on(self) -> None:
        self._may_talk.set()

    def fall_silent(self) -> None:
        """Its connection stays, and nothing is said or heard on it until `wake_up`."""
        self._is_awake.clear()

    def wake_up(self) -> None:
        self._is_awake.set()

    def greet(self) -> None:
        """Say hello again: what was heard before counts no more."""
        self._heard = False
        self.ring.wants_hello = True
        self._more.set()

    def wake(self) -> None:
        """The ring has taken rows."""
        self._more.set()

    @property
    def is_settled(self) -> bool:
        """Every row has its durable verdict, by what was heard since the last `greet`."""
        return self._heard and self.ring.settled == self.ring.next_row - 1

    @property
    def has_seen_all(self) -> bool:
        """The gateway has told that it holds every row, on its disk or in its memory."""
        return self.ring.seen == self.ring.next_row - 1

    @property
    def state(self) -> str:
        """One line."""
        ring = self.ring
        return f"has rows to {ring.next_row - 1}, {ring.settled} settled, {ring.seen} seen, heard: {self._heard}"

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._may_talk.wait()
            with suppress(OSError, EOFError, TimeoutError, DecodeError):
                async with _Session(self._bundle, port=self._bundle["broker"]["port"], client="") as session:
                    self.ring.wants_hello = True
                    await self._talk(session)
            await asyncio.sleep(_AGAIN_S)

    async def repeat_all(self) -> None:
        """Somebody sends again all that is remembered of what the device has sent: a broker, or who listened."""

        async def is_taken() -> bool:
            try:
                async with _Session(self._bundle, port=self._broker_port, client="-again") as session:
                    for arrival in self.sent:
                        session.publish(arrival)
                    await session.taken(len(self.sent))
            except (OSError, EOFError, TimeoutError):
                return False
            return True

        await until_answered(is_taken, what=f"the broker takes again what {self.ring.name} sent", limit_s=4 * _TAKEN_S)

    async def is_answered(self) -> bool:
        """A hello of its own has got its reply, which it does not heed: all that came before is dealt with.

        False: not in time.
        """
        hello, counter = self.ring.hello(), self.ring.wire.counter - 1
        with suppress(OSError, EOFError, TimeoutError, DecodeError):
            async with _Session(self._bundle, port=self._bundle["broker"]["port"], client="") as session:
                session.publish(hello)
                async with asyncio.timeout(_LOGIN_S):
                    while True:
                        heard = map(self.ring.wire.open, await session.heard())
                        if any((reply.session, reply.counter) == (self.ring.wire.session, counter) for reply in heard):
                            return True
        return False

    async def _talk(self, session: "_Session") -> None:
        while self._may_talk.is_set():
            await self._is_awake.wait()
            frames = self.ring.next_frames(window=4)
            if not frames and self.is_settled:
                self._more.clear()
                await self._wait_for_more(session)
                continue
            if not frames:
                self._hear(await session.heard(quiet_s=_IDLE_S))
                if not self.is_settled:
                    self.ring.wants_hello = True
                continue
            await self._send(session, frames)
            self._hear(self._kept(await session.heard()))

    async def _wait_for_more(self, session: "_Session") -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(_IDLE_S):
                await self._more.wait()
        self._hear(await session.heard(quiet_s=0.001))

    def _hear(self, replies: list[Outgoing]) -> None:
        for reply in replies:
            if self.ring.hear(reply) is not None:
                self._heard = True

    async def _send(self, session: "_Session", frames: list[Arrival]) -> None:
        is_stormy = self._source.random() < self.storminess
        again = self._source.sample(list(self.sent), k=min(4, len(self.sent))) if is_stormy else []
        if is_stormy:
            self._source.shuffle(frames)
        for frame in frames:
            self.sent.append(frame)
            session.publish(frame)
        if again:
            async with _Session(self._bundle, port=self._broker_port, client="-again") as other:
                for old in again:
                    other.publish(old)
                await other.heard()

    def _kept(self, replies: list[Outgoing]) -> list[Outgoing]:
        if self._source.random() < self.storminess:
            self._source.shuffle(replies)
            return [reply for reply in replies if self._source.random() < 0.7]
        return replies


class _Session:
    """Async context manager: one connection to the broker. OSError, EOFError or TimeoutError when it fails."""

    def __init__(self, bundle: dict[str, Any], *, port: int, client: str) -> None:
        """client: what to add to the client id; with any, nothing is subscribed to."""
        self._bundle = bundle
        self._port = port
        self._client = client
        self._packets = mqtt.PacketReader(max_bytes=4_096)
        self._number = 0

    async def __aenter__(self) -> "_Session":
        name, broker = self._bundle["device"], self._bundle["broker"]
        async with asyncio.timeout(_LOGIN_S):
            self._reader, self._writer = await asyncio.open_connection(broker["host"], self._port)
            try:
                login = mqtt.connect(
                    client_id=name + self._client,
                    user=broker["user"],
                    password=broker["password"],
                    clean_session=True,
                    keepalive_s=60,
                )
                self._writer.write(login)
                await self._until(mqtt.CONNACK)
                if not self._client:
                    self._writer.write(mqtt.subscribe(down_topic(name), packet_id=1, qos=0))
                    await self._until(mqtt.SUBACK)
            except BaseException:
                self._writer.close()
                raise
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()
        with suppress(OSError):
            await self._writer.wait_closed()

    def publish(self, arrival: Arrival) -> None:
        self._number = self._number % 65_535 + 1
        self._writer.write(mqtt.publish(arrival.topic, arrival.payload, packet_id=self._number))

    async def heard(self, *, quiet_s: float = _QUIET_S) -> list[Outgoing]:
        """Every reply until it is quiet. EOFError: the connection is gone."""
        replies: list[Outgoing] = []
        with suppress(TimeoutError):
            while True:
                async with asyncio.timeout(quiet_s):
                    packets = await self._read()
                replies += [
                    Outgoing(topic=message.topic, payload=message.payload)
                    for message in (mqtt.parse_publish(packet) for packet in packets if packet.kind == mqtt.PUBLISH)
                ]
        return replies

    async def taken(self, count: int) -> None:
        """Until the broker has acknowledged so many messages."""
        async with asyncio.timeout(_TAKEN_S):
            while count > 0:
                count -= sum(packet.kind == mqtt.PUBACK for packet in await self._read())

    async def _until(self, kind: int) -> None:
        while not any(packet.kind == kind for packet in await self._read()):
            pass

    async def _read(self) -> list[mqtt.Packet]:
        data = await self._reader.read(65_536)
        if not data:
            raise EOFError
        return self._packets.feed(data)


@asynccontextmanager
async def running(links: Sequence[RingLink]) -> AsyncIterator[None]:
    """All of them, until the block ends."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(link.run(), name=link.ring.name) for link in links]
        yield
        for task in tasks:
            task.cancel()
