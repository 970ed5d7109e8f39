"""A board on a port, by mpremote: unmodified, as a program of its own, so that its ways with ports are its own, too."""

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from stoep_maker.errors import MakerError, require

_LIMIT_S = 120  # a sensor's self-test takes up to 90
COPY_LIMIT_S = 600  # the firmware is 250 kB on the wire, 21 s at 115,200 baud, and some adapters wait 16 ms a word
_RESET_S = 0.5  # mpremote lets the board wait a tenth of a second first, which a ^C of ours would end


class Remote:
    """port: as mpremote takes it, such as /dev/ttyUSB0. MakerError: mpremote is not installed."""

    def __init__(self, port: str) -> None:
        require("mpremote")
        self.port = port

    def run(self, *words: str | Path, limit_s: float = _LIMIT_S) -> str:
        """Commands of mpremote, "+" between them; what they printed. MakerError with the last line when one fails."""
        try:
            done = subprocess.run(  # noqa: S603
                self._command(*words), capture_output=True, text=True, timeout=limit_s, check=False
            )
        except subprocess.TimeoutExpired:
            raise MakerError(f"{self.port}: the board does not answer: press its reset button and try again") from None
        if done.returncode:
            lines = (done.stdout + done.stderr).strip().splitlines() or [f"exit code {done.returncode}"]
            raise self._failure(lines[-1])
        return done.stdout

    def reset(self, *, after: Sequence[str] = ()) -> None:
        """Press its reset button, so to say. after: commands before that. MakerError when it does not answer."""
        self.run(*after, *(["+"] if after else []), "reset")
        time.sleep(_RESET_S)

    def execute(self, source: str, *, resume: bool = False) -> str:
        """Run Python on the board, after a soft reset unless it is to resume; what it printed."""
        return self.run(*(["resume"] if resume else []), "exec", source)

    @contextmanager
    def following(self, source: str) -> Iterator[Iterator[str]]:
        """Run Python on the board, after a soft reset; its lines as they come. Ctrl-C here does not reach mpremote.

        MakerError when it fails. Left early, it runs on: the board has to be stopped or reset.
        """
        command = self._command("exec", source)
        with subprocess.Popen(  # noqa: S603
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        ) as process:
            try:
                yield self._lines(process)
            finally:
                process.kill()

    def converse(self, *words: str) -> None:
        """One command of mpremote that has this terminal to itself. MakerError when it fails."""
        code = subprocess.run(self._command(*words), check=False).returncode  # noqa: S603
        if code:
            raise MakerError(f"{self.port}: mpremote ended with exit code {code}: is it still plugged in? Try again")

    def _command(self, *words: str | Path) -> list[str]:
        return [sys.executable, "-m", "mpremote", "connect", self.port, *map(str, words)]

    def _lines(self, process: "subprocess.Popen[str]") -> Iterator[str]:
        line = ""
        for line in process.stdout or ():
            yield line.rstrip()
        if process.wait():
            raise self._failure(line or f"exit code {process.returncode}")

    def _failure(self, said: str) -> MakerError:
        return MakerError(f"{self.port}: {said.strip()}: is it still plugged in? Try again")
