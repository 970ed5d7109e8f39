"""Packets are cut right wherever the stream is cut, in bounded memory."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_gateway.sources.cutting_reader import KEPT_BYTES, CuttingReader
from stoep_protocol import mqtt
from stoep_protocol.errors import DecodeError


def read(stream: bytes, *, cuts: list[int]) -> list[mqtt.Packet]:
    reader, packets = CuttingReader(), []
    edges = [0, *sorted(cut % (len(stream) + 1) for cut in cuts), len(stream)]
    for start, end in pairwise(edges):
        packets += reader.feed(stream[start:end])
    return packets


@given(
    payloads=st.lists(st.binary(max_size=300), max_size=8),
    cuts=st.lists(st.integers(0, 5000), max_size=12),
)
def test_any_cutting_gives_the_same_packets(payloads: list[bytes], cuts: list[int]) -> None:
    stream = b"".join(mqtt.publish("stoep/1/a/up", payload, packet_id=7) for payload in payloads)
    assert [mqtt.parse_publish(packet).payload for packet in read(stream, cuts=cuts)] == payloads


@given(extra=st.integers(1, 200_000), cuts=st.lists(st.integers(0, 300_000), max_size=6))
def test_of_a_packet_too_long_the_head_is_kept_and_the_next_one_found(extra: int, cuts: list[int]) -> None:
    long = mqtt.publish("stoep/1/a/up", bytes(KEPT_BYTES + extra), packet_id=7)
    first, second = read(long + mqtt.publish("stoep/1/b/up", b"next", packet_id=8), cuts=cuts)
    assert len(first.body) == KEPT_BYTES
    assert mqtt.parse_publish(first).packet_id == 7
    assert mqtt.parse_publish(second).payload == b"next"


def test_a_length_of_five_bytes_is_an_error() -> None:
    with pytest.raises(DecodeError):
        CuttingReader().feed(b"\x30\xff\xff\xff\xff\x01")
