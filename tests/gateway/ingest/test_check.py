"""Which rows are rejected for their values (SPEC §8)."""

from hypothesis import given
from hypothesis import strategies as st

from stoep_gateway.ingest.check import NO_VALUES, RANGE, verdicts
from stoep_protocol.profiles import BUILT_IN, Column, Profile

Columns = tuple[tuple[int | None, ...], ...]


@st.composite
def frames(draw: st.DrawFn) -> tuple[Profile, Columns]:
    """Values at the edges of their range, seldom beyond, or gaps in some columns."""
    profile = draw(st.sampled_from(list(BUILT_IN.values())))
    rows = draw(st.integers(1, 4))
    return profile, tuple(
        tuple(draw(st.lists(values(column, draw(st.integers(0, 5))), min_size=rows, max_size=rows)))
        for column in profile.columns
    )


def values(column: Column, kind: int) -> st.SearchStrategy[int | None]:
    if kind == 0:
        return st.sampled_from([column.low - 1, column.low, column.high, column.high + 1, None])
    return st.sampled_from([column.low, column.high, None] if kind == 1 else [column.low, column.high])


def reason(profile: Profile, row: tuple[int | None, ...]) -> str | None:
    known = [(column, value) for column, value in zip(profile.columns, row, strict=True) if value is not None]
    if any(not column.low <= value <= column.high for column, value in known):
        return RANGE
    return None if known else NO_VALUES


@given(frames())
def test_a_row_is_rejected_for_a_value_out_of_range_or_for_having_none(frame: tuple[Profile, Columns]) -> None:
    profile, columns = frame
    expected = tuple(reason(profile, row) for row in zip(*columns, strict=True))
    assert verdicts(profile, columns=columns) == (expected if any(expected) else None)
