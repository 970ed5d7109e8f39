"""A person at a board's serial port: reads what it says, types."""

import os
import select
import termios
import time
import tty
from types import TracebackType

_LIMIT_S = 60.0


class Terminal:
    """Context manager on an open port."""

    def __init__(self, port: str) -> None:
        self._handle = os.open(port, os.O_RDWR | os.O_NOCTTY)
        tty.setraw(self._handle, termios.TCSANOW)
        self._heard = ""

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._handle)

    def type(self, text: str) -> None:
        os.write(self._handle, text.encode())

    def until(self, text: str) -> str:
        """What came up to and with text. AssertionError when it never comes."""
        end_s = time.monotonic() + _LIMIT_S
        while text not in self._heard:
            ready, _, _ = select.select([self._handle], [], [], max(0.0, end_s - time.monotonic()))
            assert ready, f"never said: {text!r}; but: {self._heard!r}"
            self._heard += os.read(self._handle, 4096).decode(errors="replace")
        at = self._heard.index(text) + len(text)
        told, self._heard = self._heard[:at], self._heard[at:]
        return told
