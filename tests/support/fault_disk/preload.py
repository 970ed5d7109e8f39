"""Build `fault_disk.c`, start a process under it, and speak to it from inside that process."""

import ctypes
import os
import subprocess
import sys
from pathlib import Path

from support import tools
from support.repository import TESTS

WRITE, SYNC, TRUNCATE, OPEN, NAME, ALLOCATE = 1, 2, 4, 8, 16, 32
KILL = -1  # in place of an error: the process dies of SIGKILL, in the middle of a write or before any other call


def build(folder: Path) -> Path:
    """The library to be preloaded."""
    source, library = Path(__file__).with_name("fault_disk.c"), folder / "fault_disk.so"
    subprocess.run(
        [tools.path("gcc"), "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", library, source, "-ldl"], check=True
    )
    return library


def run(library: Path, *arguments: str | Path, folder: Path, log: Path | None = None) -> str:
    """What `python -m support.fault_disk.child ARGUMENTS` prints. folder: whose files are recorded and may fail."""
    environment = {**os.environ, "LD_PRELOAD": str(library), "FAULT_DISK_FOLDER": str(folder)}
    if log is not None:
        environment["FAULT_DISK_LOG"] = str(log)
    child = subprocess.run(
        [sys.executable, "-m", "support.fault_disk.child", *map(str, arguments)],
        cwd=TESTS,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        timeout=600,
        check=True,
    )
    return child.stdout


class FaultDisk:
    """Inside the process: what its own disk calls shall meet."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None)

    def fail(self, kinds: int, *, nth: int, error: int, always: bool) -> None:
        """The nth call of these kinds by this thread from now on fails, and every later one if `always`."""
        self._library.fault_disk_fail(kinds, ctypes.c_long(nth), error, int(always))

    def heal(self) -> None:
        self._library.fault_disk_fail(0, ctypes.c_long(0), 0, 0)

    def leave_room(self, size_bytes: int) -> None:
        """By which files may still grow, from now on; -1: as much as they like."""
        self._library.fault_disk_room(ctypes.c_long(size_bytes))

    @property
    def failed(self) -> bool:
        """Whether any call has failed since `fail`."""
        return bool(self._library.fault_disk_failed())

    def mark(self, number: int) -> None:
        """Into the recording."""
        self._library.fault_disk_mark(ctypes.c_long(number))
