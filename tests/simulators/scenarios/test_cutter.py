"""A device is cut off with a message under way: it arrives or not, and nothing comes back on that connection."""

import asyncio

import pytest

from stoep_protocol import mqtt
from stoep_protocol.names import down_topic, up_topic
from stoep_simulators.scenarios.cutter import Connection, Cutter


def packet(topic: str) -> mqtt.Packet:
    (found,) = mqtt.PacketReader(max_bytes=1_000).feed(mqtt.publish(topic, b"rows", packet_id=7))
    return found


def sent_before_the_cut(connection: Connection, *, device: str) -> list[bool]:
    """For each message until no more reply comes: whether it reached the broker."""
    arrived = []
    while True:
        arrived.append(bool(connection.upwards(packet(up_topic(device)))))
        if not connection.downwards(packet(down_topic(device))):
            return arrived


async def test_who_is_not_meant_goes_on() -> None:
    cutter = Cutter()
    cutter.arm("b", seed="1")
    connection = cutter.meet()
    for _ in range(20):
        assert connection.upwards(packet(up_topic("a")))
        assert connection.downwards(packet(down_topic("a")))


async def test_the_seed_says_after_how_many_messages_and_whether_the_last_arrives() -> None:
    found = []
    for seed in range(40):
        cutter = Cutter()
        has_come = cutter.arm("a", seed=str(seed))
        arrived = sent_before_the_cut(cutter.meet(), device="a")
        await asyncio.wait_for(has_come(), 1)
        found.append((len(arrived), arrived[-1]))
        assert all(arrived[:-1])
    assert set(found) == {(count, is_last) for count in (1, 2, 3) for is_last in (False, True)}


async def test_the_connection_stays_dead_and_the_next_one_lives() -> None:
    cutter = Cutter()
    cutter.arm("a", seed="1")
    cut = cutter.meet()
    sent_before_the_cut(cut, device="a")
    assert not cut.upwards(packet(up_topic("a")))
    again = cutter.meet()
    assert again.upwards(packet(up_topic("a")))
    assert again.downwards(packet(down_topic("a")))


@pytest.mark.parametrize("kind", [mqtt.CONNACK, mqtt.PINGRESP])
async def test_what_is_no_message_does_not_count(kind: int) -> None:
    cutter = Cutter()
    cutter.arm("a", seed="1")
    connection = cutter.meet()
    other = mqtt.Packet(kind, 0, b"")
    assert all(connection.upwards(other) for _ in range(20))
    assert connection.downwards(other)
