"""What is written as TOML is read as it was."""

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_simulators.commands.toml_text import toml_text

_TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=9)  # TOML has no lone surrogates
_PLAIN = st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | _TEXTS
_TABLES = st.recursive(
    st.dictionaries(_TEXTS, _PLAIN | st.lists(_PLAIN, max_size=4), max_size=4),
    lambda inner: st.dictionaries(_TEXTS, _PLAIN | inner | st.lists(inner, min_size=1, max_size=3), max_size=4),
    max_leaves=8,
)


@given(_TABLES)
def test_plain_values_come_back(document: dict[str, Any]) -> None:
    assert tomllib.loads(toml_text(document)) == document


@pytest.mark.parametrize(
    ("document", "text"),
    [
        ({"seed": 7, "vm": True, "devices": ["a", "b"]}, 'seed = 7\nvm = true\ndevices = ["a", "b"]\n'),
        ({"backend": [{"name": "city"}]}, '\n[[backend]]\nname = "city"\n'),
        ({"air": {"sensors": {"lucht-2": "sps30"}}}, '\n[air]\n\n[air.sensors]\nlucht-2 = "sps30"\n'),
    ],
)
def test_it_reads_as_a_person_writes_it(document: dict[str, Any], text: str) -> None:
    assert toml_text(document) == text
