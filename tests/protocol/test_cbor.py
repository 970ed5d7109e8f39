"""Our CBOR against cbor2."""

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_protocol.cbor import Writer, decode
from stoep_protocol.errors import DecodeError

INTEGERS = st.integers(min_value=-(2**30) + 1, max_value=2**30 - 1)
LEAVES = INTEGERS | st.none() | st.binary(max_size=300) | st.text(max_size=40)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=30) | st.dictionaries(st.integers(0, 70_000), inner, max_size=5),
    max_leaves=40,
)


def depth(value: object) -> int:
    if isinstance(value, dict):
        return 1 + max(map(depth, value.values()), default=0)
    return 1 + max(map(depth, value), default=0) if isinstance(value, list) else 0


@given(VALUES)
def test_what_cbor2_encodes_deterministically_is_decoded(value: object) -> None:
    data = cbor2.dumps(value, canonical=True)
    if depth(value) > 4:
        with pytest.raises(DecodeError):
            decode(data)
    else:
        assert decode(data) == (value, len(data))


@given(st.binary(max_size=60))
def test_what_is_decoded_is_exactly_what_cbor2_would_have_written(data: bytes) -> None:
    try:
        value, end = decode(data)
    except DecodeError as error:
        assert error.reason == "cbor"
    else:
        assert cbor2.dumps(value, canonical=True) == data[:end]


@given(INTEGERS, st.binary(max_size=300), st.text(max_size=40))
def test_the_writer_writes_what_cbor2_reads(number: int, data: bytes, text: str) -> None:
    writer = Writer(1024)
    writer.array(5)
    writer.integer(number)
    writer.byte_string(data)
    writer.text(text)
    writer.null()
    writer.map(1)
    writer.uint(abs(number))
    writer.array(0)
    assert cbor2.dumps([number, data, text, None, {abs(number): []}], canonical=True) == bytes(writer.view())
