"""The virtual board's flash: an image file whose power can go in the middle of a write."""

import ffi

from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_simulators.virtual_board import endings

if TYPE_CHECKING:
    from typing import Any

BLOCK_BYTES = const(4096)
_BLOCK_COUNT = const(4)  # operations of ioctl: os.AbstractBlockDev
_BLOCK_SIZE = const(5)
_ERASE = const(6)


class FlashImage:
    """os.AbstractBlockDev with offsets, as littlefs wants it. cut_at: the write that is cut, from 1; 0: none."""

    def __init__(self, path: str, *, cut_at: int) -> None:
        self._file: "Any" = open(path, "r+b")
        self._blocks = self._file.seek(0, 2) // BLOCK_BYTES
        self.left = cut_at  # writes to go

    def readblocks(self, block: int, buffer: bytearray, offset: int = 0) -> None:
        """Fill the buffer."""
        self._file.seek(block * BLOCK_BYTES + offset)
        self._file.readinto(buffer)

    def writeblocks(self, block: int, buffer: bytearray, offset: int = 0) -> None:
        """Write the buffer, or half of it when the power goes."""
        self._file.seek(block * BLOCK_BYTES + offset)
        self.left -= 1
        if self.left == 0:
            self._file.write(memoryview(buffer)[: len(buffer) // 2])
            _lose_power()
        self._file.write(buffer)

    def ioctl(self, operation: int, argument: int) -> int:
        """Size questions, and erasing, which counts as a write."""
        if operation == _BLOCK_COUNT:
            return int(self._blocks)
        if operation == _BLOCK_SIZE:
            return BLOCK_BYTES
        if operation == _ERASE:
            self.left -= 1
            if self.left == 0:
                _lose_power()
            self._file.seek(argument * BLOCK_BYTES)
            self._file.write(b"\xff" * BLOCK_BYTES)
        return 0


def _lose_power() -> None:
    ffi.open("libc.so.6").func("v", "_exit", "i")(endings.POWER_CUT)
