"""What a long command shows while it works: a line a phase, and a bar where a terminal can redraw it."""

import shutil
from typing import TextIO

_BAR_CHARACTERS = 30


class Progress:
    """Writes to `stream`. Without a terminal nothing is redrawn: each phase is one line, and its end another.

    columns: a redrawn line is cut to fit, for a terminal can take back only one line.
    """

    def __init__(self, stream: TextIO, *, redraws: bool, columns: int = 80) -> None:
        self._stream = stream
        self._redraws = redraws
        self._columns = columns
        self._open_characters = 0

    @classmethod
    def on(cls, stream: TextIO) -> "Progress":
        """As wide as the terminal, if the stream is one."""
        return cls(stream, redraws=stream.isatty(), columns=shutil.get_terminal_size().columns)

    def line(self, text: str) -> None:
        """One line that stays."""
        self._clear()
        self._write(text + "\n")

    def running(self, text: str) -> None:
        """A line that the next call replaces; nothing without a terminal."""
        if self._redraws:
            self._clear()
            shown = text[: self._columns - 1]
            self._write(shown)
            self._open_characters = len(shown)

    def bar(self, text: str, *, share: float, after: str = "") -> None:
        """A running line with a bar between two texts. share: 0 to 1."""
        full = round(_BAR_CHARACTERS * min(1.0, max(0.0, share)))
        self.running(f"{text} [{'#' * full}{'.' * (_BAR_CHARACTERS - full)}] {share:4.0%}{after}")

    def _clear(self) -> None:
        if self._open_characters:
            self._write("\r" + " " * self._open_characters + "\r")
            self._open_characters = 0

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
