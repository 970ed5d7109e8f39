"""Stand between devices and a broker: every MQTT packet passes through somebody's hands, each way."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Protocol

from stoep_protocol import mqtt
from stoep_protocol.errors import DecodeError

Place = tuple[str, int]  # host and port

_HERE = "127.0.0.1"
_PACKET_MAX_BYTES = 65_536
_READ_BYTES = 65_536


class Hands(Protocol):
    """What goes on in place of a packet: itself, with others, or nothing."""

    def upwards(self, packet: mqtt.Packet) -> bytes:
        """To the broker."""
        ...

    def downwards(self, packet: mqtt.Packet) -> bytes:
        """To the device."""
        ...


@asynccontextmanager
async def between(broker: Place, *, met: Callable[[], Hands]) -> AsyncIterator[Place]:
    """A place in front of the broker's. met: whose hands a new connection passes through."""
    tasks: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(_connect(reader, writer, broker=broker, hands=met()), name="between")
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(accept, _HERE, 0)
    try:
        yield _HERE, int(server.sockets[0].getsockname()[1])
    finally:
        server.close()
        for task in tuple(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()


def packet_bytes(packet: mqtt.Packet) -> bytes:
    """As it came (MQTT 3.1.1 §2.2)."""
    left, length = len(packet.body), bytearray()
    while not length or left:
        left, seven = left >> 7, left & 0x7F
        length.append(seven | (0x80 if left else 0))
    return bytes([packet.kind << 4 | packet.flags]) + bytes(length) + packet.body


async def _connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, broker: Place, hands: Hands) -> None:
    writers = [writer]
    try:
        there, there_writer = await asyncio.open_connection(*broker)
        writers.append(there_writer)
        async with asyncio.TaskGroup() as group:
            group.create_task(_carry(reader, there_writer, hands.upwards), name="up")
            group.create_task(_carry(there, writer, hands.downwards), name="down")
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
