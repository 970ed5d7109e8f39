"""Once for all processes of a test run: the first makes it, the others wait and take it."""

import os
import shutil
from collections.abc import Callable
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest


def once(name: str, *, tmp_path_factory: pytest.TempPathFactory, make: Callable[[Path], object]) -> Path:
    """The folder of that name in the run's own. `make` fills it where it is, so that paths in it may be its own."""
    own = tmp_path_factory.getbasetemp()
    everybodys = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    folder, done = everybodys / name, everybodys / f"{name}.done"
    with (everybodys / f"{name}.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not done.exists():
            if folder.is_dir():
                shutil.rmtree(folder)  # of one that failed half-way
            make(folder)
            done.touch()
    return folder
