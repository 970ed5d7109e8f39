"""The operator's table of soils is read whole or refused by line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_gateway.errors import ConfigError
from stoep_gateway.garden.postcodes import postcodes
from stoep_gateway.garden.soil import CLASSES

HEAD = "postcode4,class\n"


def test_a_postcode_has_the_class_of_its_line() -> None:
    assert postcodes("\ufeff" + HEAD + "2586, B01\r\n\r\n3011,B16\n2586,B01\n", name="soil.csv") == {
        "2586": "B01",
        "3011": "B16",
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", 'soil.csv: empty: the first line must be "postcode4,class"'),
        ("code;class\n", 'soil.csv:1: the first line must be "postcode4,class"'),
        (HEAD + "2586\n", "soil.csv:2: 1 cells, not a postcode and a class"),
        (HEAD + "2586,B01\n0123,B01\n", 'soil.csv:3: "0123" is no postcode of four digits, such as 2586'),
        (HEAD + "2586 AB,B01\n", 'soil.csv:2: "2586 AB" is no postcode of four digits, such as 2586'),
        (HEAD + "2586,sand\n", 'soil.csv:2: "sand" is no soil class: B01 to B18'),
        (HEAD + "2586,B01\n2586,B02\n", "soil.csv:3: 2586 has two classes, B01 and B02: keep one"),
        (HEAD + '2586,"B01"x\n', "soil.csv:2: not CSV: ',' expected after '\"'"),
    ],
)
def test_what_is_no_table_is_refused_with_its_line(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as refused:
        postcodes(text, name="soil.csv")
    assert str(refused.value) == message


@given(st.text(max_size=60), st.booleans())
def test_any_text_is_a_table_or_refused(text: str, headed: bool) -> None:
    try:
        found = postcodes(HEAD + text if headed else text, name="soil.csv")
    except ConfigError as error:
        assert "\n" not in str(error)
    else:
        assert set(found.values()) <= set(CLASSES)
