"""Boards and places come back as they went in, or not at all."""

import zlib
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_gateway.crowd.board import Board, Counted, Expected, Fault, ModelNote, PlaceState
from stoep_gateway.crowd.places import Level, Measure, Place, Places, Shape
from stoep_gateway.outlook import board_codec, places_codec

TIMES = st.integers(0, 1 << 33)
NUMBERS = st.floats(0, 1e9)
SHARES = st.floats(0, 1)
NAMES = st.text(max_size=8)
LEVELS = st.sampled_from(Level)
POINTS = st.tuples(st.integers(-10_000, 300_000), st.integers(0, 700_000))


def rising(slots: list) -> tuple:
    return tuple(sorted({slot.start_s: slot for slot in slots}.values(), key=lambda slot: slot.start_s))


COUNTED = st.builds(
    Counted, start_s=TIMES, people=st.none() | NUMBERS, is_hidden=st.booleans(), is_partial=st.booleans()
)
EXPECTED = st.builds(
    Expected, start_s=TIMES, quantiles=st.tuples(*[NUMBERS] * 5), chances=st.tuples(SHARES, SHARES, SHARES)
)
STATES = st.builds(
    PlaceState,
    name=NAMES,
    counted=st.lists(COUNTED, max_size=4).map(rising),
    expected=st.lists(EXPECTED, max_size=4).map(rising),
    faults=st.lists(st.builds(Fault, device=NAMES, kind=NAMES, since_s=TIMES), max_size=2).map(tuple),
    counted_s=st.none() | TIMES,
    level=st.none() | LEVELS,
)
NOTES = st.builds(
    ModelNote,
    trained_s=st.none() | TIMES,
    history_days=st.integers(0, 9999),
    has_weather=st.booleans(),
    has_calendar=st.booleans(),
    coverage80=st.none() | SHARES,
    errors=st.lists(st.tuples(st.integers(0, 86_400), SHARES), max_size=3).map(tuple),
    notes=st.lists(st.tuples(NAMES, NAMES), max_size=2).map(tuple),
)
BOARDS = st.builds(
    Board,
    now_s=TIMES,
    made_s=TIMES,
    slot_s=st.sampled_from((900, 3600)),
    places=st.lists(STATES, max_size=3).map(tuple),
    model=NOTES,
)
PLACES = st.builds(
    Places,
    title=NAMES,
    zone=NAMES,
    places=st.lists(
        st.builds(
            Place,
            name=NAMES,
            title=NAMES,
            lines=st.lists(NAMES, max_size=2).map(tuple),
            path=st.lists(POINTS, max_size=3).map(tuple),
            is_square=st.booleans(),
            width_m=NUMBERS,
            from_per_min=st.tuples(NUMBERS, NUMBERS, NUMBERS),
            leads_to=st.lists(NAMES, max_size=2).map(tuple),
            is_beach_access=st.booleans(),
            parking=st.integers(0, 9999),
            capacity=st.integers(0, 9999),
            measures=st.lists(
                st.builds(Measure, level=LEVELS, text=st.dictionaries(NAMES, NAMES, max_size=2)), max_size=2
            ).map(tuple),
        ),
        max_size=2,
    ).map(tuple),
    shapes=st.lists(st.builds(Shape, kind=NAMES, ring=st.lists(POINTS, max_size=3).map(tuple)), max_size=2).map(tuple),
)
BOARD = Board(
    now_s=1_800_000_000,
    made_s=1_800_000_010,
    slot_s=900,
    places=(
        PlaceState(
            name="keizerstraat",
            counted=(Counted(start_s=1_799_999_100, people=120.0),),
            expected=(Expected(start_s=1_800_000_000, quantiles=(1.0, 2.0, 3.0, 4.0, 5.0), chances=(0.5, 0.2, 0.0)),),
            faults=(Fault(device="line-1", kind="silent", since_s=1_799_000_000),),
            counted_s=1_800_000_000,
            level=Level.YELLOW,
        ),
    ),
    model=ModelNote(trained_s=None, history_days=3, has_weather=False, has_calendar=True, coverage80=None),
)


@given(board=BOARDS)
def test_a_board_comes_back_as_it_went_in(board: Board) -> None:
    assert board_codec.decode(board_codec.encode(board)) == board


@given(places=PLACES)
def test_places_come_back_as_they_went_in(places: Places) -> None:
    assert places_codec.decode(places_codec.encode(places)) == places


@given(at=st.integers(0, 10_000), flip=st.integers(1, 255))
def test_a_damaged_board_never_reads_as_another_one(at: int, flip: int) -> None:
    body = bytearray(board_codec.encode(BOARD))
    body[at % len(body)] ^= flip
    with suppress(ValueError):
        assert board_codec.decode(bytes(body)) == BOARD  # a bit of the header that tells nothing


@given(at=st.integers(0, 10_000))
def test_a_board_that_was_cut_is_damaged(at: int) -> None:
    body = board_codec.encode(BOARD)
    with pytest.raises(ValueError, match="damaged"):
        board_codec.decode(body[: at % len(body)])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"now_s":1800000000', '"now_s":1.5'),
        ('"now_s":1800000000', '"now_s":true'),
        ('"slot_s":900', '"slot_s":0'),
        ('"format":1', '"format":2'),
        ('"name":"keizerstraat"', '"name":7'),
        ('"name":"keizerstraat"', '"name":"keizerstraat","colour":"red"'),
        ('"level":1', '"level":4'),
        ('"hidden":"0"', '"hidden":"00"'),
        ('"hidden":"0"', '"hidden":"x"'),
        ('"people":[120.0]', '"people":[]'),
        ('"people":[120.0]', '"people":["120"]'),
        ('"people":[120.0]', '"people":[NaN]'),
        ('"people":[120.0]', '"people":[1e999]'),
        ('"people":[120.0]', f'"people":[{"9" * 400}]'),
        ('"quantiles":[[1.0],[2.0],[3.0],[4.0],[5.0]]', '"quantiles":[[1.0],[2.0],[3.0],[4.0]]'),
        ('"has_weather":false', '"has_weather":0'),
        ('"errors":[]', '"errors":[[3600]]'),
        ('"coverage80":null,', ""),
        ('"places":[', '"places":[7,'),
    ],
)
def test_what_is_no_board_is_refused(old: str, new: str) -> None:
    text = zlib.decompress(board_codec.encode(BOARD)).decode()
    assert text.count(old) == 1
    with pytest.raises(ValueError):  # noqa: PT011 - one kind of error, many words
        board_codec.decode(zlib.compress(text.replace(old, new).encode()))


def test_numbers_that_are_none_are_not_written() -> None:
    [state] = BOARD.places
    broken = replace(state, counted=(Counted(start_s=0, people=float("nan")),))
    with pytest.raises(ValueError, match="not JSON compliant"):
        board_codec.encode(replace(BOARD, places=(broken,)))


def test_a_board_that_unpacks_to_gigabytes_is_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        board_codec.decode(zlib.compress(b" " * (17 << 20)))
