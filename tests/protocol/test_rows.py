"""Rows go through the wire unchanged, whatever they hold."""

from hypothesis import given
from hypothesis import strategies as st

from stoep_protocol.cbor import Writer
from stoep_protocol.extras import NO_EXTRAS, Echo, Extras, Health
from stoep_protocol.keys import up_cipher
from stoep_protocol.limits import NULL, PEOPLE_FRAME_BYTES
from stoep_protocol.messages import decode_up
from stoep_protocol.padding import is_people
from stoep_protocol.profiles import BUILT_IN, Profile
from stoep_protocol.rows import FrameBuffer, Rows, encode_rows
from stoep_protocol.seal import parse_envelope, sealed_bytes

EXTRAS = st.builds(
    Extras,
    st.none() | st.just(Health(3700, -70, 9, 2, 4)),
    st.none() | st.just({1: 7, 2: 9}),
    st.none() | st.just(Echo(b"epochepo", None, None)) | st.just(Echo(b"epochepo", 7, b"macmacma")),
)


@st.composite
def rows_of(draw: st.DrawFn, profile: Profile, *, max_rows: int) -> Rows:
    count = draw(st.integers(0, max_rows))
    times = [draw(st.integers(0, 2**29))]
    for _ in range(count - 1):
        times.append(times[-1] + draw(st.sampled_from([0, 60, 60, 60, 61, 4000])))
    columns = tuple(
        tuple(draw(st.none() | st.integers(column.low, column.high)) for _ in range(count))
        for column in profile.columns
    )
    first_row = draw(st.integers(1, 2**29))
    lag = draw(st.integers(0, min(first_row - 1, 60_000)))
    return Rows(
        profile.id,
        b"life",
        first_row,
        lag,
        draw(st.integers(0, 1)),
        tuple(times[:count]),
        columns if count else (),
        draw(EXTRAS),
    )


def filled(rows: Rows, profile: Profile) -> FrameBuffer:
    width = len(profile.columns)
    frame = FrameBuffer(max_rows=40, max_columns=width)
    frame.profile_id, frame.column_count, frame.life = rows.profile, width, rows.life
    frame.first_row, frame.lag, frame.clock, frame.count = rows.first_row, rows.lag, rows.clock, len(rows.times)
    frame.extras = rows.extras
    for i, time in enumerate(rows.times):
        frame.times[i] = time
        for k, column in enumerate(rows.columns):
            value = column[i]
            frame.values[i * width + k] = NULL if value is None else value
    return frame


@given(st.sampled_from([BUILT_IN[1], BUILT_IN[3], BUILT_IN[5]]).flatmap(lambda p: rows_of(p, max_rows=12)))
def test_rows_come_back_as_they_went(rows: Rows) -> None:
    writer = Writer(1024)
    encode_rows(writer, filled(rows, BUILT_IN[rows.profile]))
    assert decode_up(bytes(writer.view()), sealed_bytes=0) == rows


@given(
    st.sampled_from([BUILT_IN[4], BUILT_IN[23]]).flatmap(lambda p: rows_of(p, max_rows=5)), st.integers(0, 2**24 - 1)
)
def test_people_rows_always_take_the_same_room(rows: Rows, counter: int) -> None:
    rows = rows._replace(extras=Extras(None, None, Echo(b"epochepo", 2**30 - 1, b"macmacma")))
    writer = Writer(1024)
    encode_rows(writer, filled(rows, BUILT_IN[rows.profile]))
    cipher = up_cipher(b"s" * 32, device_id="d", session=b"sessions")
    sealed = cipher.seal(writer.view(), counter=counter, size_bytes=PEOPLE_FRAME_BYTES)
    assert len(sealed) == PEOPLE_FRAME_BYTES
    assert decode_up(cipher.open(parse_envelope(sealed)), sealed_bytes=len(sealed)) == rows


def test_half_a_day_of_small_steps_stays_in_one_frame() -> None:
    profile = BUILT_IN[1]
    columns = tuple(tuple(column.low + (i % 20) for i in range(72)) for column in profile.columns)
    rows = Rows(1, b"life", 70_001, 0, 1, tuple(600 * i for i in range(72)), columns, NO_EXTRAS)
    frame = FrameBuffer(max_rows=72, max_columns=5)
    source = filled(rows._replace(times=rows.times[:40], columns=tuple(c[:40] for c in columns)), profile)
    frame.profile_id, frame.column_count, frame.life, frame.first_row = 1, 5, b"life", 70_001
    frame.clock, frame.count = 1, 40
    frame.times[:40], frame.values[:200] = source.times[:40], source.values[:200]
    writer = Writer(1024)
    encode_rows(writer, frame)
    assert sealed_bytes(writer.size_bytes, counter=70_000) / 200 < 1.6


def test_frames_are_padded_for_those_profiles_that_count_people() -> None:
    assert all(is_people(number) == profile.is_people for number, profile in BUILT_IN.items())
