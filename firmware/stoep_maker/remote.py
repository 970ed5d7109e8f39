"""A board on a port, by mpremote: unmodified, as a program of its own, so that its ways with ports are its own, too."""

import subprocess
import sys
from pathlib import Path

from stoep_maker.errors import MakerError, require

_LIMIT_S = 60  # copying a package takes some ten seconds at 115,200 baud


class Remote:
    """port: as mpremote takes it, such as /dev/ttyUSB0. MakerError: mpremote is not installed."""

    def __init__(self, port: str) -> None:
        require("mpremote")
        self.port = port

    def run(self, *words: str | Path) -> str:
        """One command of mpremote; what it printed. MakerError with its last line when it fails."""
        command = [sys.executable, "-m", "mpremote", "connect", self.port, *map(str, words)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=_LIMIT_S, check=False)  # noqa: S603
        except subprocess.TimeoutExpired:
            raise MakerError(f"{self.port}: the board does not answer: press its reset button and try again") from None
        if done.returncode:
            lines = (done.stdout + done.stderr).strip().splitlines() or [f"exit code {done.returncode}"]
            raise MakerError(f"{self.port}: {lines[-1]}: is it still plugged in? Try again")
        return done.stdout

    def execute(self, source: str) -> str:
        """Run Python on the board, after a soft reset; what it printed."""
        return self.run("exec", source)
