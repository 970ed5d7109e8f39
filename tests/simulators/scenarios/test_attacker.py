"""Who owns the broker repeats, damages and mixes up messages, of whom they attack and only then; all else passes."""

import asyncio

import pytest

from stoep_protocol import mqtt
from stoep_protocol.names import down_topic, up_topic
from stoep_simulators.scenarios.attacker import Attacker
from stoep_testing.tcp_server import tcp_server

HERE = "127.0.0.1"


class Bench:
    """An attacker whose victims can be changed."""

    def __init__(self) -> None:
        self.victims = {"a"}
        self.attacker = Attacker(seed="1", is_on=lambda device: device in self.victims)

    def up(self, device: str, payload: bytes) -> list[bytes]:
        return payloads(self.attacker.upwards(published(up_topic(device), payload, packet_id=7)))

    def down(self, device: str, payload: bytes) -> list[bytes]:
        return payloads(self.attacker.downwards(published(down_topic(device), payload, packet_id=0)))


@pytest.fixture
def bench() -> Bench:
    return Bench()


def published(topic: str, payload: bytes, *, packet_id: int) -> mqtt.Packet:
    (packet,) = mqtt.PacketReader(max_bytes=1_000).feed(mqtt.publish(topic, payload, packet_id=packet_id))
    return packet


def payloads(written: bytes) -> list[bytes]:
    packets = mqtt.PacketReader(max_bytes=1_000).feed(written)
    return [mqtt.parse_publish(packet).payload for packet in packets]


def test_a_message_comes_with_an_old_one_anothers_a_damaged_one_and_once_more(bench: Bench) -> None:
    bench.up("a", b"old")
    bench.up("b", b"other")
    old, other, damaged, new, again = bench.up("a", b"new")
    assert (old, other, new, again) == (b"old", b"other", b"new", b"new")
    assert sum((left ^ right).bit_count() for left, right in zip(damaged, b"new", strict=True)) == 1


def test_a_reply_comes_after_an_old_and_a_damaged_one(bench: Bench) -> None:
    bench.down("a", b"old")
    old, damaged, new = bench.down("a", b"new")
    assert (old, new) == (b"old", b"new")
    assert damaged != new


def test_who_is_not_attacked_hears_and_says_what_is_meant(bench: Bench) -> None:
    assert bench.up("b", b"one") == [b"one"]
    assert bench.down("b", b"one") == [b"one"]
    assert bench.attacker.injected == 0


def test_other_packets_pass_as_they_are(bench: Bench) -> None:
    whole = mqtt.connect(client_id="a" * 200, user="a", password="b", clean_session=True, keepalive_s=9)
    (packet,) = mqtt.PacketReader(max_bytes=1_000).feed(whole)
    assert bench.attacker.upwards(packet) == whole
    assert bench.attacker.downwards(mqtt.Packet(mqtt.PUBACK, 0, b"\x00\x07")) == mqtt.puback(7)


async def test_it_stands_between_a_device_and_the_broker(bench: Bench) -> None:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(await reader.read(100))
        await writer.drain()

    async with (
        tcp_server(echo) as broker_port,
        bench.attacker.listening((HERE, broker_port)) as place,
        asyncio.timeout(60),
    ):
        reader, writer = await asyncio.open_connection(*place)
        writer.write(mqtt.pingreq())
        assert await reader.read() == mqtt.pingreq()
        writer.close()
        await writer.wait_closed()


async def test_without_a_broker_nobody_is_listened_to(bench: Bench) -> None:
    async with tcp_server(lambda reader, writer: asyncio.sleep(0)) as broker_port:
        pass
    async with bench.attacker.listening((HERE, broker_port)) as place, asyncio.timeout(60):
        reader, writer = await asyncio.open_connection(*place)
        assert await reader.read() == b""
        writer.close()
        await writer.wait_closed()
