"""Packets are cut right wherever the stream is cut, in bounded memory."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_gateway.records import Arrival
from stoep_gateway.sources.cutting_reader import KEPT_BYTES, PAYLOAD_KEPT_BYTES, CuttingReader, Incoming
from stoep_protocol import mqtt
from stoep_protocol.errors import DecodeError


def read(stream: bytes, *, cuts: list[int]) -> Incoming:
    reader, found = CuttingReader(), Incoming([], [], [])
    edges = [0, *sorted(cut % (len(stream) + 1) for cut in cuts), len(stream)]
    for start, end in pairwise(edges):
        for all_of_a_kind, new in zip(found, reader.feed(stream[start:end]), strict=True):
            all_of_a_kind += new
    return found


@given(
    messages=st.lists(st.tuples(st.binary(max_size=300), st.integers(0, 0xFFFF)), max_size=8),
    cuts=st.lists(st.integers(0, 5000), max_size=12),
)
def test_any_cutting_gives_the_same_messages(messages: list[tuple[bytes, int]], cuts: list[int]) -> None:
    stream = b"".join(
        mqtt.publish(f"stoep/1/a-{at}/up", payload, packet_id=id_) for at, (payload, id_) in enumerate(messages)
    )
    arrivals, acknowledgements, packets = read(stream, cuts=cuts)
    assert arrivals == [Arrival(f"stoep/1/a-{at}/up", payload) for at, (payload, _) in enumerate(messages)]
    assert acknowledgements == [mqtt.puback(id_) for _, id_ in messages if id_]
    assert packets == []


@given(messages=st.lists(st.integers(0, 2), max_size=12), cuts=st.lists(st.integers(0, 5000), max_size=12))
def test_packets_between_messages_are_found(messages: list[int], cuts: list[int]) -> None:
    connack, message, pong = b"\x20\x02\x00\x00", mqtt.publish("stoep/1/a/up", b"x", packet_id=7), b"\xd0\x00"
    kinds = (message, connack, pong)
    found = read(b"".join(kinds[kind] for kind in messages), cuts=cuts)
    expected = {1: mqtt.Packet(mqtt.CONNACK, 0, b"\x00\x00"), 2: mqtt.Packet(mqtt.PINGRESP, 0, b"")}
    assert found.packets == [expected[kind] for kind in messages if kind]
    assert len(found.arrivals) == messages.count(0)


@given(payload=st.binary(max_size=300), qos=st.integers(0, 1), topic=st.binary(max_size=9))
def test_a_message_is_taken_apart_as_the_codec_does(payload: bytes, qos: int, topic: bytes) -> None:
    body = len(topic).to_bytes(2, "big") + topic + (b"\x01\x02" if qos else b"") + payload
    for size in {0, 1, 2, len(topic) + 1, len(topic) + 3, len(body)}:
        part = body[: min(size, 127)]
        packet = mqtt.Packet(mqtt.PUBLISH, qos << 1, part)
        stream = bytes([mqtt.PUBLISH << 4 | qos << 1, len(part)]) + part
        try:
            expected = mqtt.parse_publish(packet)
        except DecodeError:
            with pytest.raises(DecodeError):
                CuttingReader().feed(stream)
        else:
            found = CuttingReader().feed(stream)
            assert found.arrivals == [Arrival(expected.topic, expected.payload)]
            assert found.acknowledgements == [mqtt.puback(expected.packet_id)] * qos


@given(extra=st.integers(1, 200_000), cuts=st.lists(st.integers(0, 300_000), max_size=6))
def test_of_a_packet_too_long_the_head_is_kept_and_the_next_one_found(extra: int, cuts: list[int]) -> None:
    long = mqtt.publish("stoep/1/a/up", bytes(KEPT_BYTES + extra), packet_id=7)
    found = read(long + mqtt.publish("stoep/1/b/up", b"next", packet_id=8), cuts=cuts)
    assert found.arrivals == [Arrival("stoep/1/a/up", bytes(PAYLOAD_KEPT_BYTES)), Arrival("stoep/1/b/up", b"next")]
    assert found.acknowledgements == [mqtt.puback(7), mqtt.puback(8)]


def test_a_length_of_five_bytes_is_an_error() -> None:
    with pytest.raises(DecodeError):
        CuttingReader().feed(b"\x30\xff\xff\xff\xff\x01")


def test_quality_of_service_2_is_an_error() -> None:
    with pytest.raises(DecodeError):
        CuttingReader().feed(b"\x34\x05\x00\x01a\x00\x07")
