"""Packed JSON read back strictly: what is not exactly what was written is a ValueError. Pure."""

import json
import math
import zlib
from collections.abc import Mapping, Sequence
from typing import cast

_LEVEL = 6
_BODY_MAX_BYTES = 16 << 20  # unpacked; a board of a thousand places has some 4 MB


def packed(value: object) -> bytes:
    """The value as deflated JSON. ValueError: it holds a number that is not finite."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return zlib.compress(text.encode(), _LEVEL)


def unpacked(body: bytes) -> object:
    """ValueError: damaged, or too long."""
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(body, _BODY_MAX_BYTES)
        if not unpacker.eof or unpacker.unused_data:
            raise ValueError("damaged or too long")
        value: object = json.loads(text, parse_constant=_no_constant)
    except (zlib.error, UnicodeDecodeError, RecursionError) as error:
        raise ValueError("damaged") from error
    return value


class Members:
    """An object of which every member is read once, in any order, and none is left over."""

    def __init__(self, value: object) -> None:
        if not isinstance(value, dict):
            raise ValueError("not an object")
        self._left = dict(value)

    def take(self, name: str) -> object:
        """ValueError: it is not there."""
        if name not in self._left:
            raise ValueError(f"{name} is missing")
        return self._left.pop(name)

    def done(self) -> None:
        """ValueError: something was not asked for."""
        if self._left:
            raise ValueError(f"unknown: {', '.join(self._left)}")


def whole(value: object) -> int:
    """ValueError, as below, for anything else."""
    if type(value) is not int:
        raise ValueError("not a whole number")
    return value


def optional_whole(value: object) -> int | None:
    return None if value is None else whole(value)


def real(value: object) -> float:
    return reals((value,))[0]


def reals(values: Sequence[object]) -> list[float]:
    """Each of them; many at once take a tenth of the time."""
    if not {type(value) for value in values} <= {int, float}:
        raise ValueError("not a number")
    try:
        found = [float(cast(float, value)) for value in values]
    except OverflowError as error:  # a whole number longer than any float
        raise ValueError("not a number") from error
    if not all(map(math.isfinite, found)):
        raise ValueError("not a number")
    return found


def optional_real(value: object) -> float | None:
    return None if value is None else real(value)


def truth(value: object) -> bool:
    if type(value) is not bool:
        raise ValueError("not true or false")
    return value


def text(value: object) -> str:
    if type(value) is not str:
        raise ValueError("not a text")
    return value


def items(value: object, *, count: int | None = None) -> Sequence[object]:
    """count: how many there must be."""
    if not isinstance(value, list) or (count is not None and len(value) != count):
        raise ValueError("not a list of the right length")
    return value


def by_text(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")
