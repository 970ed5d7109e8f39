"""Packed rows: round trip to the bit, merging, size, and damage that never becomes data."""

import math
import struct
import zlib
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stoep_gateway.archive.part import ChunkError, Moment, decode, encode, merge

T0_S = 20_605 * 86_400

values = st.one_of(
    st.floats(width=64), st.integers(-(2**60), 2**60).map(float), st.integers(-99_999, 99_999).map(lambda n: n / 10)
)
moments = st.dictionaries(
    st.integers(0, 2**40),
    st.builds(Moment, st.integers(0, 2**33), st.dictionaries(st.integers(1, 2**20), values, max_size=6)),
    max_size=40,
)


def bits(those: dict[int, Moment]) -> dict[int, tuple[int, dict[int, bytes]]]:
    """Comparable where NaN and -0.0 are told apart."""
    return {
        number: (moment.time_s, {series: struct.pack("<d", value) for series, value in moment.values.items()})
        for number, moment in those.items()
    }


@given(moments)
@example({1: Moment(5, {7: -0.0}), 2: Moment(6, {7: math.nan}), 9: Moment(0, {8: math.inf})})
@example({1: Moment(5, {7: 0.1 + 0.2}), 2: Moment(6, {}), 3: Moment(7, {7: 2.0**53, 9: 1e300})})
def test_rows_come_back_to_the_bit(those: dict[int, Moment]) -> None:
    assert bits(decode(encode(those))) == bits(those)


@given(moments)
def test_the_same_rows_in_any_order_make_the_same_bytes(those: dict[int, Moment]) -> None:
    assert encode(dict(reversed(those.items()))) == encode(those)


def test_a_day_of_air_takes_under_one_and_a_half_bytes_a_value() -> None:
    day = {
        row: Moment(
            T0_S + 300 * row, {series: round(15 + 5 * math.sin(row / 46 + series), 1) for series in range(1, 9)}
        )
        for row in range(1, 65)
    }
    assert len(encode(day)) / 64 / 8 < 1.5


@given(moments, st.data())
def test_damage_is_noticed_or_harmless(those: dict[int, Moment], data: st.DataObject) -> None:
    body = bytearray(encode(those))
    body[data.draw(st.integers(0, len(body) - 1))] ^= data.draw(st.integers(1, 255))
    with suppress(ChunkError):
        assert bits(decode(bytes(body))) == bits(those)


@given(moments, st.data())
def test_a_body_cut_short_or_with_something_behind_it_is_noticed(those: dict[int, Moment], data: st.DataObject) -> None:
    body = encode(those)
    with pytest.raises(ChunkError):
        decode(body[: data.draw(st.integers(0, len(body) - 1))])
    with pytest.raises(ChunkError):
        decode(body + b"\x00")


@given(st.binary(max_size=60))
def test_what_was_packed_by_nobody_is_refused_or_read_in_little_memory(data: bytes) -> None:
    with suppress(ChunkError):
        decode(b"\x02" + zlib.compress(data))


@pytest.mark.parametrize("size", [1 << 14, 1 << 21])
def test_a_body_that_promises_more_than_it_has_is_refused(size: int) -> None:
    with pytest.raises(ChunkError):
        decode(b"\x02" + zlib.compress(b"\xff\xff\x7f\x04" + bytes(size)))


def test_merging_what_is_there_already_changes_nothing() -> None:
    old = {1: Moment(T0_S, {7: 1.0}), 2: Moment(T0_S + 300, {7: 2.0})}
    assert merge(old, new={2: Moment(T0_S + 300, {7: 9.0}), 1: Moment(T0_S, {7: 1.0})}) is None


def test_another_series_joins_a_row_and_the_first_value_stays() -> None:
    merged = merge({1: Moment(T0_S, {7: 1.0})}, new={1: Moment(T0_S, {7: 5.0, 8: 2.0}), 3: Moment(T0_S + 9, {8: 3.0})})
    assert merged == {1: Moment(T0_S, {7: 1.0, 8: 2.0}), 3: Moment(T0_S + 9, {8: 3.0})}
