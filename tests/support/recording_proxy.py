"""Stands between devices and their broker and remembers the nonce of every sealed message that a device sends."""

import asyncio
import threading
from collections import Counter
from concurrent.futures import Future
from contextlib import suppress

from stoep_protocol import mqtt
from stoep_protocol.parse_topic import parse_up_topic
from stoep_protocol.seal import parse_envelope
from stoep_testing.tcp_server import tcp_server

Nonce = tuple[str, bytes, int]  # device, kid, Partial IV


class RecordingProxy:
    """Context manager, in a thread of its own: tests that wait for processes do not hold it up. port: for devices."""

    def __init__(self, *, target_port: int) -> None:
        self._target_port = target_port
        self._loop: asyncio.AbstractEventLoop
        self._stop = asyncio.Event()
        # Not a bare loop: what the system is still handing over at the end ends with `run`.
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), name="proxy")
        self._listening: Future[int] = Future()
        self._sent: Counter[Nonce] = Counter()
        self._lock = threading.Lock()  # who asks goes through it while the thread adds to it
        self.port = 0

    def __enter__(self) -> "RecordingProxy":
        self._thread.start()
        self.port = self._listening.result(timeout=60)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def messages(self, device: str) -> int:
        """How many it has sent."""
        with self._lock:
            return sum(number for (name, _, _), number in self._sent.items() if name == device)

    def repeated(self) -> list[Nonce]:
        """Nonces that were used more than once."""
        with self._lock:
            return [nonce for nonce, number in self._sent.items() if number > 1]

    async def _run(self) -> None:
        self._loop = asyncio.get_running_loop()
        async with tcp_server(self._serve) as port:
            self._listening.set_result(port)
            await self._stop.wait()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self._target_port)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._up(reader, there_writer), name="up")
                group.create_task(self._down(there_reader, writer), name="down")
        except* OSError:
            pass
        finally:
            there_writer.transport.abort()
            with suppress(OSError):
                await there_writer.wait_closed()

    async def _up(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        packets = mqtt.PacketReader(max_bytes=4_096)
        while data := await reader.read(65_536):
            for packet in packets.feed(data):
                if packet.kind == mqtt.PUBLISH:
                    self._note(mqtt.parse_publish(packet))
            writer.write(data)
            await writer.drain()
        writer.close()

    async def _down(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
        writer.close()

    def _note(self, message: mqtt.Publish) -> None:
        self._count(parse_up_topic(message.topic), message=message)

    def _count(self, name: str, *, message: mqtt.Publish) -> None:
        envelope = parse_envelope(message.payload)
        with self._lock:
            self._sent[name, bytes(envelope.kid), envelope.counter] += 1
