"""The full disk of the harness is full as a real one is."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from chaos.preload.disk import FULL
from support.fault_disk.preload import build
from support.repository import TESTS
from support.waiting import LONG_LIMIT_S

_CHILD = """
import os, sys
from chaos.preload import disk

disk.install()
held = os.open(sys.argv[1] + "/held", os.O_WRONLY)

def fits(offset, size):
    try:
        return os.pwrite(held, bytes(size), offset) == size
    except OSError as error:
        return os.strerror(error.errno)

print(fits(0, 100), fits(100, 1), fits(50, 60), sep=", ")
os.unlink(sys.argv[1] + "/other")
print(fits(100, 70), fits(170, 70), sep=", ")
"""


@pytest.mark.needs("gcc")
def test_on_a_full_disk_files_grow_only_by_what_others_give_back(tmp_path: Path) -> None:
    folder, points = tmp_path / "state", tmp_path / "points"
    folder.mkdir()
    points.mkdir()
    (points / FULL).touch()
    for name in ("held", "other"):
        (folder / name).write_bytes(bytes(100))
    environment = {
        **os.environ,
        "LD_PRELOAD": str(build(tmp_path)),
        "FAULT_DISK_FOLDER": str(folder),
        "KILL_POINTS": str(points),
        "PYTHONPATH": str(TESTS),
    }
    command = [sys.executable, "-c", _CHILD, str(folder)]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=LONG_LIMIT_S)
    full = os.strerror(errno.ENOSPC)
    assert done.stdout.splitlines() == [f"True, {full}, {full}", f"True, {full}"]
