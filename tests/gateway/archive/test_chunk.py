"""Chunks of schema 1 are read exactly, and damage never becomes data."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_gateway.archive.chunk import Point, decode
from stoep_gateway.archive.part import ChunkError
from support.old_archive import encode

START_S = 20_605 * 86_400

points = st.lists(
    st.builds(
        Point,
        row=st.integers(0, 2**30 - 1),
        time_s=st.integers(START_S, START_S + 86_399),
        value=st.floats(allow_nan=False),
    ),
    max_size=50,
)


@given(points)
def test_points_come_back_exactly(those: list[Point]) -> None:
    assert decode(encode(those, start_s=START_S), start_s=START_S) == those


@given(points, st.data())
def test_damage_is_noticed_or_harmless(those: list[Point], data: st.DataObject) -> None:
    body = bytearray(encode(those, start_s=START_S))
    body[data.draw(st.integers(0, len(body) - 1))] ^= data.draw(st.integers(1, 255))
    with suppress(ChunkError):
        assert decode(bytes(body), start_s=START_S) == those


@given(points, st.data())
def test_a_body_cut_short_is_noticed(those: list[Point], data: st.DataObject) -> None:
    body = encode(those, start_s=START_S)
    with pytest.raises(ChunkError):
        decode(body[: data.draw(st.integers(0, len(body) - 1))], start_s=START_S)


def test_a_body_that_promises_too_many_points_is_refused_without_reserving_room() -> None:
    with pytest.raises(ChunkError):
        decode(b"\x01\xff\xff\xff\xff" + encode([], start_s=0)[5:], start_s=0)
