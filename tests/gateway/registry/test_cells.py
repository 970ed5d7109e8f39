"""Only cell centres are places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_gateway.errors import ConfigError
from stoep_gateway.registry.cells import centre, parse_cell


def test_a_centre_is_taken() -> None:
    cell = parse_cell("81250,455250", size_m=500)
    assert (cell.x_m, cell.y_m, cell.size_m) == (81250, 455250, 500)


def test_any_other_point_is_refused_with_the_centre_to_use() -> None:
    with pytest.raises(ConfigError, match=r"use --cell 81250,455250$"):
        parse_cell("81011, 455499", size_m=500)


@pytest.mark.parametrize("text", ["", "81250", "81250.0,455250", "a,b", "1,2,3", "52.07,4.30"])
def test_other_notations_are_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="whole metres RD New"):
        parse_cell(text, size_m=500)


def test_a_place_outside_the_country_is_refused() -> None:
    with pytest.raises(ConfigError, match="outside the Netherlands"):
        parse_cell("455250,81250", size_m=500)


@given(x=st.integers(0, 310_000), y=st.integers(280_000, 640_000), size=st.integers(100, 10_000))
def test_a_centre_is_its_own_centre(x: int, y: int, size: int) -> None:
    x_m, y_m = centre(x, y, size_m=size)
    assert centre(x_m, y_m, size_m=size) == (x_m, y_m)
    assert abs(x_m - x) <= size / 2 + 1
