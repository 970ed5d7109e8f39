"""The small state that outlives power: one file, replaced whole by rename."""

import os
import struct
from binascii import crc32

from stoep_protocol.compat import TYPE_CHECKING, const

if TYPE_CHECKING:
    from typing import Final

_FORMAT = "<4sB4sBiiiiii8siiiiiiiiii"
_SIZE: "Final" = struct.calcsize(_FORMAT)
_MAGIC = b"stoS"
_VERSION = const(1)
_CRC_RESIDUE = const(0x2144DF1C)  # CRC-32 of anything that ends with its own CRC-32, little-endian
KEPT_BOOTS = 4
NO_ANCHOR = -1


class State:
    """Positions count every row ever appended to this flash; row = position − base. Loaded from `path` if whole there.

    settled, dropped_to, base: positions. dropped: rows of this life that a full ring lost. boot: the newest power-on's.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self.has_life = False
        self.life = bytes(4)
        self.owner = 0
        self.base = 0
        self.settled = 0
        self.dropped = 0
        self.dropped_to = 0
        self.boot = 0
        self.anchor_mac = bytes(8)
        self.anchor_index = NO_ANCHOR
        self.command_id = 0
        self._offsets = [0] * (2 * KEPT_BOOTS)  # boot, wire time − uptime; newest first
        self.is_new = not self._load()

    def offset_s(self, boot: int) -> "int | None":
        """Wire time − uptime of a power-on's rows, None while unknown."""
        for i in range(0, 2 * KEPT_BOOTS, 2):
            if self._offsets[i] == boot and boot:
                return self._offsets[i + 1]
        return None

    def keep_offset(self, boot: int, *, offset_s: int) -> None:
        """Remember how to date a power-on's rows; the oldest of four is forgotten. The caller saves."""
        kept = [boot, offset_s]
        for i in range(0, 2 * KEPT_BOOTS, 2):
            if self._offsets[i] != boot and len(kept) < 2 * KEPT_BOOTS:
                kept.append(self._offsets[i])
                kept.append(self._offsets[i + 1])
        self._offsets = kept

    def save(self) -> None:
        """Replace the file: old or new after a power cut, never neither. OSError when the flash refuses."""
        data = bytearray(_SIZE + 4)
        struct.pack_into(
            _FORMAT,
            data,
            0,
            _MAGIC,
            _VERSION,
            self.life,
            1 if self.has_life else 0,
            self.owner,
            self.base,
            self.settled,
            self.dropped,
            self.dropped_to,
            self.boot,
            self.anchor_mac,
            self.anchor_index,
            *self._tail(),
        )
        struct.pack_into("<I", data, _SIZE, crc32(memoryview(data)[:_SIZE]))
        with open(self._path + ".new", "wb") as file:
            file.write(data)
        os.rename(self._path + ".new", self._path)
        self.is_new = False

    def save_if_room(self) -> None:
        """For what may wait: where flash refuses, the old file stays, and the next save carries this one's news."""
        try:
            self.save()
        except OSError:
            pass

    def _tail(self) -> "list[int]":
        return [self.command_id] + self._offsets

    def _load(self) -> bool:
        try:
            with open(self._path, "rb") as file:
                data = file.read(_SIZE + 5)
        except OSError:
            return False
        if len(data) != _SIZE + 4 or crc32(data) != _CRC_RESIDUE or data[:4] != _MAGIC or data[4] != _VERSION:
            return False
        fields = struct.unpack_from(_FORMAT, data, 0)
        self.life, has_life = fields[2:4]
        self.has_life = has_life == 1
        self.owner, self.base, self.settled, self.dropped, self.dropped_to, self.boot = fields[4:10]
        self.anchor_mac, self.anchor_index, self.command_id = fields[10:13]
        self._offsets = list(fields[13:])
        return True
