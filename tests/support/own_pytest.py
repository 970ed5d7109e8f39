"""A test in a pytest of its own, with modules of its own before the product's."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from support.waiting import LONG_LIMIT_S


def passes(folder: Path, *, test: str) -> None:
    """AssertionError with the end of what it said. test: its text; folder: where its modules lie, and it is put."""
    (folder / "test_it.py").write_text(test)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_it.py"]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    with subprocess.Popen(
        command, cwd=folder, env=environment, text=True, stdout=subprocess.PIPE, start_new_session=True
    ) as ran:
        try:
            said, _ = ran.communicate(timeout=LONG_LIMIT_S)
        except BaseException:
            os.killpg(ran.pid, signal.SIGKILL)  # its gateway ends with it
            raise
    assert ran.returncode == 0, said[-3_000:]
