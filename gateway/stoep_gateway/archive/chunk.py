"""Packed points of one series, one life and one day. Pure.

A body is one format byte, the number of points (4 bytes), then zlib over three columns: differences of row numbers and
of times (4 bytes each, little-endian), and values (8-byte floats). Regular sampling makes the differences vanish;
zlib's own checksum notices damage.
"""

import struct
import zlib
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

_FORMAT = 1
_HEAD = struct.Struct("<BI")
_POINT_BYTES = 16
_LEVEL = 1  # higher levels save a few per cent and cost several times the time


class Point(NamedTuple):
    """row: number in its life, 0 for a window; time_s: Unix seconds, 0 in a chunk without times."""

    row: int
    time_s: int
    value: float


class ChunkError(ValueError):
    """A body that is not what `encode` made."""


def encode(points: Sequence[Point], *, start_s: int) -> bytes:
    """start_s: what times count from, so that they fit."""
    count = len(points)
    rows = _differences(point.row for point in points)
    times = _differences(point.time_s - start_s for point in points)
    values = (point.value for point in points)
    columns = struct.pack(f"<{count}i{count}i{count}d", *rows, *times, *values)
    return _HEAD.pack(_FORMAT, count) + zlib.compress(columns, _LEVEL)


def decode(body: bytes, *, start_s: int) -> list[Point]:
    """ChunkError: damaged, or of a later format."""
    try:
        form, count = _HEAD.unpack_from(body)
        unpacker = zlib.decompressobj()
        columns = unpacker.decompress(body[_HEAD.size :], count * _POINT_BYTES + 1)
        if form != _FORMAT or len(columns) != count * _POINT_BYTES or not unpacker.eof:
            raise ChunkError("not a chunk of this format")
        numbers = struct.unpack(f"<{count}i{count}i{count}d", columns)
    except (struct.error, zlib.error) as error:
        raise ChunkError("a damaged chunk") from error
    rows = accumulate(numbers[:count])
    times = accumulate(numbers[count : 2 * count], initial=start_s)
    next(times)
    return [Point(*point) for point in zip(rows, times, numbers[2 * count :], strict=True)]


def merge(points: Sequence[Point], *, new: Iterable[Point]) -> list[Point] | None:
    """The points and the new ones, sorted; of the same row, or window, the first one stays. None: nothing is new."""
    known = {_identity(point): point for point in points}
    before = len(known)
    for point in new:
        known.setdefault(_identity(point), point)
    return sorted(known.values()) if len(known) > before else None


def _identity(point: Point) -> tuple[int, int]:
    return (point.row, 0) if point.row else (0, point.time_s)  # rows count from 1 (SPEC §1)


def _differences(numbers: Iterable[int]) -> list[int]:
    return [following - number for number, following in pairwise([0, *numbers])]
