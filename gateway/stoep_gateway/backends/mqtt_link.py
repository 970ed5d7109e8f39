"""One connection to a broker that tells what became of each message: MQTT 5, by paho in this event loop."""

import asyncio
import ssl
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from paho.mqtt.client import Client, ConnectFlags
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from stoep_gateway.backends.peer import Peer, not_there
from stoep_gateway.errors import RetryableError

if TYPE_CHECKING:
    from paho.mqtt.client import SocketLike

TOO_LARGE = 0x95  # MQTT 5 §2.4, Packet too large
_KEEPALIVE_S = 60
_IN_FLIGHT = 20  # unless the broker wants fewer
_TICK_S = 5.0
_HEAD_BYTES = 64  # fixed header, packet id and properties beside topic and payload
_REFUSALS = {  # of a connection; MQTT 5 §3.2.2.2
    0x84: "does not speak MQTT 5, and older versions acknowledge what they throw away: use a broker that does",
    0x86: "does not let user {user} in (wrong user name or password): check user and password_file",
    0x87: "does not let user {user} in (not authorized): check user and password_file, and the broker's rights",
}


@dataclass(frozen=True, slots=True)
class Message:
    """topic: without wildcards; content_type: of the payload."""

    topic: str
    payload: bytes
    content_type: str


class MqttLink:
    """Open it, publish, close it. After any error, and once `is_up` is False, only `close` is left."""

    def __init__(self, peer: Peer, *, client_id: str, timeout_s: float) -> None:
        """client_id: "" lets the broker choose. timeout_s: to connect, and for each list of messages."""
        self._peer = peer
        self._timeout_s = timeout_s
        self._loop = asyncio.get_running_loop()
        self._greeted: asyncio.Future[int] = self._loop.create_future()
        self._lost: asyncio.Future[None] = self._loop.create_future()
        self._answers: dict[int, asyncio.Future[int]] = {}
        self._in_flight_max = _IN_FLIGHT
        self._packet_max_bytes = 0
        self._end = "ended the connection: see its log"
        self._client = client = Client(
            CallbackAPIVersion.VERSION2, client_id, protocol=MQTTProtocolVersion.MQTTv5, reconnect_on_failure=False
        )
        client.connect_timeout = timeout_s
        client.on_connect = self._on_connect
        client.on_publish = self._on_publish
        # paho asks for these by the loop that drives it; its own thread would hold exceptions back.
        client.on_socket_register_write = lambda _client, _userdata, opened: self._write_when_ready(opened)
        client.on_socket_unregister_write = lambda _client, _userdata, opened: self._written(opened)
        client.on_socket_close = lambda _client, _userdata, opened: self._detach(opened)
        if peer.user:
            client.username_pw_set(peer.user, peer.password or None)
        if peer.tls:
            peer.tls.sslsocket_class = _ClosingSocket
            client.tls_set_context(peer.tls)
        self._socket: SocketLike | None = None
        self._connected: asyncio.Future[Exception | None] = self._loop.create_future()

    @property
    def is_up(self) -> bool:
        """False: the connection is gone."""
        return not self._lost.done()

    async def open(self) -> None:
        """RetryableError: what a person can do about it."""
        # Names, TCP and TLS block; a daemon, so that a server which stalls there holds up no shutdown.
        threading.Thread(target=self._connect, name="mqtt-connect", daemon=True).start()
        try:
            async with asyncio.timeout(self._timeout_s):
                if error := await self._connected:
                    raise error
                self._attach()
                await asyncio.wait((self._greeted, self._lost), return_when=asyncio.FIRST_COMPLETED)
        except TimeoutError as error:
            raise self._silent() from error
        except (OSError, ValueError) as error:  # ValueError: a host that is no name
            raise RetryableError(f"{self._name} {not_there(error)}") from error
        if not self._greeted.done():
            raise RetryableError(f"{self._name} hung up: is this the broker's MQTT port, does it speak MQTT 5?")
        if code := self._greeted.result():
            reason = _REFUSALS.get(code, f"refuses us (MQTT reason 0x{code:02X}): see its log")
            raise RetryableError(f"{self._name} {reason.format(user=self._peer.user or 'nobody')}")

    async def publish(self, messages: Sequence[Message]) -> list[int]:
        """QoS 1: what the broker answered to each (MQTT 5 §3.4.2.1). RetryableError: not all were answered in time."""
        answers: list[int] = []
        try:
            async with asyncio.timeout(self._timeout_s):
                for start in range(0, len(messages), self._in_flight_max):
                    sent = [self._publish(message) for message in messages[start : start + self._in_flight_max]]
                    answers += [await self._answer(future) for future in sent]
        except TimeoutError as error:
            raise self._silent() from error
        finally:
            self._answers.clear()
        return answers

    def close(self) -> None:
        """Say goodbye, if there is anybody. Never raises."""
        if opened := self._socket:
            with suppress(Exception):
                self._client.disconnect()
                self._client.loop_write()
            self._detach(opened)
            opened.close()
        elif self._connected.done() and not self._connected.cancelled() and (late := self._client.socket()):
            late.close()  # it came in the moment in which we gave it up

    @property
    def _name(self) -> str:
        return f"MQTT broker {self._peer}"

    def _silent(self) -> RetryableError:
        return RetryableError(f"{self._name}: no answer within {self._timeout_s:g} s: is this the broker's MQTT port?")

    async def _answer(self, future: asyncio.Future[int]) -> int:
        await asyncio.wait((future, self._lost), return_when=asyncio.FIRST_COMPLETED)
        if not future.done():
            raise RetryableError(f"{self._name} {self._end}")
        return future.result()

    def _publish(self, message: Message) -> asyncio.Future[int]:
        answer: asyncio.Future[int] = self._loop.create_future()
        size_bytes = len(message.topic.encode()) + len(message.payload) + _HEAD_BYTES
        if 0 < self._packet_max_bytes < size_bytes:
            answer.set_result(TOO_LARGE)
            return answer
        properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
        properties.ContentType = message.content_type
        sent = self._client.publish(message.topic, message.payload, qos=1, properties=properties)
        if sent.rc != MQTTErrorCode.MQTT_ERR_SUCCESS:
            raise RetryableError(f"{self._name} ended the connection: trying again")
        self._answers[sent.mid] = answer  # in time: it is heard in this loop, so not before we wait
        return answer

    def _connect(self) -> None:
        """In a thread of its own."""
        failed: Exception | None = None
        try:
            self._client.connect(self._peer.host, self._peer.port, _KEEPALIVE_S)
        except Exception as error:  # noqa: BLE001 - carried over to who waits
            failed = error
        with suppress(RuntimeError):  # the loop was closed meanwhile
            self._loop.call_soon_threadsafe(self._was_connected, failed)

    def _was_connected(self, failed: Exception | None) -> None:
        if not self._connected.done():
            self._connected.set_result(failed)
        elif opened := self._client.socket():
            opened.close()  # nobody waits any more

    def _attach(self) -> None:
        self._socket = opened = self._client.socket()
        assert opened is not None, "connect() has returned"  # noqa: S101
        self._loop.add_reader(opened, self._step, self._read)
        self._write_when_ready(opened)
        self._tick()

    def _detach(self, opened: "SocketLike") -> None:
        if self._socket is opened:
            self._loop.remove_reader(opened)
            self._loop.remove_writer(opened)
            self._socket = None
            _settle(self._lost, None)

    def _write_when_ready(self, opened: "SocketLike") -> None:
        if self._socket is opened:  # else still in `connect`
            self._loop.add_writer(opened, self._step, self._client.loop_write)

    def _written(self, opened: "SocketLike") -> None:
        if self._socket is opened:
            self._loop.remove_writer(opened)

    def _tick(self) -> None:
        """Pings, and notices that they are not answered."""
        if self._socket:
            self._step(self._client.loop_misc)
            self._loop.call_later(_TICK_S, self._tick)

    def _read(self) -> MQTTErrorCode:
        code = self._client.loop_read()
        # What TLS has taken from the socket already, no selector tells of.
        while code == MQTTErrorCode.MQTT_ERR_SUCCESS and isinstance(self._socket, ssl.SSLSocket):
            if not self._socket.pending():
                break
            code = self._client.loop_read()
        return code

    def _step(self, work: Callable[[], MQTTErrorCode]) -> None:
        """Do it; a failure is the end of the connection, whatever paho makes of what a stranger says."""
        try:
            code = work()
        except Exception:  # noqa: BLE001 - the event loop would only log it; `_lost` tells who waits
            code = MQTTErrorCode.MQTT_ERR_PROTOCOL
        if code == MQTTErrorCode.MQTT_ERR_PROTOCOL:
            # Mosquitto 2.0.21 answers what is above its message_size_limit with 0x95, which no PUBACK may hold.
            self._end = "answers against MQTT 5: if it has a message_size_limit, lower rows_per_pack"
        if code != MQTTErrorCode.MQTT_ERR_SUCCESS and (opened := self._socket):
            self._detach(opened)
            opened.close()

    def _on_connect(
        self, _client: Client, _userdata: Any, _flags: ConnectFlags, reason: ReasonCode, properties: Properties | None
    ) -> None:
        self._in_flight_max = min(_IN_FLIGHT, getattr(properties, "ReceiveMaximum", _IN_FLIGHT))
        self._packet_max_bytes = getattr(properties, "MaximumPacketSize", 0)
        _settle(self._greeted, reason.value if reason.is_failure else 0)

    def _on_publish(
        self, _client: Client, _userdata: Any, mid: int, reason: ReasonCode, _properties: Properties
    ) -> None:
        if answer := self._answers.get(mid):
            _settle(answer, reason.value)


class _ClosingSocket(ssl.SSLSocket):
    """paho 2.2 leaves the socket of a failed handshake open."""

    def do_handshake(self, block: bool = False) -> None:  # noqa: FBT001, FBT002 - as it is called
        try:
            super().do_handshake(block)
        except BaseException:
            self.close()
            raise


def _settle(future: asyncio.Future[Any], value: Any) -> None:
    if not future.done():
        future.set_result(value)
