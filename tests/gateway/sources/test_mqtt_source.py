"""The source keeps one subscription up, whatever the broker does. The broker here is a script of our own packets."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from itertools import repeat

import pytest

from stoep_gateway.records import Arrival, Outgoing
from stoep_gateway.sources.mqtt import MqttSource
from stoep_gateway.sources.mqtt_connection import Login
from stoep_protocol import mqtt
from stoep_testing.tcp_server import tcp_server
from support.ports import free_port
from support.waiting import LIMIT_S

LOGIN = Login(client_id="c", user="u", password="p", topic_filter="stoep/1/+/up", persistent=True, keepalive_s=1)
PINGREQ = 12
CONNACK = b"\x20\x02\x00\x00"
CONNACK_SESSION = b"\x20\x02\x01\x00"
SUBACK = b"\x90\x03\x00\x01\x01"
ECHO = (Outgoing(topic="stoep/1/a/down", payload=b"reply"),)


class ScriptedBroker:
    """Plays one scene a connection; afterwards it hangs up. Keeps what the client sent."""

    def __init__(self, *scenes: Callable[["ScriptedBroker"], Awaitable[None]]) -> None:
        self._scenes = list(scenes)
        self.packets: asyncio.Queue[mqtt.Packet] = asyncio.Queue(100)
        self.connections = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.writer = writer
        packets = mqtt.PacketReader(max_bytes=100_000)

        async def listen() -> None:
            while data := await reader.read(4096):
                for packet in packets.feed(data):
                    if packet.kind != PINGREQ:  # comes when it likes
                        await self.packets.put(packet)

        listening = asyncio.create_task(listen())
        try:
            if self._scenes:
                await self._scenes.pop(0)(self)
        finally:
            listening.cancel()

    async def expect(self, kind: int) -> mqtt.Packet:
        async with asyncio.timeout(LIMIT_S):
            packet = await self.packets.get()
        assert packet.kind == kind
        return packet

    def send(self, data: bytes) -> None:
        self.writer.write(data)

    async def welcome(self, connack: bytes = CONNACK) -> None:
        await self.expect(1)
        self.send(connack)
        await self.expect(8)
        self.send(SUBACK)


class Run:
    """One source against one scripted broker."""

    def __init__(self) -> None:
        self.taken: list[Arrival] = []
        self.batches: list[int] = []
        self.reports: asyncio.Queue[str] = asyncio.Queue(100)

    def take(self, arrivals: tuple[Arrival, ...]) -> tuple[Outgoing, ...]:
        self.taken += arrivals
        self.batches.append(len(arrivals))
        return ECHO

    @asynccontextmanager
    async def against(
        self, broker: ScriptedBroker, *, waits: Iterator[float] | None = None
    ) -> AsyncIterator[MqttSource]:
        async with tcp_server(broker.serve) as port:
            source = MqttSource(
                host="127.0.0.1",
                port=port,
                login=LOGIN,
                delays_s=lambda: waits or repeat(0.0),
                report=self.reports.put_nowait,
            )
            running = asyncio.create_task(source.run(self.take))
            try:
                yield source
            finally:
                running.cancel()
                await asyncio.wait([running])


async def test_what_arrives_together_is_taken_together_acknowledged_and_answered() -> None:
    done = asyncio.Event()

    async def scene(broker: ScriptedBroker) -> None:
        await broker.welcome()
        broker.send(b"".join(mqtt.publish("stoep/1/a/up", bytes([n]), packet_id=n) for n in (1, 2, 3)))
        for number in (1, 2, 3):
            assert mqtt.parse_puback(await broker.expect(mqtt.PUBACK)) == number
        assert mqtt.parse_publish(await broker.expect(mqtt.PUBLISH)).payload == b"reply"
        done.set()
        await asyncio.Event().wait()

    run = Run()
    async with run.against(ScriptedBroker(scene)), asyncio.timeout(LIMIT_S):
        await done.wait()
    assert run.batches == [3]


async def test_messages_that_come_before_the_suback_are_taken_too() -> None:
    done = asyncio.Event()

    async def scene(broker: ScriptedBroker) -> None:
        await broker.expect(1)
        broker.send(CONNACK_SESSION + mqtt.publish("stoep/1/a/up", b"waited", packet_id=9))
        await broker.expect(8)
        assert mqtt.parse_puback(await broker.expect(mqtt.PUBACK)) == 9
        broker.send(SUBACK)
        done.set()
        await asyncio.Event().wait()

    run = Run()
    async with run.against(ScriptedBroker(scene)), asyncio.timeout(LIMIT_S):
        await done.wait()
    assert [arrival.payload for arrival in run.taken] == [b"waited"]


@pytest.mark.parametrize("connack", [CONNACK, CONNACK_SESSION])
async def test_it_subscribes_whatever_the_broker_says_of_the_session(connack: bytes) -> None:
    done = asyncio.Event()

    async def scene(broker: ScriptedBroker) -> None:
        await broker.welcome(connack)
        done.set()
        await asyncio.Event().wait()

    async with Run().against(ScriptedBroker(scene)), asyncio.timeout(LIMIT_S):
        await done.wait()


async def test_it_comes_back_when_the_broker_hangs_up() -> None:
    back = asyncio.Event()

    async def first(broker: ScriptedBroker) -> None:
        await broker.welcome()
        broker.send(mqtt.publish("stoep/1/a/up", b"one", packet_id=1))
        await broker.expect(mqtt.PUBACK)
        await broker.expect(mqtt.PUBLISH)

    async def second(broker: ScriptedBroker) -> None:
        while not broker.packets.empty():
            broker.packets.get_nowait()
        back.set()
        await asyncio.Event().wait()

    run = Run()
    async with run.against(ScriptedBroker(first, second)), asyncio.timeout(LIMIT_S):
        await back.wait()
        assert (await run.reports.get()).endswith("connected")
        assert "closed the connection; trying again in 0.0 s, nothing is lost meanwhile" in await run.reports.get()


async def test_a_refusal_is_reported_with_its_reason() -> None:
    async def scene(broker: ScriptedBroker) -> None:
        await broker.expect(1)
        broker.send(b"\x20\x02\x00\x05")
        await broker.writer.drain()

    run = Run()
    broker = ScriptedBroker(scene)
    async with run.against(broker, waits=repeat(3600.0)), asyncio.timeout(LIMIT_S):
        assert "refused user u: wrong user name or password" in await run.reports.get()


async def test_a_port_that_does_not_speak_mqtt_is_reported() -> None:
    async def scene(broker: ScriptedBroker) -> None:
        broker.send(b"HTTP/1.1 400 Bad Request\r\n\r\n" + b"\xff" * 20)
        await broker.writer.drain()

    run = Run()
    async with run.against(ScriptedBroker(scene), waits=repeat(3600.0)), asyncio.timeout(LIMIT_S):
        assert "spoke something that is not MQTT: is this the broker's MQTT port?" in await run.reports.get()


async def test_a_broker_that_falls_silent_is_left() -> None:
    back = asyncio.Event()

    async def silent(broker: ScriptedBroker) -> None:
        await broker.welcome()
        await asyncio.wait([asyncio.create_task(back.wait())])

    async def second(broker: ScriptedBroker) -> None:
        back.set()
        await asyncio.Event().wait()

    run = Run()
    async with run.against(ScriptedBroker(silent, second)), asyncio.timeout(LIMIT_S):
        await back.wait()
        assert (await run.reports.get()).endswith("connected")
        assert "gave no sign of life for 1 s" in await run.reports.get()


async def test_an_oversized_message_is_acknowledged_and_arrives_cut() -> None:
    done = asyncio.Event()

    async def scene(broker: ScriptedBroker) -> None:
        await broker.welcome()
        broker.send(mqtt.publish("stoep/1/a/up", bytes(500_000), packet_id=5))
        await broker.writer.drain()
        assert mqtt.parse_puback(await broker.expect(mqtt.PUBACK)) == 5
        done.set()
        await asyncio.Event().wait()

    run = Run()
    async with run.against(ScriptedBroker(scene)), asyncio.timeout(LIMIT_S):
        await done.wait()
    assert len(run.taken[0].payload) == 1025


async def test_a_fault_in_taking_ends_the_source_and_the_message_does_not_come_back() -> None:
    acknowledged = asyncio.Event()

    async def scene(broker: ScriptedBroker) -> None:
        await broker.welcome()
        broker.send(mqtt.publish("stoep/1/a/up", b"poison", packet_id=5))
        await broker.expect(mqtt.PUBACK)
        acknowledged.set()

    def take(arrivals: tuple[Arrival, ...]) -> tuple[Outgoing, ...]:
        raise ZeroDivisionError

    async with tcp_server(ScriptedBroker(scene).serve) as port, asyncio.timeout(LIMIT_S):
        source = MqttSource(
            host="127.0.0.1", port=port, login=LOGIN, delays_s=lambda: repeat(0.0), report=lambda _: None
        )
        with pytest.raises(ZeroDivisionError):
            await source.run(take)
        await acknowledged.wait()


async def test_a_broker_that_is_not_there_is_reported_with_what_to_look_at() -> None:
    reports: asyncio.Queue[str] = asyncio.Queue(100)
    port = free_port()
    source = MqttSource(
        host="127.0.0.1", port=port, login=LOGIN, delays_s=lambda: repeat(60.0), report=reports.put_nowait
    )
    running = asyncio.create_task(source.run(lambda _: ()))
    async with asyncio.timeout(LIMIT_S):
        report = await reports.get()
    running.cancel()
    await asyncio.wait([running])
    assert report == (
        f"broker 127.0.0.1:{port} is not there (Connection refused): is it running, are [broker] host and port right?; "
        "trying again in 60.0 s, nothing is lost meanwhile"
    )
