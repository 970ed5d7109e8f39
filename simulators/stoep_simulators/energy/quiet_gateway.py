"""Broker and gateway for one node, in memory: they answer each packet after one trip over the air."""

import asyncio
from typing import Any

from stoep_protocol import mqtt
from stoep_protocol.cbor import Writer
from stoep_protocol.encode_down import encode_reply
from stoep_protocol.hello import Hello
from stoep_protocol.keys import down_cipher, up_cipher
from stoep_protocol.messages import decode_up
from stoep_protocol.names import down_topic
from stoep_protocol.reply import Reply
from stoep_protocol.rows import Rows
from stoep_protocol.seal import parse_envelope
from stoep_simulators.sim_clock import SimClock

JOIN_MS = 2_000  # 1 to 4 s on real access points
TRIP_MS = 50  # to the gateway and back: not measured
_EPOCH = b"in quiet"
_CONNECT, _SUBSCRIBE, _DISCONNECT = 1, 8, 14
_CONNACK = b"\x20\x02\x00\x00"


class QuietGateway:
    """Takes every row and tells the time. rows: how many it has seen of the present life."""

    def __init__(self, *, device: str, secret: bytes, clock: SimClock) -> None:
        self._device = device
        self._secret = secret
        self._clock = clock
        self._counter = 0
        self._life = bytes(4)
        self._settled = 0
        self.rows = 0

    def connected(self) -> None:
        """What came before is durable by now."""
        self._settled = self.rows

    def answer(self, packet: mqtt.Packet) -> bytes | None:
        """To one packet; None for the goodbye, after which the broker closes."""
        if packet.kind == _CONNECT:
            return _CONNACK
        if packet.kind == _SUBSCRIBE:
            return b"\x90\x03" + packet.body[:2] + b"\x00"
        if packet.kind == mqtt.PUBLISH:
            message = mqtt.parse_publish(packet)
            return mqtt.puback(message.packet_id) + mqtt.publish(down_topic(self._device), self._reply(message.payload))
        return None if packet.kind == _DISCONNECT else b""

    def _reply(self, sealed: bytes) -> bytes:
        envelope = parse_envelope(sealed)
        cipher = up_cipher(self._secret, device_id=self._device, session=envelope.kid)
        message = decode_up(cipher.open(envelope), sealed_bytes=len(sealed))
        if isinstance(message, Hello):
            self._life = message.life
        elif isinstance(message, Rows) and message.times:
            self.rows = max(self.rows, message.first_row + len(message.times) - 1)
        writer = Writer(512)
        time_s = self._clock.now_ms // 1000
        state = (self._life, self._settled, self.rows, time_s)
        encode_reply(writer, Reply(envelope.kid, envelope.counter, *state, 0, None, None, None, None))
        down = down_cipher(self._secret, device_id=self._device, epoch=_EPOCH)
        self._counter += 1
        return down.seal(writer.view(), counter=self._counter - 1)


class QuietNetwork:
    """The radio of a board beside it; what SimBoard asks of SimNetwork."""

    def __init__(self, clock: SimClock, *, gateway: QuietGateway) -> None:
        self.joined = False
        self._clock = clock
        self._gateway = gateway

    async def join(self, *, reachable: bool) -> None:
        """Always there, after the usual wait."""
        del reachable
        if not self.joined:
            await self._clock.sleep_ms(JOIN_MS)
            self.joined = True

    def leave(self) -> None:
        """Radio off."""
        self.joined = False

    def end(self) -> None:
        """The processor lost its RAM."""
        self.leave()

    async def connect(self, host: str, port: int, ca_der: bytes | None) -> tuple[Any, Any]:
        """(reader, writer), after one trip."""
        del host, port, ca_der
        await self._clock.sleep_ms(TRIP_MS)
        self._gateway.connected()
        wire = _Wire(self._gateway, clock=self._clock)
        return wire, wire

    def certificate_begins_s(self) -> int | None:
        """No TLS here."""
        return None


class _Wire:
    """Reader and writer of one connection."""

    def __init__(self, gateway: QuietGateway, *, clock: SimClock) -> None:
        self._gateway = gateway
        self._clock = clock
        self._packets = mqtt.PacketReader(max_bytes=2_048)
        self._answers: asyncio.Queue[tuple[int, bytes]] = asyncio.Queue(maxsize=1_000)  # with when it is there

    async def read(self, size: int) -> bytes:
        """The next answer; none has more than `size` bytes."""
        moment_ms, data = await self._answers.get()
        if (left_ms := moment_ms - self._clock.now_ms) > 0:
            await self._clock.sleep_ms(left_ms)
        return data

    def write(self, data: bytes) -> None:
        """Send; the answer is on its way."""
        for packet in self._packets.feed(data):
            answer = self._gateway.answer(packet)
            if answer != b"":
                self._answers.put_nowait((self._clock.now_ms + TRIP_MS, answer or b""))

    async def drain(self) -> None:
        """Sent at once."""

    def close(self) -> None:
        """The end."""

    async def wait_closed(self) -> None:
        """Closed at once."""
