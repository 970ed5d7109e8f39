"""One file of the operator's, read again when it changes; what it said when it made sense goes on holding."""

from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from stoep_gateway.config.operator_text import operator_text
from stoep_gateway.errors import ConfigError

_Parsed = TypeVar("_Parsed")


class OperatorFile(Generic[_Parsed]):
    """One file, or none. parsed: what it said last when it made sense; wrong: why it does not now, "" if it does."""

    def __init__(self, path: Path | None, parsed: _Parsed) -> None:
        self.path = path
        self.parsed = parsed
        self.wrong = ""
        self._stamp: tuple[int, ...] | None = None

    def forget(self) -> None:
        """Read it again even if it is the same."""
        self._stamp = None

    def look(self, parse: Callable[[str, Path], _Parsed]) -> bool:
        """Whether it was read again. Messages name the file without its folder: the board shows them."""
        if self.path is None:
            return False
        try:
            found = self.path.stat()
            stamp = (found.st_mtime_ns, found.st_size, found.st_ino)
            if stamp == self._stamp:
                return False
            self._stamp = stamp
            text = operator_text(self.path, name=self.path.name)
            self.parsed = parse(text, Path(self.path.name))
            self.wrong = ""
        except OSError as error:
            wrong = f"{self.path.name}: cannot be read ({error.strerror}): is it there, and readable for the gateway?"
            is_news = self.wrong != wrong
            self.wrong = wrong
            self._stamp = None
            return is_news
        except ConfigError as error:
            self.wrong = str(error)
        return True
