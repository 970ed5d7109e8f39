"""Chunks of schema 1: points of one series, one life and one day. They are read until new rows of that day come. Pure.

A body is the format byte 1, the number of points (4 bytes), then zlib over three columns: differences of row numbers
and of times (4 bytes each, little-endian), and values (8-byte floats). zlib's own checksum notices damage.
"""

import struct
import zlib
from itertools import accumulate
from typing import NamedTuple

from stoep_gateway.archive.part import ChunkError

_FORMAT = 1
_HEAD = struct.Struct("<BI")
_POINT_BYTES = 16


class Point(NamedTuple):
    """row: number in its life, 0 for a window; time_s: Unix seconds, 0 in a chunk without times."""

    row: int
    time_s: int
    value: float


def decode(body: bytes, *, start_s: int) -> list[Point]:
    """start_s: what times count from. ChunkError: damaged, or of another format."""
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
