"""Stand between devices and a broker: every MQTT packet passes through somebody's hands, each way."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Protocol

from stoep_protocol import mqtt
from stoep_protocol.errors import DecodeError

Place = tuple[str, int]  # host and port
Carry = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[None, None, None]]  # one way, until it ends

_HERE = "127.0.0.1"
_PACKET_MAX_BYTES = 65_536
_READ_BYTES = 65_536
_GOODBYE_S = 2.0


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


async def join(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, there: Place, upwards: Carry, downwards: Carry
) -> None:
    """Carry both ways between who came and that place, until both ways have ended; then nothing of it is open."""
    writers = [writer]
    try:
        there_reader, there_writer = await asyncio.open_connection(*there)
        writers.append(there_writer)
        async with asyncio.TaskGroup() as group:
            group.create_task(upwards(reader, there_writer), name="up")
            group.create_task(downwards(there_reader, writer), name="down")
    except* (OSError, DecodeError):
        pass  # one side is gone, or does not speak MQTT: so is the other then
    finally:
        for each in writers:
            each.close()
        for each in writers:
            with suppress(OSError, TimeoutError):
                await asyncio.wait_for(each.wait_closed(), _GOODBYE_S)
            each.transport.abort()  # who does not take what is left


async def _connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, broker: Place, hands: Hands) -> None:
    up, down = partial(_carry, change=hands.upwards), partial(_carry, change=hands.downwards)
    await join(reader, writer, there=broker, upwards=up, downwards=down)


async def _carry(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, change: Callable[[mqtt.Packet], bytes]
) -> None:
    packets = mqtt.PacketReader(max_bytes=_PACKET_MAX_BYTES)
    while data := await reader.read(_READ_BYTES):
        for packet in packets.feed(data):
            writer.write(change(packet))
        await writer.drain()
    writer.close()
