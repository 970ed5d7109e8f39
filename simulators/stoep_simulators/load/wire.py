"""A talker's connection to a broker: MQTT 3.1.1, QoS 1 up, QoS 0 down, without a task of its own."""

import asyncio
from typing import cast

from stoep_protocol import mqtt
from stoep_protocol.connack_words import REASONS
from stoep_protocol.errors import DecodeError
from stoep_protocol.names import down_topic, up_topic
from stoep_simulators.load.talker import Talker

_KEEPALIVE_S = 300  # frames come at least once a minute
_MAX_PACKET_BYTES = 1280  # a sealed reply and its topic
_SUBSCRIBE_ID = 1


class Wire(asyncio.Protocol):
    """One connection. ended: done once it is gone. trouble: why it could not be used, "" if it could."""

    def __init__(self, talker: Talker, *, name: str, user: str, password: str) -> None:
        self._talker = talker
        self._name = name
        self._hello = mqtt.connect(
            client_id=name, user=user, password=password, clean_session=True, keepalive_s=_KEEPALIVE_S
        )
        self._topic = up_topic(name)
        self._packets = mqtt.PacketReader(max_bytes=_MAX_PACKET_BYTES)
        self._packet_id = _SUBSCRIBE_ID
        self._transport: asyncio.Transport | None = None
        self._loop = asyncio.get_running_loop()
        self._is_subscribed = False
        self._is_full = False  # what the broker does not take now waits in the talker
        self.ended: asyncio.Future[None] = self._loop.create_future()
        self.opened: asyncio.Future[None] = self._loop.create_future()
        self.trouble = ""

    @property
    def is_open(self) -> bool:
        """Whether the talker may use it."""
        return self._is_subscribed and self._transport is not None and not self._transport.is_closing()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(self._hello)

    def data_received(self, data: bytes) -> None:
        try:
            for packet in self._packets.feed(data):
                self._heard(packet)
        except DecodeError:
            self._fail("does not speak MQTT 3.1.1")
            return
        self.flush()

    def pause_writing(self) -> None:
        self._is_full = True

    def resume_writing(self) -> None:
        self._is_full = False
        self.flush()

    def connection_lost(self, error: Exception | None) -> None:
        self._transport = None
        self._talker.closed()
        for future in (self.opened, self.ended):
            if not future.done():
                future.set_result(None)

    def flush(self) -> None:
        """Write what the talker has to say, as far as the broker takes it."""
        while self._transport is not None and not self._is_full:
            message = self._talker.next_message(now_s=self._loop.time())
            if message is None:
                return
            self._packet_id = self._packet_id % 0xFFFF + 1
            self._transport.write(mqtt.publish(self._topic, message, packet_id=self._packet_id))

    def tick(self) -> None:
        """Now and then: a reply that stays out is asked for again, and then the connection is given up."""
        if self._talker.is_silent(now_s=self._loop.time()):
            if self._talker.late():
                self.flush()
            else:
                self._fail("no reply from the gateway")

    def close(self) -> None:
        """Say goodbye; `ended` follows."""
        if self._transport is not None:
            self._transport.write(mqtt.disconnect())
            self._transport.close()

    def abort(self) -> None:
        """At once, whatever was still to be written."""
        if self._transport is not None:
            self._transport.abort()

    def _heard(self, packet: mqtt.Packet) -> None:
        if packet.kind == mqtt.PUBLISH:
            self._talker.take(mqtt.parse_publish(packet).payload, now_s=self._loop.time())
        elif packet.kind == mqtt.CONNACK:
            code = mqtt.parse_connack(packet)[1]
            if code:
                self._fail(REASONS.get(code, "refused"))
            elif self._transport is not None:
                self._transport.write(mqtt.subscribe(down_topic(self._name), packet_id=_SUBSCRIBE_ID, qos=0))
        elif packet.kind == mqtt.SUBACK:
            if mqtt.parse_suback(packet) == mqtt.SUBACK_REFUSED:
                self._fail("no permission for the device's topic")
            else:
                self._is_subscribed = True
                self._talker.opened()
                if not self.opened.done():
                    self.opened.set_result(None)

    def _fail(self, trouble: str) -> None:
        self.trouble = trouble
        self.abort()
