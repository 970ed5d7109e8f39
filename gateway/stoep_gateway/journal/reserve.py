"""Room on the disk that only deliveries may use: a file of its own, given up when the disk is full."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from stoep_gateway.errors import ConfigError

LOG_BYTES = 4 << 20  # at which SQLite folds its log in
_SIZE_MAX_BYTES = 2 * LOG_BYTES  # as much may come new to the database
_DISK_PART = 64


def size_for(folder: Path) -> int:
    """Bytes to keep on the folder's disk: 8 MB, less on a very small one."""
    return min(_SIZE_MAX_BYTES, shutil.disk_usage(folder).total // _DISK_PART)


class Reserve:
    """Blocks of a file that nobody reads. size_bytes 0: none is kept, there is always room. ConfigError: no file."""

    def __init__(self, path: Path, *, size_bytes: int) -> None:
        self._path = path
        self._size_bytes = size_bytes
        if os.path.lexists(path) and not path.is_file():
            raise ConfigError(f"{path}: not a file, and room for deliveries is kept there: remove it")
        self._held = not size_bytes or (path.is_file() and path.stat().st_size >= size_bytes)

    @property
    def size_bytes(self) -> int:
        return self._size_bytes

    def hold(self) -> bool:
        """Whether it is held. Taken again only when twice as much is free, or it would be taken from the deliveries."""
        if not self._held:
            is_free = shutil.disk_usage(self._path.parent).free >= 2 * self._size_bytes
            self._held = is_free and _allocate(self._path, size_bytes=self._size_bytes, flags=os.O_CREAT)
        return self._held

    def release(self, *, log: Path) -> bool:
        """Give it up: half for the write-ahead log, which may then be written over and over, half for the database.

        False: there was none to give.
        """
        if not self._size_bytes:
            return False
        self._held = False
        was_there = self._path.exists()
        with suppress(OSError):
            self._path.unlink(missing_ok=True)
        _allocate(log, size_bytes=self._size_bytes // 2)
        return was_there

    def keep(self) -> None:
        """The log is gone, the disk still full: keep the log's half for the next start."""
        if not self._held and not _allocate(self._path, size_bytes=self._size_bytes // 2, flags=os.O_CREAT):
            with suppress(OSError):
                self._path.unlink(missing_ok=True)


def _allocate(path: Path, *, size_bytes: int, flags: int = 0) -> bool:
    """Whether the file's first size_bytes have their blocks now."""
    try:
        descriptor = os.open(path, os.O_WRONLY | flags, 0o600)
        try:
            os.posix_fallocate(descriptor, 0, size_bytes)
        finally:
            os.close(descriptor)
    except OSError:
        return False
    return True
