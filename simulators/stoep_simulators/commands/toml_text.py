"""Write plain values as TOML."""

import json
import re
from collections.abc import Mapping
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def toml_text(document: Mapping[str, Any], *, below: tuple[str, ...] = ()) -> str:
    """What tomllib reads as this: texts, numbers, truth values, lists of them, tables, lists of tables."""
    plain, tables = "", ""
    for key, value in document.items():
        place = (*below, _key(key))
        if isinstance(value, Mapping):
            tables += f"\n[{'.'.join(place)}]\n" + toml_text(value, below=place)
        elif isinstance(value, list | tuple) and value and all(isinstance(each, Mapping) for each in value):
            tables += "".join(f"\n[[{'.'.join(place)}]]\n" + toml_text(each, below=place) for each in value)
        else:
            plain += f"{_key(key)} = {_value(value)}\n"
    return plain + tables


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_value(each)}" for key, each in value.items()) + " }"
    return _text(str(value))


def _text(text: str) -> str:
    """JSON's texts are TOML's too, but for its surrogates and one control character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
