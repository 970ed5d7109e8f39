"""One segment file of the outbox: records of one width, appended, never changed.

The name says what a header would (first position, profile, columns), so that damage inside costs single rows only.
"""

import struct
from array import array
from binascii import crc32, hexlify, unhexlify

from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_protocol.limits import MAX_COLUMNS, PROFILE_ID_BYTES

if TYPE_CHECKING:
    from typing import Any

_HEAD = "<iHB"  # time, boot, flags
_HEAD_BYTES = const(7)
_CRC_BYTES = const(4)
# CRC-32 of anything that ends with its own CRC-32, little-endian; a small int on the board.
_CRC_RESIDUE = const(0x2144DF1C)
_CLOCK_KNOWN = const(1)
_MAX_RECORD_BYTES = const(75)  # for 16 columns


def file_name(first: int, *, profile_id: "int | bytes", column_count: int) -> str:
    """`0000000001-4-2.seg`, of a maker's own profile `0000000001-xd3cd24c4-3.seg`: sorted by name is by position."""
    return "%010d-%s-%d.seg" % (first, profile_word(profile_id), column_count)


def profile_word(profile_id: "int | bytes") -> str:
    """How file names say a profile."""
    return str(profile_id) if isinstance(profile_id, int) else "x" + hexlify(profile_id).decode()


def parse_file_name(name: str) -> "tuple[int, int | bytes, int] | None":
    """(first position, profile id, column count), None when it is no segment's name."""
    parts = name[:-4].split("-")
    if not name.endswith(".seg") or len(parts) != 3:
        return None
    try:
        first, column_count = int(parts[0]), int(parts[2])
        profile_id = unhexlify(parts[1][1:]) if parts[1][:1] == "x" else int(parts[1])
    except ValueError:
        return None
    if type(profile_id) is bytes and len(profile_id) != PROFILE_ID_BYTES:
        return None
    if first < 1 or not 1 <= column_count <= MAX_COLUMNS:
        return None
    return first, profile_id, column_count


def record_bytes(column_count: int) -> int:
    """Size of one record."""
    return _HEAD_BYTES + 4 * column_count + _CRC_BYTES


class Record:
    """The one record in hand: a preallocated buffer, its fields after `check`."""

    def __init__(self) -> None:
        self._buffer = bytearray(_MAX_RECORD_BYTES)
        self._view = memoryview(self._buffer)
        self._column_count = 0
        self.view = self._view
        self.time_s = 0
        self.boot = 0
        self.is_dated = False

    def width(self, column_count: int) -> None:
        """Make `view` as long as a record of that many columns."""
        if column_count != self._column_count:
            self._column_count = column_count
            self.view = self._view[: record_bytes(column_count)]

    def pack(self, position: int, *, time_s: int, boot: int, is_dated: bool, values: "array[int]") -> None:
        """Fill `view`. The CRC is seeded with the position: a record in the wrong place is not read."""
        struct.pack_into(_HEAD, self._buffer, 0, time_s, boot & 0xFFFF, _CLOCK_KNOWN if is_dated else 0)
        at = _HEAD_BYTES
        for i in range(self._column_count):
            struct.pack_into("<i", self._buffer, at, values[i])
            at += 4
        struct.pack_into("<I", self._buffer, at, crc32(self.view[:-_CRC_BYTES], position))

    def read(self, file: "Any", position: int) -> bool:
        """Fill `view` from the file and take the head's fields. False when it is short, damaged or not to be read."""
        try:
            size_bytes = file.readinto(self.view)
        except OSError:
            return False
        if size_bytes != len(self.view) or crc32(self.view, position) != _CRC_RESIDUE:
            return False
        buffer = self._buffer
        self.time_s = _int32(buffer, 0)
        self.boot = buffer[4] | buffer[5] << 8
        self.is_dated = buffer[6] & _CLOCK_KNOWN != 0
        return True

    def copy_values(self, values: "array[int]", at: int) -> None:
        """Write the row's integers into values from index `at`."""
        offset = _HEAD_BYTES
        for i in range(self._column_count):
            values[at + i] = _int32(self._buffer, offset)
            offset += 4


def _int32(buffer: bytearray, at: int) -> int:
    """By hand: struct would make a tuple per row."""
    top = buffer[at + 3]
    if top >= 0x80:
        top -= 0x100
    return (top << 24) | buffer[at + 2] << 16 | buffer[at + 1] << 8 | buffer[at]
