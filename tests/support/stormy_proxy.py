"""A network between a board and its broker on which messages come late, in another order, twice, and again later."""

import asyncio
import random

from stoep_protocol import mqtt
from support.recording_proxy import RecordingProxy

_DISCONNECT = 14
_GUST_S = 0.1  # longer than a board takes for its next frame, on a machine that has other things to do
_GUST_MAX = 8
_OLD_MAX = 64


class StormyProxy(RecordingProxy):
    """Both ways. Nothing is lost for good, and what the board itself sent is recorded once."""

    def __init__(self, *, target_port: int, seed: int) -> None:
        super().__init__(target_port=target_port)
        self._source = random.Random(seed)
        self._ways = (_Way(self._source), _Way(self._source))

    async def _up(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._pass_on(reader, writer, way=self._ways[0], is_up=True)

    async def _down(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._pass_on(reader, writer, way=self._ways[1], is_up=False)

    async def _pass_on(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, way: "_Way", is_up: bool
    ) -> None:
        packets = mqtt.PacketReader(max_bytes=4_096)
        while True:
            data = None
            try:
                async with asyncio.timeout(_GUST_S if way.holds else None):
                    data = await reader.read(65_536)
            except TimeoutError:
                pass
            for packet in packets.feed(data or b""):
                if packet.kind != mqtt.PUBLISH:
                    writer.write((way.release_all() if packet.kind == _DISCONNECT else b"") + _encode(packet))
                    continue
                if is_up:
                    self._note(mqtt.parse_publish(packet))
                way.take(packet)
            if data is None or way.is_full:
                writer.write(way.release())
            if data == b"":
                break
            await writer.drain()
        writer.close()


class _Way:
    """One direction: what is on its way, and what has passed before."""

    def __init__(self, source: random.Random) -> None:
        self._source = source
        self._held: list[bytes] = []
        self._old: list[bytes] = []

    @property
    def holds(self) -> bool:
        return bool(self._held)

    @property
    def is_full(self) -> bool:
        return len(self._held) >= _GUST_MAX

    def take(self, packet: mqtt.Packet) -> None:
        """Hold it, sometimes twice, sometimes with old ones."""
        message = _encode(packet)
        self._held += [message] * self._source.choice((1, 1, 2))
        if self._old and self._source.random() < 0.5:
            self._held.append(self._source.choice(self._old))
        self._old = [*self._old, message][-_OLD_MAX:]

    def release(self) -> bytes:
        """In any order; some stay for the next gust."""
        self._source.shuffle(self._held)
        stays = self._source.randrange(len(self._held)) if self._held and self._source.random() < 0.3 else 0
        passes, self._held = self._held[stays:], self._held[:stays]
        return b"".join(passes)

    def release_all(self) -> bytes:
        """Before the goodbye: what follows it is not heard."""
        passes, self._held = self._held, []
        return b"".join(passes)


def _encode(packet: mqtt.Packet) -> bytes:
    size = len(packet.body)
    length = bytes([size]) if size < 0x80 else bytes([size & 0x7F | 0x80, size >> 7])
    return bytes([packet.kind << 4 | packet.flags]) + length + packet.body
