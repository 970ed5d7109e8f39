"""Packed points: round trip, merging, and damage that never becomes data."""

import math
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_gateway.archive.chunk import ChunkError, Point, decode, encode, merge

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


def test_a_day_of_five_minutes_takes_under_seven_bytes_a_point() -> None:
    day = [Point(row, START_S + 300 * row, round(15 + 5 * math.sin(row / 46), 1)) for row in range(1, 288)]
    assert len(encode(day, start_s=START_S)) / len(day) < 7


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


def test_merging_what_is_there_already_changes_nothing() -> None:
    old = [Point(1, START_S, 1.0), Point(2, START_S + 300, 2.0)]
    assert merge(old, new=[Point(2, START_S + 300, 9.0), Point(1, START_S, 1.0)]) is None


def test_windows_are_told_apart_by_time_and_readings_by_row() -> None:
    merged = merge([Point(0, START_S, 1.0)], new=[Point(0, START_S + 900, 2.0), Point(7, START_S, 3.0)])
    assert merged == [Point(0, START_S, 1.0), Point(0, START_S + 900, 2.0), Point(7, START_S, 3.0)]
