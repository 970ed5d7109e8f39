"""Cut a device off in the middle of a conversation: a message of its is on its way, and no reply comes any more.

Whether that message still reaches the broker, and how many do before it, is drawn. A message that arrived without the
device knowing comes again: the gateway has to count it as a duplicate.
"""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from random import Random
from typing import Any

from stoep_protocol import mqtt
from stoep_protocol.parse_topic import parse_up_topic
from stoep_simulators.scenarios.between import Place, between, packet_bytes

_BEFORE_MAX = 2  # messages, of this conversation or the next ones: few have more


@dataclass(slots=True)
class _Cut:
    left: int  # messages before the one that is cut off
    is_lost: bool
    has_come: asyncio.Event = field(default_factory=asyncio.Event)


class Cutter:
    """Devices connect where it is listening."""

    def __init__(self) -> None:
        self._cuts: dict[str, _Cut] = {}

    def listening(self, broker: Place) -> AbstractAsyncContextManager[Place]:
        """Where, in front of the broker."""
        return between(broker, met=self.meet)

    def meet(self) -> "Connection":
        """A device has connected."""
        return Connection(self._cuts)

    def arm(self, device: str, *, seed: str) -> Callable[[], Coroutine[Any, Any, None]]:
        """Something to wait for: the device is in the middle of a conversation, and hears nothing any more."""
        random = Random(seed)
        cut = self._cuts[device] = _Cut(left=random.randint(0, _BEFORE_MAX), is_lost=random.random() < 0.5)

        async def wait() -> None:
            await cut.has_come.wait()

        return wait


class Connection:
    """Hands that a device's packets pass through."""

    def __init__(self, cuts: dict[str, _Cut]) -> None:
        self._cuts = cuts
        self._is_deaf = False

    def upwards(self, packet: mqtt.Packet) -> bytes:
        """What goes to the broker in place of the device's packet."""
        if self._is_deaf:
            return b""
        if packet.kind != mqtt.PUBLISH:
            return packet_bytes(packet)
        device = parse_up_topic(mqtt.parse_publish(packet).topic)
        cut = self._cuts.get(device)
        if cut is None:
            return packet_bytes(packet)
        if cut.left:
            cut.left -= 1
            return packet_bytes(packet)
        self._is_deaf = True
        del self._cuts[device]
        cut.has_come.set()
        return b"" if cut.is_lost else packet_bytes(packet)

    def downwards(self, packet: mqtt.Packet) -> bytes:
        """What goes to the device in place of the broker's packet."""
        return b"" if self._is_deaf else packet_bytes(packet)
