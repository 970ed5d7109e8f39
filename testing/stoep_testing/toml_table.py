"""Write a table of an array of tables as TOML."""

import json
from collections.abc import Mapping
from typing import Any


def toml_table(name: str, values: Mapping[str, Any]) -> str:
    """`[[name]]` with texts, numbers, truth values, lists of them, and tables of texts."""
    return f"\n[[{name}]]\n" + "".join(f"{key} = {_value(value)}\n" for key, value in values.items())


def _value(value: Any) -> str:
    """JSON's texts, numbers, truth values and lists are TOML's too; not its surrogates, nor its objects."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_value(key)} = {_value(each)}" for key, each in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
