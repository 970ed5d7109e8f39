"""Unmodified mpremote against a board's port."""

import subprocess
import sys
from pathlib import Path

from support.waiting import LONG_LIMIT_S

_MPREMOTE = Path(sys.executable).with_name("mpremote")


def mpremote(port: str, *arguments: str | Path, code: int = 0, limit_s: float = LONG_LIMIT_S) -> str:
    """Run one command; what it printed. The exit code must be `code`."""
    command = [str(_MPREMOTE), "connect", port, *map(str, arguments)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=limit_s, check=False)
    assert run.returncode == code, f"{arguments}: exit code {run.returncode}\n{run.stdout}{run.stderr}"
    return run.stdout + run.stderr
