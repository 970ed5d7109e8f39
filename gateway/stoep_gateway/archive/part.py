"""Packed rows of one device, one life and one day, its series side by side: they share row numbers and times. Pure.

A body is the format byte 2, then zlib over: the number of rows, the number of series, the column of row numbers, that
of times, and for each series its id and its column of values. A column of integers is the first one, the usual step,
and what each step differs from that, in as many bytes as the largest needs: none where all are the same. Values are
integers over a power of ten where that gives back the same float, else 8-byte floats; a bit a row tells where a value
is, unless all are there. zlib's own checksum notices damage.
"""

import struct
import zlib
from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise
from statistics import median_low
from typing import NamedTuple

_FORMAT = 2
_LEVEL = 9  # a body is small
_BODY_MAX_BYTES = 1 << 20  # unpacked; a part of 128 rows and 255 series has a third of it
_WIDTHS = {0: "", 1: "b", 2: "h", 4: "i", 8: "q"}
_POWERS = range(7)  # of ten; profiles have fewer decimals
_FLOATS = 255  # in place of a power
_EXACT_MAX = 1 << 53  # floats hold every integer up to here
_GAPS = 1
_NUMBER_MAX_BYTES = 10  # 64 bits


class ChunkError(ValueError):
    """A body that is not what `encode` made."""


class Moment(NamedTuple):
    """time_s: Unix seconds, 0 where there is none. values: by series."""

    time_s: int
    values: dict[int, float]


def encode(moments: Mapping[int, Moment]) -> bytes:
    """moments: by row number, or windows by their start. The same moments make the same bytes."""
    numbers = sorted(moments)
    series = sorted({one for moment in moments.values() for one in moment.values})
    out = bytearray()
    _put(out, len(numbers))
    _put(out, len(series))
    _put_integers(out, numbers)
    _put_integers(out, [moments[number].time_s for number in numbers])
    for one in series:
        _put(out, one)
        _put_values(out, [moments[number].values.get(one) for number in numbers])
    return bytes([_FORMAT]) + zlib.compress(out, _LEVEL)


def decode(body: bytes) -> dict[int, Moment]:
    """ChunkError: damaged, or of another format."""
    if body[:1] != bytes([_FORMAT]):
        raise ChunkError("not a chunk of this format")
    try:
        unpacker = zlib.decompressobj()
        source = _Source(unpacker.decompress(body[1:], _BODY_MAX_BYTES))
        if not unpacker.eof or unpacker.unused_data:
            raise ChunkError("a damaged chunk")
        return _moments(source)
    except (struct.error, zlib.error, LookupError, OverflowError) as error:
        raise ChunkError("a damaged chunk") from error


def merge(known: Mapping[int, Moment], *, new: Mapping[int, Moment]) -> dict[int, Moment] | None:
    """Both; of the same row and series the known value stays. None: nothing is new."""
    merged = dict(known)
    is_new = False
    for number, moment in new.items():
        there = merged.get(number)
        if there is None:
            merged[number], is_new = moment, True
        elif not moment.values.keys() <= there.values.keys():
            merged[number], is_new = Moment(there.time_s, moment.values | there.values), True
    return merged if is_new else None


class _Source:
    """Reads what `_put` and its like wrote."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def is_empty(self) -> bool:
        return self._at == len(self._data)

    def number(self) -> int:
        zigzag = shift = 0
        while True:
            byte = self._data[self._at]
            self._at += 1
            zigzag |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return zigzag >> 1 ^ -(zigzag & 1)
            if shift >= 7 * _NUMBER_MAX_BYTES:
                raise ChunkError("a damaged chunk")

    def unpack(self, form: str) -> tuple[int, ...]:
        found = struct.unpack_from(form, self._data, self._at)
        self._at += struct.calcsize(form)
        return found

    def integers(self, count: int) -> list[int]:
        if not count:
            return []
        first, step = self.number(), self.number()
        (width,) = self.unpack("<B")
        if not width:
            return [first + step * at for at in range(count)]
        differs = self.unpack(f"<{count - 1}{_WIDTHS[width]}")
        return list(accumulate((step + one for one in differs), initial=first))

    def values(self, count: int) -> list[float | None]:
        power, gaps = self.unpack("<BB")
        there = [True] * count
        if gaps:
            bits = int.from_bytes(bytes(self.unpack(f"<{(count + 7) // 8}B")), "little")
            there = [bool(bits >> at & 1) for at in range(count)]
        present = sum(there)
        found: Sequence[float]
        if power == _FLOATS:
            found = self.unpack(f"<{present}d")
        else:
            found = [integer / 10**power for integer in self.integers(present)]
        values = iter(found)
        return [next(values) if is_there else None for is_there in there]


def _moments(source: _Source) -> dict[int, Moment]:
    count, width = source.number(), source.number()
    if not 0 <= count <= _BODY_MAX_BYTES:
        raise ChunkError("a damaged chunk")
    numbers, times = source.integers(count), source.integers(count)
    moments = [Moment(time_s, {}) for time_s in times]
    for _ in range(width):
        series = source.number()
        for moment, value in zip(moments, source.values(count), strict=True):
            if value is not None:
                moment.values[series] = value
    if not source.is_empty:
        raise ChunkError("a damaged chunk")
    return dict(zip(numbers, moments, strict=True))


def _put(out: bytearray, number: int) -> None:
    zigzag = number * 2 if number >= 0 else -number * 2 - 1
    while zigzag > 0x7F:
        out.append(zigzag & 0x7F | 0x80)
        zigzag >>= 7
    out.append(zigzag)


def _put_integers(out: bytearray, integers: Sequence[int]) -> None:
    if not integers:
        return
    steps = [following - number for number, following in pairwise(integers)]
    step = median_low(steps) if steps else 0
    differs = [one - step for one in steps]
    most = max((one if one >= 0 else ~one for one in differs), default=0)
    width = 0 if not any(differs) else next(width for width in (1, 2, 4, 8) if most < 1 << 8 * width - 1)
    _put(out, integers[0])
    _put(out, step)
    out.append(width)
    if width:
        out += struct.pack(f"<{len(differs)}{_WIDTHS[width]}", *differs)


def _put_values(out: bytearray, values: Sequence[float | None]) -> None:
    present = [value for value in values if value is not None]
    power, integers = _as_integers(present)
    out.append(power)
    out.append(0 if len(present) == len(values) else _GAPS)
    if len(present) < len(values):
        bits = sum(1 << at for at, value in enumerate(values) if value is not None)
        out += bits.to_bytes((len(values) + 7) // 8, "little")
    if power == _FLOATS:
        out += struct.pack(f"<{len(present)}d", *present)
    else:
        _put_integers(out, integers)


def _as_integers(values: Sequence[float]) -> tuple[int, list[int]]:
    """(power of ten, integers), or (_FLOATS, []) when there are none that give back the very same floats."""
    form = f"<{len(values)}d"
    wanted = struct.pack(form, *values)
    if all(-_EXACT_MAX < value < _EXACT_MAX for value in values):
        for power in _POWERS:
            integers = [round(value * 10**power) for value in values]
            if struct.pack(form, *(integer / 10**power for integer in integers)) == wanted:
                return power, integers
    return _FLOATS, []
