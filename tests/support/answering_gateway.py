"""A broker and a gateway for one simulated device, in this process: MQTT on a free port, answers by the SPEC."""

import asyncio
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Any

from stoep_protocol import mqtt
from stoep_protocol.names import down_topic
from stoep_testing.tcp_server import tcp_server
from support.certificates import Certificate
from support.ports import free_port
from support.spec_gateway import SpecGateway

SECRET = bytes(range(32))
_CONNECT, _SUBSCRIBE, _DISCONNECT = 1, 8, 14


class AnsweringGateway:
    """`async with`: listening. `gateway.rows` holds what arrived."""

    def __init__(
        self, device: str, *, time_s: int | None, certificate: Certificate | None = None, hangs_up: int = 0
    ) -> None:
        """certificate: speak TLS; devices pin it. hangs_up: so many conversations first that come to nothing."""
        self.gateway: Any = SpecGateway(SECRET, device_id=device, epoch=b"epoch--1")
        self.gateway.time_s = time_s
        self.conversations = 0
        self._device = device
        self._hangs_up = hangs_up
        self._certificate = certificate
        self._host = "localhost" if certificate else "127.0.0.1"
        self._opened = AsyncExitStack()
        self.port = 0

    def bundle(self, profile: str, sensors: list[dict[str, Any]], *, sample_s: int, send_s: int) -> dict[str, Any]:
        """stoep.json for the device."""
        ca_pem = self._certificate.pem if self._certificate else None
        broker = {"host": self._host, "port": self.port, "user": self._device, "password": "x", "ca_pem": ca_pem}
        return {
            "format": 1,
            "device": self._device,
            "secret": SECRET.hex(),
            "generation": 1,
            "broker": broker,
            "profile": profile,
            "sample_s": sample_s,
            "send_s": send_s,
            "wifi": [["street", "password"]],
            "sensors": sensors,
        }

    async def __aenter__(self) -> "AnsweringGateway":
        tls = self._certificate.server if self._certificate else None
        # One port for both families: a VM takes the first address of the name.
        server = tcp_server(self._serve, host=self._host, port=free_port(), tls=tls)
        self.port = await self._opened.enter_async_context(server)
        return self

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        await self._opened.aclose()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.conversations += 1
        if self.conversations <= self._hangs_up:
            return
        packets = mqtt.PacketReader(max_bytes=2_048)
        while data := await reader.read(4_096):
            for packet in packets.feed(data):
                if packet.kind == _DISCONNECT:  # OASIS MQTT 3.1.1 §3.14.4: the broker closes, too
                    return
                writer.write(self.answer(packet))

    def answer(self, packet: mqtt.Packet) -> bytes:
        """What the broker says to a packet of the device, the gateway's reply with it."""
        if packet.kind == _CONNECT:
            return b"\x20\x02\x00\x00"
        if packet.kind == _SUBSCRIBE:
            return b"\x90\x03" + packet.body[:2] + b"\x00"
        if packet.kind == mqtt.PUBLISH:
            publish = mqtt.parse_publish(packet)
            reply = self.gateway.take(bytes(publish.payload))
            self.gateway.commit()
            return mqtt.puback(publish.packet_id) + mqtt.publish(down_topic(self._device), reply)
        return b""
