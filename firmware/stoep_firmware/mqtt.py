"""The device's MQTT 3.1.1 connection: one clean session, QoS 1 up, QoS 0 down, every wait bounded.

A receipt comes from the gateway, so a PUBACK is read and let go: what a broker loses is sent again by the link.
"""

import asyncio

from stoep_firmware.words import words_and_kind
from stoep_protocol import mqtt
from stoep_protocol.compat import TYPE_CHECKING, const, wait_for
from stoep_protocol.errors import DecodeError

if TYPE_CHECKING:
    from typing import Any

    from stoep_firmware.board import Board
    from stoep_firmware.settings import Broker

_CONNECT_LIMIT_S = const(15)
_TLS_LIMIT_S = const(25)  # some seconds of it on an ESP32, after those that TCP may take
_ANSWER_LIMIT_S = const(10)
_WRITE_LIMIT_S = const(10)
_GOODBYE_LIMIT_S = const(1)
_KEEPALIVE_S = const(60)  # longer than any conversation waits
_MAX_PACKET_BYTES = const(1280)  # a sealed reply and its topic
_READ_BYTES = const(512)
_SUBSCRIBE_ID = const(1)
_TLS_ALERT = b"\x15\x03"  # RFC 8446 §5.1: how a TLS server answers to what is not TLS
_WANTS_TLS = ": wants TLS: the operator names its CA in [broker] ca_file, then enrol anew"
_STILL_ENROLLED = ": is the device still enrolled?"
_DOES_IT_WANT_TLS = " before it answered: does it want TLS, is the device still enrolled?"


class MqttError(Exception):
    """The connection is no good. The message is one line: what, where, what to do; never a password."""


class MqttClient:
    """Open for one conversation: `open`, then `publish` and `receive`, then `close`."""

    def __init__(self, board: "Board", *, broker: "Broker") -> None:
        self._board = board
        self._broker = broker
        self._where = "broker " + broker.host + ":" + str(broker.port)
        self._reader: "Any" = None
        self._writer: "Any" = None
        self._packets = mqtt.PacketReader(max_bytes=_MAX_PACKET_BYTES)
        self._inbox: "list[mqtt.Packet]" = []
        self._packet_id = _SUBSCRIBE_ID
        self._advice = _STILL_ENROLLED if broker.ca_der is not None else _DOES_IT_WANT_TLS  # until it says something

    async def open(self, *, client_id: str, topic: str) -> None:
        """Connect and subscribe to the topic. MqttError when the broker is away or says no."""
        broker = self._broker
        hello = mqtt.connect(
            client_id=client_id,
            user=broker.user,
            password=broker.password,
            clean_session=True,
            keepalive_s=_KEEPALIVE_S,
        )
        if not await self._dial(hello):
            # A board without a battery for its clock knows no time before its first conversation: it takes the word of
            # a certificate of its own CA, under the right name, that it is not older than that.
            if self._writer is not None:
                writer, self._writer = self._writer, None
                await _shut(writer)
            await self._dial(hello, is_last=True)
        try:
            code = mqtt.parse_connack(await self._expect(mqtt.CONNACK, _ANSWER_LIMIT_S))[1]
            if code:
                from stoep_protocol.connack_words import REASONS

                raise MqttError(self._where + ": " + REASONS.get(code, "refused") + ": enrol the device again")
            asked = self._ask(mqtt.subscribe(topic, packet_id=_SUBSCRIBE_ID, qos=0), mqtt.SUBACK)
            if mqtt.parse_suback(await wait_for(asked, _ANSWER_LIMIT_S)) == mqtt.SUBACK_REFUSED:
                raise MqttError(self._where + ": no permission for " + topic + ": is the device enrolled there?")
        except asyncio.TimeoutError:
            raise MqttError(self._where + ": no answer: is this the MQTT port?")
        except DecodeError:
            raise MqttError(self._where + ": does not speak MQTT 3.1.1: is the port right?")

    async def _dial(self, hello: bytes, *, is_last: bool = False) -> bool:
        """Open the connection and say hello. False: only the board's clock was in the way and has been put forward."""
        broker = self._broker
        try:
            limit_s = _CONNECT_LIMIT_S if broker.ca_der is None else _TLS_LIMIT_S
            await wait_for(self._greet(hello), limit_s)
        except (OSError, asyncio.TimeoutError, ValueError) as error:  # ValueError: TLS refuses a certificate
            if broker.ca_der is not None and not self._is_refused(error, is_last=is_last):
                return False
            words = _words(error)
            raise MqttError(self._where + ": cannot connect (" + words + "): is it running, is the address right?")
        return True

    async def _greet(self, hello: bytes) -> None:
        broker = self._broker
        self._reader, self._writer = await self._board.connect(broker.host, broker.port, broker.ca_der)
        self._writer.write(hello)
        await self._writer.drain()

    def _is_refused(self, error: Exception, *, is_last: bool) -> bool:
        """False when it is worth another try. MqttError with TLS's own reason if it is one."""
        from stoep_firmware.tls_words import is_only_early, refusal  # some heap that nobody needs without TLS

        begins_s = self._board.certificate_begins_s() if is_only_early(error) else None
        if begins_s is not None and not is_last:
            self._board.clock_at_least(begins_s)
            return False
        meaning = refusal(error)
        if meaning:
            raise MqttError(self._where + ": " + meaning)
        return True

    async def publish(self, topic: str, payload: bytes) -> None:
        """Send with QoS 1. MqttError when the connection is gone."""
        self._packet_id = self._packet_id % 0xFFFF + 1
        await self._write(mqtt.publish(topic, payload, packet_id=self._packet_id))

    async def receive(self, *, limit_ms: int) -> "bytes | None":
        """The next payload from the down topic, None when none comes in time. MqttError when the connection is gone."""
        try:
            packet = await self._expect(mqtt.PUBLISH, limit_ms / 1000)
            return mqtt.parse_publish(packet).payload
        except asyncio.TimeoutError:
            return None
        except DecodeError:
            raise MqttError(self._where + ": broken MQTT packet: is the port right?")

    async def close(self) -> None:
        """Say goodbye if that works; never raises for a connection that is gone."""
        if self._writer is None:
            return
        writer, self._writer = self._writer, None
        try:
            await wait_for(self._end(writer), _GOODBYE_LIMIT_S)
        except (OSError, asyncio.TimeoutError, ValueError):
            pass
        await _shut(writer)

    async def _end(self, writer: "Any") -> None:
        """Until the broker closes: one that has not yet noticed takes the next connection for a second device."""
        writer.write(mqtt.disconnect())
        await writer.drain()
        while await self._reader.read(_READ_BYTES):
            pass

    async def _write(self, packet: bytes) -> None:
        try:
            self._writer.write(packet)
            await wait_for(self._writer.drain(), _WRITE_LIMIT_S)
        except (OSError, asyncio.TimeoutError, ValueError) as error:
            raise self._lost(error)

    async def _ask(self, packet: bytes, kind: int) -> "mqtt.Packet":
        """`_write`, then `_next`, for a caller that bounds both: each `wait_for` is 1 KB of heap."""
        try:
            self._writer.write(packet)
            await self._writer.drain()
        except (OSError, ValueError) as error:
            raise self._lost(error)
        return await self._next(kind)

    def _lost(self, error: Exception) -> MqttError:
        return MqttError(self._where + ": connection lost (" + _words(error) + ")")

    async def _expect(self, kind: int, limit_s: float) -> "mqtt.Packet":
        """The next packet of that kind; others are let go. TimeoutError is left to `receive` only."""
        return await wait_for(self._next(kind), limit_s)

    async def _next(self, kind: int) -> "mqtt.Packet":
        while True:
            while self._inbox:
                packet = self._inbox.pop(0)
                if packet.kind == kind:
                    return packet
            try:
                data = await self._reader.read(_READ_BYTES)
            except (OSError, ValueError) as error:
                raise MqttError(self._where + ": connection lost (" + _words(error) + ")" + self._advice)
            if not data:
                raise MqttError(self._where + ": closed the connection" + (self._advice or _STILL_ENROLLED))
            if data[:2] == _TLS_ALERT:  # no broker may send this to a client that speaks MQTT
                raise MqttError(self._where + _WANTS_TLS)
            self._advice = ""
            self._inbox.extend(self._packets.feed(data))


async def _shut(writer: "Any") -> None:
    try:
        writer.close()
        await wait_for(writer.wait_closed(), _WRITE_LIMIT_S)
    except (OSError, asyncio.TimeoutError, ValueError):
        pass


def _words(error: Exception) -> str:
    return "no answer" if isinstance(error, asyncio.TimeoutError) else words_and_kind(error)
