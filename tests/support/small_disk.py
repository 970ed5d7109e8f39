"""A file system of a few megabytes in memory, seen by one process only; needs a Linux that lets us mount one."""

import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from support.repository import TESTS
from support.waiting import LONG_LIMIT_S

_MOUNT = 'mount -t tmpfs -o "size=$1" none "$2" && shift 2 && exec "$@"'


@cache
def _missing(folder: str) -> str:
    """Why there can be none, "" if there can."""
    if shutil.which("unshare") is None:
        return "no unshare here"
    trial = _run("1m", Path(folder), "true")
    return "" if trial.returncode == 0 else f"no file system may be mounted here ({trial.stderr.strip()})"


def run(module: str, *arguments: str, folder: Path, size: str) -> str:
    """What `python -m MODULE FOLDER ARGUMENTS` prints with a small disk mounted at the folder; skips without one."""
    if reason := _missing(str(folder)):
        pytest.skip(reason)
    child = _run(size, folder, sys.executable, "-m", module, str(folder), *arguments)
    assert child.returncode == 0, child.stderr
    return child.stdout


def _run(size: str, folder: Path, *command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", _MOUNT, "sh", size, str(folder), *command],
        cwd=TESTS,
        capture_output=True,
        text=True,
        timeout=LONG_LIMIT_S,
        check=False,
    )
