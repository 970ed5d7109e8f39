"""How much room the journal has, on its disk and up to its own limit, and when to say so. Pure but for `look`."""

import shutil
from dataclasses import dataclass
from pathlib import Path

_MEGABYTE = 1024 * 1024
_USED_MAX = 0.8  # of the journal's limit: at the limit the oldest observations expire
_FREE_MIN = 0.1  # of the disk; and no less than the journal may still grow by


@dataclass(frozen=True, slots=True, kw_only=True)
class DiskRoom:
    """used_bytes: what the journal's contents take; a file that was once larger does not count."""

    folder: Path
    used_bytes: int
    max_bytes: int
    free_bytes: int
    total_bytes: int

    @property
    def warning(self) -> str:
        """One line while the journal nears its limit or the disk its end, else ""."""
        if self.used_bytes > _USED_MAX * self.max_bytes:
            return (
                f"journal: {self.used_bytes // _MEGABYTE} of {self.max_bytes // _MEGABYTE} MB used; at the limit the"
                " oldest observations expire: see which back-end is behind (stoep accounts), or raise"
                " [journal] max_size_mb"
            )
        if self.free_bytes < max(_FREE_MIN * self.total_bytes, self.max_bytes - self.used_bytes):
            return (
                f"disk of {self.folder}: {self.free_bytes // _MEGABYTE} MB free, less than a tenth or than the journal"
                " may still need: free some; when it is full rows wait on the devices"
            )
        return ""


def look(folder: Path, *, used_bytes: int, max_bytes: int) -> DiskRoom:
    """The disk as it is now. OSError."""
    usage = shutil.disk_usage(folder)
    return DiskRoom(
        folder=folder, used_bytes=used_bytes, max_bytes=max_bytes, free_bytes=usage.free, total_bytes=usage.total
    )
