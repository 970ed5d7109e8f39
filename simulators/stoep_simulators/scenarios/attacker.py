"""Somebody who owns the broker: stands between devices and it, sees all, and says what they please on every topic.

While an attack is on, each message of a device is sent twice, with an older one, one of another device and a damaged
one before it; each reply comes after an older one and a damaged one. The attacker has no key: nothing may come of it.
"""

from collections import deque
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from random import Random

from stoep_protocol import mqtt
from stoep_protocol.names import down_topic
from stoep_protocol.parse_topic import parse_up_topic
from stoep_simulators.scenarios.between import Place, between, packet_bytes

_KEPT = 200  # messages of each direction to choose from


class Attacker:
    """Devices connect where it is listening. is_on: whether a device is attacked now. injected: messages so far."""

    def __init__(self, *, seed: str, is_on: Callable[[str], bool]) -> None:
        self.injected = 0
        self._random = Random(seed)
        self._is_on = is_on
        self._ups: deque[tuple[str, bytes]] = deque(maxlen=_KEPT)  # device, message
        self._downs: deque[tuple[str, bytes]] = deque(maxlen=_KEPT)

    def listening(self, broker: Place) -> AbstractAsyncContextManager[Place]:
        """Where, in front of the broker."""
        return between(broker, met=lambda: self)

    def upwards(self, packet: mqtt.Packet) -> bytes:
        """What goes to the broker in place of a device's packet."""
        whole = packet_bytes(packet)
        if packet.kind != mqtt.PUBLISH:
            return whole
        message = mqtt.parse_publish(packet)
        device = parse_up_topic(message.topic)
        before, others = self._some(self._ups, device), [told for name, told in self._ups if name != device]
        self._ups.append((device, message.payload))
        if not self._is_on(device):
            return whole
        lies = [*before, *([self._random.choice(others)] if others else []), self._damaged(message.payload)]
        return (
            b"".join(self._said(message.topic, lie) for lie in lies)
            + whole
            + self._said(message.topic, message.payload)
        )

    def downwards(self, packet: mqtt.Packet) -> bytes:
        """What goes to a device in place of the broker's packet."""
        whole = packet_bytes(packet)
        if packet.kind != mqtt.PUBLISH:
            return whole
        message = mqtt.parse_publish(packet)
        device = message.topic.split("/")[2]
        before = self._some(self._downs, device)
        self._downs.append((device, message.payload))
        if message.topic != down_topic(device) or not self._is_on(device):
            return whole
        return b"".join(self._said(message.topic, lie) for lie in (*before, self._damaged(message.payload))) + whole

    def _some(self, kept: deque[tuple[str, bytes]], device: str) -> list[bytes]:
        mine = [message for name, message in kept if name == device]
        return [self._random.choice(mine)] if mine else []

    def _damaged(self, message: bytes) -> bytes:
        changed = bytearray(message)
        changed[self._random.randrange(len(changed))] ^= 1 << self._random.randrange(8)
        return bytes(changed)

    def _said(self, topic: str, payload: bytes) -> bytes:
        self.injected += 1
        return mqtt.publish(topic, payload)
