"""One MQTT connection of the gateway: acknowledge at once, hand on what arrived together, send the answers."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from stoep_gateway.errors import RetryableError
from stoep_gateway.records import Arrival, Outgoing
from stoep_gateway.sources.cutting_reader import CuttingReader, Incoming
from stoep_protocol import mqtt
from stoep_protocol.connack_words import REASONS
from stoep_protocol.errors import DecodeError

Take = Callable[[tuple[Arrival, ...]], tuple[Outgoing, ...]]

_SUBSCRIBE_ID = 1
_CONNACK_HEAD = mqtt.CONNACK << 4  # the first packet of a broker is CONNACK (§3.2)
_IS_IT_MQTT = "is this the broker's MQTT port?"
_NOT_MQTT = f"spoke something that is not MQTT: {_IS_IT_MQTT}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """Who connects and what for. persistent: the broker keeps messages while this client is away (QoS 1)."""

    client_id: str
    user: str
    password: str
    topic_filter: str
    persistent: bool
    keepalive_s: int = 30


class MqttConnection(asyncio.Protocol):
    """Lives as long as its socket. `subscribed` is done when messages flow, `lost` when no more will come.

    An answer that the socket has no room for is dropped: devices ask again (SPEC §1).
    """

    def __init__(self, login: Login, *, take: Take) -> None:
        self._login = login
        self._take = take
        self._reader = CuttingReader()
        self._transport: asyncio.Transport | None = None
        self._full = False
        self._heard = False
        self._greeted = False
        loop = asyncio.get_running_loop()
        self.subscribed: asyncio.Future[None] = loop.create_future()
        self.lost: asyncio.Future[None] = loop.create_future()
        self.dropped_replies = 0
        self.is_let_in = False  # by name and password, whatever it may do then

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport = cast(asyncio.Transport, transport)
        login = self._login
        transport.write(
            mqtt.connect(
                client_id=login.client_id,
                user=login.user,
                password=login.password,
                clean_session=not login.persistent,
                keepalive_s=login.keepalive_s,
            )
        )

    def data_received(self, data: bytes) -> None:
        if not self._greeted and not self._heard and data[0] != _CONNACK_HEAD:
            self._fail(RetryableError(_NOT_MQTT))
            return
        self._heard = True
        try:
            self._handle(self._reader.feed(data))
        except DecodeError:
            self._fail(RetryableError(_NOT_MQTT))
        except Exception as error:  # noqa: BLE001 - the event loop would only log it; `lost` raises it where it counts
            self._fail(error)

    def connection_lost(self, exc: Exception | None) -> None:
        reason = "closed the connection" if self._greeted else f"hung up: {_IS_IT_MQTT}"
        self._fail(RetryableError(reason))

    @property
    def is_greeted(self) -> bool:
        """Whether the broker has said who may come in."""
        return self._greeted

    def pause_writing(self) -> None:
        self._full = True

    def resume_writing(self) -> None:
        self._full = False

    def ping(self) -> bool:
        """Ask for a sign of life. False: there was none since the last ping."""
        heard, self._heard = self._heard, False
        if heard and self._transport:
            self._transport.write(mqtt.pingreq())
        return heard

    def send(self, replies: tuple[Outgoing, ...]) -> None:
        """Answers that no arrival asked for just now."""
        if self._transport and (packed := self._packed(replies)):
            self._transport.write(b"".join(packed))

    def close(self) -> None:
        """Say goodbye, keep the session."""
        if self._transport and not self._transport.is_closing():
            self._transport.write(mqtt.disconnect())
            self._transport.close()

    def _handle(self, incoming: Incoming) -> None:
        arrivals, answers, packets = incoming
        for packet in packets:
            if packet.kind == mqtt.CONNACK:
                self._connected(packet)
            elif packet.kind == mqtt.SUBACK:
                self._subscribed(packet)
        try:
            answers += self._packed(self._take(tuple(arrivals)) if arrivals else ())
        finally:  # acknowledged even when `take` fails, else one bad message would come back after every restart
            if answers and self._transport:
                self._transport.write(b"".join(answers))

    def _packed(self, replies: tuple[Outgoing, ...]) -> list[bytes]:
        if self._full:
            self.dropped_replies += len(replies)
            return []
        return [mqtt.publish(reply.topic, reply.payload) for reply in replies]

    def _connected(self, packet: mqtt.Packet) -> None:
        self._greeted = True
        _, code = mqtt.parse_connack(packet)
        self.is_let_in = not code
        if code:
            reason = REASONS.get(code, f"code {code}")
            self._fail(RetryableError(f"refused user {self._login.user}: {reason}"))
        elif self._transport:
            # Also when the broker says that it has the session: repeating it is harmless, a forgotten one is not.
            qos = 1 if self._login.persistent else 0
            self._transport.write(mqtt.subscribe(self._login.topic_filter, packet_id=_SUBSCRIBE_ID, qos=qos))

    def _subscribed(self, packet: mqtt.Packet) -> None:
        if mqtt.parse_suback(packet) == mqtt.SUBACK_REFUSED:
            login = self._login
            self._fail(
                RetryableError(f"does not let user {login.user} subscribe to {login.topic_filter}: give it that right")
            )
        elif not self.subscribed.done():
            self.subscribed.set_result(None)

    def _fail(self, error: Exception) -> None:
        for future in (self.subscribed, self.lost):
            if not future.done():
                future.set_exception(error)
                future.exception()  # looked at here, so that nobody has to wait for both
        if self._transport:
            self._transport.abort()
