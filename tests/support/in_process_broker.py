"""A broker with a gateway's core behind it, in this process: it can refuse, be cut off and come back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from stoep_gateway.records import Arrival
from stoep_protocol import mqtt
from stoep_testing.tcp_server import let_nobody_in
from support.ingest_bench import Core
from support.ports import free_port

_CONNECT, _SUBSCRIBE, _DISCONNECT = 1, 8, 14
_DEVICE_AT = 2  # of stoep/1/<device>/down


class InProcessBroker:
    """`async with listening()`. code: of its CONNACK, 0 for welcome."""

    def __init__(self, core: Core, *, code: int = 0) -> None:
        self.core = core
        self.port = free_port()  # the same again after a cut: nobody is given it meanwhile
        self.connections = 0  # that were ever made
        self._code = code
        self._server: asyncio.Server | None = None
        self._open: dict[str, asyncio.StreamWriter] = {}

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["InProcessBroker"]:
        await self.listen()
        try:
            yield self
        finally:
            await self.cut()

    async def listen(self) -> None:
        """At the same port as before."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    async def cut(self) -> None:
        """Nobody listens, all connections end at once."""
        if self._server is not None:
            await let_nobody_in(self._server)
            self._server.close()
            for writer in self._open.values():
                writer.transport.abort()
            await self._server.wait_closed()
            self._server = None

    def commit(self) -> None:
        """The gateway's journal commits, and devices hear of it."""
        self.core.commit()
        self._reply()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        packets = mqtt.PacketReader(max_bytes=4_000)
        name = f"?{self.connections}"
        self._open[name] = writer
        with suppress(OSError):
            while received := await reader.read(65_536):
                for packet in packets.feed(received):
                    if packet.kind == _SUBSCRIBE:
                        self._open.pop(name, None)
                        name = packet.body[4:-1].decode().split("/")[_DEVICE_AT]
                        self._open[name] = writer
                    self._answer(packet, writer)
        self._open.pop(name, None)
        writer.close()

    def _answer(self, packet: mqtt.Packet, writer: asyncio.StreamWriter) -> None:
        if packet.kind == _CONNECT:
            writer.write(bytes((mqtt.CONNACK << 4, 2, 0, self._code)))
        elif packet.kind == _SUBSCRIBE:
            writer.write(bytes((mqtt.SUBACK << 4, 3)) + packet.body[:2] + b"\x00")
        elif packet.kind == mqtt.PUBLISH:
            said = mqtt.parse_publish(packet)
            writer.write(mqtt.puback(said.packet_id))
            self.core.take(Arrival(topic=said.topic, payload=said.payload))
            self._reply()

    def _reply(self) -> None:
        for outgoing in self.core.replies():
            writer = self._open.get(outgoing.topic.split("/")[_DEVICE_AT])
            if writer is not None:
                writer.write(mqtt.publish(outgoing.topic, outgoing.payload))
