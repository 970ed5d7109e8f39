"""Publish to a city's broker as SenML. What is sent again arrives again: consumers tell repeats by their id."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from math import isfinite
from pathlib import Path

from stoep_gateway.backends.isolate import Isolation, Request
from stoep_gateway.backends.mqtt_link import Message, MqttLink
from stoep_gateway.backends.options import Options
from stoep_gateway.backends.patience import Patience
from stoep_gateway.backends.peer import Peer, read_peer
from stoep_gateway.backends.senml import CONTENT_TYPE, is_name, name, pack
from stoep_gateway.config.settings import BackendSettings
from stoep_gateway.errors import PermanentError, RetryableError
from stoep_gateway.ports import Backend
from stoep_gateway.records import Observation

_DEVICE = "{device}"
# MQTT 5 §3.4.2.1, of a PUBACK
_NOBODY_THERE = 0x10
_REFUSED = 0x80  # from here up
_NOT_AUTHORIZED = 0x87
_QUOTA_EXCEEDED = 0x97


def create(settings: BackendSettings, *, state_dir: Path) -> Backend:
    """Options: those of `read_peer`, and topic, base_name, client_id, needs_subscriber, rows_per_pack, timeout_s."""
    options = Options(settings)
    peer = read_peer(options, port=1883, tls_port=8883)
    topic = options.text("topic", default="stoep/{device}/senml")
    if not topic.replace(_DEVICE, "") or set(topic.replace(_DEVICE, "")) & set("{}+#\0"):
        raise options.error("topic", "must be a topic without + and #; {device} in it stands for the device's name")
    base_name = options.text("base_name", default="stoep/{device}/")
    if _DEVICE not in base_name or not is_name(base_name.replace(_DEVICE, "x")):
        raise options.error("base_name", "must hold {device}, and only a-z A-Z 0-9 - : . / _ beside it")
    backend = Mqtt(
        peer,
        topic=topic,
        base_name=base_name,
        client_id=options.text("client_id", default=""),
        needs_subscriber=options.flag("needs_subscriber", default=True),
        # About 15 kB: brokers of cloud services stop at 128 kB, and small consumers well before.
        rows_per_pack=int(options.number("rows_per_pack", default=100, low=1, high=10_000)),
        timeout_s=options.number("timeout_s", default=30.0, low=0.1, high=600.0),
    )
    options.done()
    return backend


class Mqtt:
    """A back-end (ports.Backend). One connection, kept open between sends."""

    needs_time = True  # SenML without a time means now (RFC 8428 §4.5.3)

    def __init__(
        self,
        peer: Peer,
        *,
        topic: str,
        base_name: str,
        client_id: str,
        needs_subscriber: bool,
        rows_per_pack: int,
        timeout_s: float,
    ) -> None:
        self._peer = peer
        self._topic = topic
        self._base_name = base_name
        self._client_id = client_id
        self._needs_subscriber = needs_subscriber
        self._rows_max = rows_per_pack
        self._timeout_s = timeout_s
        self._link: MqttLink | None = None
        self._patience = Patience()

    async def send(self, batch: tuple[Observation, ...], *, unsure: bool) -> None:
        """See ports.Backend. Returns when the broker has acknowledged every pack; nothing can be read back."""
        sendable = {row: entry.device for row, entry in enumerate(batch) if _sendable(entry)}
        isolation = Isolation(sendable, rows_max=self._rows_max)
        async with self._connected() as link:
            while request := isolation.next_request():
                codes = await link.publish(self._messages(request, batch=batch))
                isolation.answered(request, failed=self._failed(request, codes=codes))
                if isolation.barren and self._patience.is_left:
                    break
        self._patience.judge(stored=bool(isolation.stored), troubled=bool(isolation.refused) or isolation.barren)
        if refused := isolation.refused | set(range(len(batch))).difference(sendable):
            raise PermanentError(f"{len(refused)} observations are refused", rejected=tuple(sorted(refused)))

    async def check(self) -> None:
        """See ports.Checked. Connects and publishes nothing."""
        async with self._connected():
            pass

    async def close(self) -> None:
        """See ports.Backend."""
        link, self._link = self._link, None
        if link:
            link.close()

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[MqttLink]:
        """The link, opened if need be; whatever goes wrong inside ends it."""
        try:
            if self._link is not None and not self._link.is_up:
                self._link = None
            if self._link is None:
                self._link = MqttLink(self._peer, client_id=self._client_id, timeout_s=self._timeout_s)
                await self._link.open()
            yield self._link
        except BaseException:
            link, self._link = self._link, None
            if link:
                link.close()
            raise

    def _messages(self, request: Request, *, batch: Sequence[Observation]) -> list[Message]:
        """One pack a group: the rows of one device."""
        messages = []
        for group in request:
            device = name(batch[group.rows[0]].device)
            payload = pack([batch[row] for row in group.rows], base_name=self._base_name.replace(_DEVICE, device))
            messages.append(Message(self._topic.replace(_DEVICE, device), payload, CONTENT_TYPE))
        return messages

    def _failed(self, request: Request, *, codes: Sequence[int]) -> set[int]:
        """The rows of packs that the broker refuses for what they are. RetryableError: it refuses them for now."""
        where = f"MQTT broker {self._peer}"
        if _NOT_AUTHORIZED in codes:
            user = self._peer.user or "nobody"
            raise RetryableError(f"{where} does not let user {user} publish to {self._topic}: give it that right")
        if _QUOTA_EXCEEDED in codes:
            raise RetryableError(f"{where} says that its quota is used up: trying again")
        if _NOBODY_THERE in codes and self._needs_subscriber:
            raise RetryableError(
                f"{where} has nobody to give {self._topic} to: subscribe there with a lasting session and QoS 1,"
                " or set needs_subscriber = false"
            )
        return {row for group, code in zip(request, codes, strict=True) if code >= _REFUSED for row in group.rows}


def _sendable(observation: Observation) -> bool:
    """JSON has no number for what is not finite."""
    return observation.time_s is not None and isfinite(observation.value)
