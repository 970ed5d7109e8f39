"""The compiled way of reading rows gives what the strict one gives, or leaves the message to it."""

import os
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_gateway.ingest.check import verdicts
from stoep_gateway.journal.blob import DamagedEntryError, encode_message, encode_rows, expand
from stoep_gateway.quick_rows import read_frame, read_rows
from stoep_protocol.cbor import Writer
from stoep_protocol.errors import DecodeError
from stoep_protocol.limits import MAX_INT, NULL
from stoep_protocol.messages import decode_up
from stoep_protocol.profiles import BUILT_IN
from stoep_protocol.rows import FrameBuffer, Rows
from stoep_protocol.rows import encode_rows as encode_frame

DAMAGED = int(os.environ.get("FUZZ_INPUTS", "60000")) // 3
SEED = int(os.environ.get("FUZZ_SEED", "7"))
HARMLESS = [1, 2, 3, 5]
INTS = st.one_of(
    st.integers(-30, 30), st.sampled_from([255, 256, -256, -257, 65535, 65536, -65536, -65537, MAX_INT, -MAX_INT])
)
# Heads of every kind, most of which no rows frame may hold.
SPITEFUL = bytes.fromhex("0017181920373839405860788081828586899899a0a1bfc0c2d8f4f5f6f7f97ffbff1a3a1b3b")


def head(major: int, number: int) -> bytes:
    """Of a CBOR item, in its shortest form."""
    for kind, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if number < 24:
            return bytes([major << 5 | number])
        if number < 1 << 8 * size:
            return bytes([major << 5 | kind]) + number.to_bytes(size, "big")
    raise AssertionError("too long")


def item(value: int | None) -> bytes:
    if value is None:
        return b"\xf6"
    return head(0, value) if value >= 0 else head(1, -1 - value)


def strictly(plaintext: bytes) -> object:
    try:
        return decode_up(plaintext, sealed_bytes=0)
    except DecodeError:
        return None


def agrees(plaintext: bytes) -> bool:
    """Whether it was read at all; if so, as the strict decoder reads it, to the types."""
    quick = read_rows(plaintext)
    if quick is None:
        return False
    strict = strictly(plaintext)
    assert isinstance(strict, Rows)
    assert repr(quick).partition("(")[2] == repr(strict).partition("(")[2]
    assert quick == strict
    assert quick.extras is strict.extras
    assert quick.message == plaintext
    return True


@st.composite
def frames(draw: st.DrawFn) -> bytes:
    """A rows message that is right, or nearly: any integers, columns of any number and lengths."""
    profile = draw(st.sampled_from([*HARMLESS, *HARMLESS, *HARMLESS, 4, 7, 23]))
    width = len(BUILT_IN[profile].columns) if profile in BUILT_IN else 2
    count = draw(st.one_of(st.integers(1, 8), st.integers(20, 40)))
    fields = [profile, draw(st.binary(min_size=4, max_size=4))]
    first_row = draw(st.one_of(st.integers(0, 300), st.integers(0, MAX_INT)))
    numbers = [first_row, draw(st.integers(0, first_row + 1)), draw(st.integers(0, 2))]
    numbers += [draw(st.integers(0, MAX_INT)), draw(st.sampled_from([0, 0, 1, 600, 65536, MAX_INT]))]
    if draw(st.integers(0, 9)) == 0:
        width = draw(st.integers(0, 24))
    columns = b""
    for _ in range(width):
        length = count if draw(st.integers(0, 30)) else draw(st.integers(0, 25))
        small = draw(st.booleans())
        values = draw(st.lists(st.integers(-24, 23) if small else st.none() | INTS, min_size=length, max_size=length))
        columns += head(4, length) + b"".join(map(item, values))
    assert isinstance(fields[1], bytes)
    return b"\x89\x02" + item(profile) + b"\x44" + fields[1] + b"".join(map(item, numbers)) + head(4, width) + columns


@st.composite
def calm(draw: st.DrawFn) -> bytes:
    """Small differences only, from first values in the middle of a column's range, near its ends or beyond."""
    profile = BUILT_IN[draw(st.sampled_from(HARMLESS))]
    count = draw(st.integers(1, 23))
    columns = b""
    for column in profile.columns:
        low, high = column.low, column.high
        near = st.sampled_from([low, high]).flatmap(lambda edge: st.integers(edge - 30, min(edge + 30, 65_535)))
        first = draw(st.one_of(st.just((low + high) // 2), near))
        steps = draw(st.lists(st.integers(-24, 23), min_size=count - 1, max_size=count - 1))
        columns += head(4, count) + b"".join(map(item, [first, *steps]))
    start = b"\x89\x02" + item(profile.id) + b"\x44life\x09\x02\x01\x18\x64" + item(600 if count > 1 else 0)
    return start + head(4, len(profile.columns)) + columns


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    data = draw(frames())
    for _ in range(draw(st.integers(1, 3))):
        at, end = sorted((draw(st.integers(0, len(data))), draw(st.integers(0, len(data)))))
        piece = draw(
            st.one_of(
                st.binary(max_size=3), st.sampled_from(SPITEFUL).map(lambda byte: bytes([byte])), st.just(data[at:end])
            )
        )
        data = draw(
            st.sampled_from([data[:at] + piece + data[at + len(piece) :], data[:at] + piece + data[at:], data[:at]])
        )
    return data


@given(frames())
def test_a_frame_is_read_as_strictly(plaintext: bytes) -> None:
    agrees(plaintext)


@given(damaged())
def test_a_damaged_frame_is_read_as_strictly(plaintext: bytes) -> None:
    agrees(plaintext)


@given(calm())
def test_a_frame_is_calm_when_no_row_of_it_is_to_be_rejected(plaintext: bytes) -> None:
    assert agrees(plaintext)
    frame, rows = read_frame(plaintext), read_rows(plaintext)
    assert frame is not None
    assert rows is not None
    assert (frame.differences is None) == (verdicts(BUILT_IN[rows.profile], columns=rows.columns) is None)


@given(frames())
def test_a_calm_frame_is_said_to_hold_what_it_holds(plaintext: bytes) -> None:
    frame, rows = read_frame(plaintext), read_rows(plaintext)
    if frame is not None and frame.differences is None:
        assert rows is not None
        assert frame[:4] == rows[:4]
        assert frame.rows == len(rows.times)
        assert verdicts(BUILT_IN[rows.profile], columns=rows.columns) is None


@given(frames(), st.lists(st.sampled_from(SPITEFUL), min_size=1, max_size=3).map(bytes))
def test_nothing_may_follow_a_frame(plaintext: bytes, more: bytes) -> None:
    assert not read_rows(plaintext) or not agrees(plaintext + more)


def test_many_damaged_frames_are_read_as_strictly() -> None:
    """FUZZ_INPUTS, FUZZ_SEED: as in test_fuzz."""
    chance = random.Random(SEED)
    good = [message(profile=1 + at % 3, count=1 + at % 7, first_row=200 * at + 13, gap=at % 2 == 0) for at in range(40)]
    read = 0
    for _ in range(DAMAGED):
        data = bytearray(chance.choice(good))
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(8, len(data) + 1)
            change = chance.randrange(4)
            if change == 0 and at < len(data):
                data[at] = chance.choice(SPITEFUL)
            elif change == 1 and at < len(data):
                data[at] ^= 1 << chance.randrange(8)
            elif change == 2:
                data[at:at] = chance.choice(good)[8:][: chance.randint(1, 9)]
            else:
                del data[at : at + chance.randint(1, 3)]
        read += agrees(bytes(data))
    assert read > DAMAGED // 100  # else this looks at nothing but refusals


def message(*, profile: int, count: int, first_row: int = 70_001, gap: bool = False) -> bytes:
    """As a device encodes it: values wander by a few steps, with `gap` one is missing."""
    width = len(BUILT_IN[profile].columns)
    frame = FrameBuffer(max_rows=count, max_columns=width)
    frame.profile_id, frame.column_count, frame.life = profile, width, b"life"
    frame.first_row, frame.lag, frame.count = first_row, 12, count
    for at in range(count):
        frame.times[at] = 216_000_000 + 600 * at
        for column in range(width):
            frame.values[at * width + column] = 100 + 37 * column + (at * 7 + column) % 29
    if gap:
        frame.values[0] = NULL
    writer = Writer(1024)
    encode_frame(writer, frame)
    return bytes(writer.view())


@pytest.mark.parametrize("profile", HARMLESS)
@pytest.mark.parametrize("count", [1, 6, 23, 24, 40])
@pytest.mark.parametrize("gap", [False, True])
def test_what_devices_send_is_read_the_quick_way(profile: int, count: int, gap: bool) -> None:
    assert agrees(message(profile=profile, count=count, gap=gap))


def weather(
    *, first_row: bytes = b"\x09", lag: bytes = b"\x02", t0: bytes = b"\x03", first: bytes = b"\x82\x01\x01"
) -> bytes:
    """Two rows of four columns, from the encoded fields."""
    return b"\x89\x02\x05\x44life" + first_row + lag + b"\x01" + t0 + b"\x01\x84" + first + b"\x82\x01\x01" * 3


def test_a_frame_from_its_bytes_is_read() -> None:
    assert agrees(weather())


@pytest.mark.parametrize(
    "plaintext",
    [
        weather(first_row=b"\x18\x09"),
        weather(first_row=b"\x19\x00\x99"),
        weather(first_row=b"\x1a\x00\x00\x99\x99"),
        weather(first_row=item(MAX_INT)),
        weather(first_row=item(MAX_INT + 1)),
        weather(first_row=b"\xf6"),
        weather(lag=b"\x09"),
        weather(lag=b"\x20"),
        weather(t0=item(MAX_INT)),
        weather(first=b"\x98\x02\x01\x01"),
        weather(first=b"\x82\xf6\x81\x05"),
        weather(first=b"\x82\x05\x81\x05"),
        weather(first=b"\x82\x05\x18\x05"),
        weather(first=b"\x82\x05\x39\x00\x99"),
        weather(first=b"\x82\x05\xc2\x41\x05"),
        weather(first=b"\x82\x05\xf9\x00\x00"),
        weather(first=b"\x82\x05\xf5"),
        weather(first=b"\x83\x05\x01\x01"),
        weather(first=b"\x05"),
        weather() + b"\x05",
        weather() + b"\xf5",
        weather()[:-1],
        weather()[:-1] + b"\xf5",
        message(profile=4, count=2),
        b"",
    ],
)
def test_everything_else_is_left(plaintext: bytes) -> None:
    assert read_rows(plaintext) is None
    assert strictly(plaintext) is None or plaintext[2] == 4  # a people frame is not faulty


@given(frames())
def test_an_entry_with_the_message_holds_the_same_observations(plaintext: bytes) -> None:
    rows = read_rows(plaintext)
    if rows is None:
        return
    decoded = encode_rows(
        "tuin-7",
        profile=rows.profile,
        life=rows.life,
        cell=(500, 1000, 500),
        timed=rows.clock == 1,
        rows=rows.first_row,
        times=rows.times,
        columns=rows.columns,
    )
    kept = encode_message("tuin-7", cell=(500, 1000, 500), message=rows.message)
    assert expand(kept, position=3) == expand(decoded, position=3)


def test_an_entry_of_a_message_that_is_not_read_the_quick_way_is_read_too() -> None:
    plaintext = message(profile=1, count=2).replace(b"\x89\x02", b"\x8a\x02", 1) + b"\xa1\x02\xa1\x01\x07"
    assert read_rows(plaintext) is None
    assert len(expand(encode_message("tuin-7", cell=None, message=plaintext), position=3)) == 10


HELLO = b"\x8a\x01\x45board\x65bench\x81\x01\x44life\x01\x02\x00\x18\x3c\x18\x3c"


@pytest.mark.parametrize("plaintext", [b"\x89\x02", b"", HELLO])
def test_an_entry_with_another_message_is_damaged(plaintext: bytes) -> None:
    with pytest.raises(DamagedEntryError):
        expand(encode_message("tuin-7", cell=None, message=plaintext), position=3)
