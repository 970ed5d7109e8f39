"""Somebody with a device's broker password who sends as fast as the broker takes it, or at a rate."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from stoep_protocol import mqtt
from stoep_protocol.names import up_topic

_BLOCK = 200  # messages between two looks at the clock
_PACKET_IDS = 60_000


class Flood:
    """sent: how many messages the broker's socket has taken."""

    def __init__(self, bundle: dict[str, Any], *, payloads: Iterator[bytes], qos: int, rate_hz: float = 0.0) -> None:
        """payloads: without end. rate_hz 0: as fast as they go."""
        self.sent = 0
        self._broker = bundle["broker"]
        self._name = bundle["device"]
        self._payloads = payloads
        self._qos = qos
        self._rate_hz = rate_hz

    async def run(self, *, seconds: float) -> None:
        reader, writer = await asyncio.open_connection(self._broker["host"], self._broker["port"])
        user, password = self._broker["user"], self._broker["password"]
        writer.write(
            mqtt.connect(client_id=self._name, user=user, password=password, clean_session=True, keepalive_s=60)
        )
        answers = asyncio.create_task(_read_away(reader), name="answers to the flood")
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        try:
            while loop.time() < began_s + seconds:
                writer.write(b"".join([self._message(self.sent + at) for at in range(_BLOCK)]))
                await writer.drain()
                self.sent += _BLOCK
                due_s = began_s + self.sent / self._rate_hz if self._rate_hz else 0.0
                await asyncio.sleep(max(0.0, due_s - loop.time()))
        finally:
            answers.cancel()
            writer.transport.abort()  # what the broker has not taken would keep it open
            with suppress(OSError):
                await writer.wait_closed()

    def _message(self, number: int) -> bytes:
        packet_id = 1 + number % _PACKET_IDS if self._qos else 0
        return mqtt.publish(up_topic(self._name), next(self._payloads), packet_id=packet_id)


async def _read_away(reader: asyncio.StreamReader) -> None:
    while await reader.read(65536):
        continue
