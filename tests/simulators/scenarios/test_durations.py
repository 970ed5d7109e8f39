"""Durations are read as people write them, and written so that they are read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_simulators.scenarios.durations import seconds, words


@pytest.mark.parametrize(
    ("text", "total_s"), [("90 m", 5_400), ("6h", 21_600), ("1 d 12 h", 129_600), ("-2 h", -7_200)]
)
def test_people_write_them_in_many_ways(text: str, total_s: int) -> None:
    assert seconds(text) == total_s


@pytest.mark.parametrize("text", ["", "6", "h", "6 hours", "1.5 h", "6 h -", "--6 h"])
def test_what_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="^" + text + "$"):
        seconds(text)


@given(st.integers(min_value=-(10**8), max_value=10**8))
def test_what_is_written_is_read_back(total_s: int) -> None:
    assert seconds(words(total_s)) == total_s
