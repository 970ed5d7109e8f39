"""A person who reads and types: at a board's serial port, or at a program."""

import os
import pty
import select
import signal
import subprocess
import termios
import time
import tty
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from support.waiting import LIMIT_S


class _Person:
    """Context manager. handle: what is read from and typed at."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._heard = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._handle)

    def type(self, text: str) -> None:
        os.write(self._handle, text.encode())

    def until(self, text: str) -> str:
        """What came up to and with text. AssertionError when it never comes."""
        end_s = time.monotonic() + LIMIT_S
        while text not in self._heard:
            ready, _, _ = select.select([self._handle], [], [], max(0.0, end_s - time.monotonic()))
            assert ready, f"never said: {text!r}; but: {self._heard!r}"
            self._heard += os.read(self._handle, 4096).decode(errors="replace")
        at = self._heard.index(text) + len(text)
        told, self._heard = self._heard[:at], self._heard[at:]
        return told


class Terminal(_Person):
    """At a port."""

    def __init__(self, port: str) -> None:
        super().__init__(os.open(port, os.O_RDWR | os.O_NOCTTY))
        tty.setraw(self._handle, termios.TCSANOW)


class AtProgram(_Person):
    """At a program that has a terminal of its own: what is typed as ^C interrupts it."""

    def __init__(self, *command: str | Path) -> None:
        outside, inside = pty.openpty()
        super().__init__(outside)
        words: Sequence[str] = ["setsid", "--ctty", "--wait", *map(str, command)]
        # Whoever runs the tests under nohup or in the background has SIGINT ignored, which children would inherit.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            self._process = subprocess.Popen(words, stdin=inside, stdout=inside, stderr=inside)
        finally:
            signal.signal(signal.SIGINT, before)
        os.close(inside)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        super().__exit__(kind, error, trace)

    def ended(self) -> int:
        """Its exit code. What it still said is lost."""
        return self._process.wait(LIMIT_S)
