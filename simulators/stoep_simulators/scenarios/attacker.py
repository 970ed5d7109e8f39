"""Somebody who owns the broker: stands between devices and it, sees all, and says what they please on every topic.

While an attack is on, each message of a device is sent twice, with an older one, one of another device and a damaged
one before it; each reply comes after an older one and a damaged one. The attacker has no key: nothing may come of it.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from random import Random

from stoep_protocol import mqtt
from stoep_protocol.errors import DecodeError
from stoep_protocol.names import down_topic
from stoep_protocol.parse_topic import parse_up_topic

_KEPT = 200  # messages of each direction to choose from
_PACKET_MAX_BYTES = 65_536
_READ_BYTES = 65_536


class Attacker:
    """Devices connect where it is listening. is_on: whether a device is attacked now. injected: messages so far."""

    def __init__(self, *, seed: str, is_on: Callable[[str], bool]) -> None:
        self.injected = 0
        self._random = Random(seed)
        self._is_on = is_on
        self._ups: deque[tuple[str, bytes]] = deque(maxlen=_KEPT)  # device, message
        self._downs: deque[tuple[str, bytes]] = deque(maxlen=_KEPT)

    @asynccontextmanager
    async def listening(self, broker_port: int) -> AsyncIterator[int]:
        """The port, in front of the broker's."""
        tasks: set[asyncio.Task[None]] = set()

        def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.create_task(self._between(reader, writer, broker_port=broker_port), name="attacked")
            tasks.add(task)
            task.add_done_callback(tasks.discard)

        server = await asyncio.start_server(accept, "127.0.0.1", 0)
        try:
            yield int(server.sockets[0].getsockname()[1])
        finally:
            server.close()
            for task in tuple(tasks):
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await server.wait_closed()

    def upwards(self, packet: mqtt.Packet) -> bytes:
        """What goes to the broker in place of a device's packet."""
        whole = _bytes(packet)
        if packet.kind != mqtt.PUBLISH:
            return whole
        message = mqtt.parse_publish(packet)
        device = parse_up_topic(message.topic)
        before, others = self._some(self._ups, device), [told for name, told in self._ups if name != device]
        self._ups.append((device, message.payload))
        if not self._is_on(device):
            return whole
        lies = [*before, *([self._random.choice(others)] if others else []), self._damaged(message.payload)]
        return (
            b"".join(self._said(message.topic, lie) for lie in lies)
            + whole
            + self._said(message.topic, message.payload)
        )

    def downwards(self, packet: mqtt.Packet) -> bytes:
        """What goes to a device in place of the broker's packet."""
        whole = _bytes(packet)
        if packet.kind != mqtt.PUBLISH:
            return whole
        message = mqtt.parse_publish(packet)
        device = message.topic.split("/")[2]
        before = self._some(self._downs, device)
        self._downs.append((device, message.payload))
        if message.topic != down_topic(device) or not self._is_on(device):
            return whole
        return b"".join(self._said(message.topic, lie) for lie in (*before, self._damaged(message.payload))) + whole

    def _some(self, kept: deque[tuple[str, bytes]], device: str) -> list[bytes]:
        mine = [message for name, message in kept if name == device]
        return [self._random.choice(mine)] if mine else []

    def _damaged(self, message: bytes) -> bytes:
        changed = bytearray(message)
        changed[self._random.randrange(len(changed))] ^= 1 << self._random.randrange(8)
        return bytes(changed)

    def _said(self, topic: str, payload: bytes) -> bytes:
        self.injected += 1
        return mqtt.publish(topic, payload)

    async def _between(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, broker_port: int) -> None:
        writers = [writer]
        try:
            there, there_writer = await asyncio.open_connection("127.0.0.1", broker_port)
            writers.append(there_writer)
            async with asyncio.TaskGroup() as group:
                group.create_task(_carry(reader, there_writer, self.upwards), name="up")
                group.create_task(_carry(there, writer, self.downwards), name="down")
        except* (OSError, DecodeError):
            pass  # one side is gone, or does not speak MQTT: so is the other then
        finally:
            for each in writers:
                each.close()
            for each in writers:
                with suppress(OSError):
                    await each.wait_closed()


async def _carry(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, change: Callable[[mqtt.Packet], bytes]
) -> None:
    packets = mqtt.PacketReader(max_bytes=_PACKET_MAX_BYTES)
    while data := await reader.read(_READ_BYTES):
        for packet in packets.feed(data):
            writer.write(change(packet))
        await writer.drain()
    writer.close()


def _bytes(packet: mqtt.Packet) -> bytes:
    """As it came (MQTT 3.1.1 §2.2)."""
    left, length = len(packet.body), bytearray()
    while not length or left:
        left, seven = left >> 7, left & 0x7F
        length.append(seven | (0x80 if left else 0))
    return bytes([packet.kind << 4 | packet.flags]) + bytes(length) + packet.body
