"""Deterministic CBOR as far as the wire needs it (RFC 8949 §4.2.1, SPEC §2)."""

from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_protocol.errors import DecodeError
from stoep_protocol.limits import MAX_INT, NULL

if TYPE_CHECKING:
    from array import array as int_array
    from typing import Any

_UINT = const(0)
_NEGATIVE = const(1)
_BYTES = const(2)
_TEXT = const(3)
_ARRAY = const(4)
_MAP = const(5)
_NULL_BYTE = const(0xF6)
_MAX_DEPTH = const(4)


class Writer:
    """Encode into one preallocated buffer without allocating. ValueError for what is out of bounds."""

    def __init__(self, size_bytes: int) -> None:
        self.buffer = bytearray(size_bytes)
        self.size_bytes = 0

    def reset(self) -> None:
        """Forget what was written; the buffer stays."""
        self.size_bytes = 0

    def view(self) -> memoryview:
        """What was written. Valid until the next reset."""
        return memoryview(self.buffer)[: self.size_bytes]

    def uint(self, value: int) -> None:
        """0 ≤ value < 2^30."""
        if not 0 <= value <= MAX_INT:
            raise ValueError("integer out of range")
        self._head(_UINT, value)

    def integer(self, value: int) -> None:
        """|value| < 2^30."""
        if value >= 0:
            self.uint(value)
        elif value < -MAX_INT:
            raise ValueError("integer out of range")
        else:
            self._head(_NEGATIVE, -1 - value)

    def null(self) -> None:
        """`null`: not measured, not known."""
        self._room(1)
        self.buffer[self.size_bytes] = _NULL_BYTE
        self.size_bytes += 1

    def byte_string(self, data: "bytes | bytearray | memoryview") -> None:
        """A byte string."""
        self._head(_BYTES, len(data))
        self._copy(data)

    def profile(self, profile: "int | bytes") -> None:
        """A profile: a number, or bytes of a maker's own."""
        if isinstance(profile, int):
            self.uint(profile)
        else:
            self.byte_string(profile)

    def text(self, text: str) -> None:
        """A text string."""
        data = text.encode()
        self._head(_TEXT, len(data))
        self._copy(data)

    def array(self, count: int) -> None:
        """The head of an array; its items follow."""
        self._head(_ARRAY, count)

    def map(self, count: int) -> None:
        """The head of a map; its keys, ascending, and values follow."""
        self._head(_MAP, count)

    def differences(self, values: "int_array[int]", *, start: int, stride: int, count: int) -> None:
        """An array of `count` items: every stride-th value from start on, less the one before it; NULL as `null`.

        The innermost loop of a frame, so one-byte items are written here: half of an hour's encoding time otherwise.
        """
        self._head(_ARRAY, count)
        buffer = self.buffer
        at = self.size_bytes
        end = len(buffer)
        last = 0
        for _ in range(count):
            value = values[start]
            start += stride
            if at >= end:
                raise ValueError("message too long")
            if value == NULL:
                buffer[at] = _NULL_BYTE
                at += 1
                continue
            difference = value - last
            last = value
            if 0 <= difference < 24:
                buffer[at] = difference
                at += 1
            elif -24 <= difference < 0:
                buffer[at] = 0x1F - difference  # major type 1 holds -1 - n
                at += 1
            else:
                self.size_bytes = at
                self.integer(difference)
                at = self.size_bytes
        self.size_bytes = at

    def _room(self, size_bytes: int) -> None:
        if self.size_bytes + size_bytes > len(self.buffer):
            raise ValueError("message too long")

    def _copy(self, data: "bytes | bytearray | memoryview") -> None:
        self._room(len(data))
        buffer = self.buffer
        at = self.size_bytes
        for i in range(len(data)):  # a slice would be an object
            buffer[at + i] = data[i]
        self.size_bytes = at + len(data)

    def _head(self, major: int, number: int) -> None:
        buffer = self.buffer
        at = self.size_bytes
        major <<= 5
        if number < 24:
            self._room(1)
            buffer[at] = major | number
            self.size_bytes = at + 1
        elif number < 0x100:
            self._room(2)
            buffer[at] = major | 24
            buffer[at + 1] = number
            self.size_bytes = at + 2
        elif number < 0x10000:
            self._room(3)
            buffer[at] = major | 25
            buffer[at + 1] = number >> 8
            buffer[at + 2] = number & 0xFF
            self.size_bytes = at + 3
        else:
            self._room(5)
            buffer[at] = major | 26
            buffer[at + 1] = number >> 24
            buffer[at + 2] = (number >> 16) & 0xFF
            buffer[at + 3] = (number >> 8) & 0xFF
            buffer[at + 4] = number & 0xFF
            self.size_bytes = at + 5


def decode(data: "bytes | memoryview") -> "tuple[Any, int]":
    """Return (value, number of bytes it took). Arrays become lists. DecodeError `cbor` for anything but SPEC §2."""
    return _item(data, 0, 0)


def _item(data: "bytes | memoryview", at: int, depth: int) -> "tuple[Any, int]":
    if at >= len(data):
        raise DecodeError("cbor")
    first = data[at]
    at += 1
    if first < 24:  # most of a frame is small differences
        return first, at
    if first < 0x38 and first >= 0x20:
        return 0x1F - first, at
    if first == _NULL_BYTE:
        return None, at
    major = first >> 5
    number = first & 0x1F
    if number >= 24:
        number, at = _number(data, at, number)
    if major == _UINT:
        if number > MAX_INT:
            raise DecodeError("cbor")
        return number, at
    if major == _NEGATIVE:
        if number >= MAX_INT:
            raise DecodeError("cbor")
        return -1 - number, at
    if number > len(data) - at:  # every item takes a byte, so this bounds what gets allocated
        raise DecodeError("cbor")
    if major == _BYTES:
        return bytes(data[at : at + number]), at + number
    if major == _TEXT:
        return _text(bytes(data[at : at + number])), at + number
    if depth >= _MAX_DEPTH:
        raise DecodeError("cbor")
    if major == _ARRAY:
        items = []
        for _ in range(number):
            value, at = _item(data, at, depth + 1)
            items.append(value)
        return items, at
    if major == _MAP:
        return _map(data, at, depth + 1, number)
    raise DecodeError("cbor")


def _number(data: "bytes | memoryview", at: int, kind: int) -> "tuple[int, int]":
    """The integer behind a head byte, in its shortest form only."""
    if kind > 26:  # 64 bits, indefinite lengths and reserved values
        raise DecodeError("cbor")
    size = 1 << (kind - 24)
    if at + size > len(data):
        raise DecodeError("cbor")
    number = 0
    for i in range(at, at + size):
        number = (number << 8) | data[i]
    if number < (24 if size == 1 else 1 << (4 * size)):
        raise DecodeError("cbor")
    return number, at + size


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except ValueError:  # UnicodeError
        raise DecodeError("cbor")


def _map(data: "bytes | memoryview", at: int, depth: int, count: int) -> "tuple[dict[int, Any], int]":
    entries: dict[int, "Any"] = {}
    last = -1
    for _ in range(count):
        key, at = _item(data, at, depth)
        if type(key) is not int or key <= last:
            raise DecodeError("cbor")
        last = key
        entries[key], at = _item(data, at, depth)
    return entries, at
