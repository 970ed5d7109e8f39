"""Read a text file of the operator's, however wrong the thing is that its name leads to."""

import os
import stat
from pathlib import Path

from stoep_gateway.errors import ConfigError

SIZE_MAX_BYTES = 40_000_000  # of the longest, which parsers bound further


def operator_text(path: Path, *, name: str) -> str:
    """name: for messages. ConfigError: it is no such file; OSError: it cannot be read now."""
    with open(path, "rb", opener=_open) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise ConfigError(f"{name}: a pipe or a device, which is not read: put a file there")
        data = file.read(SIZE_MAX_BYTES + 1)
    if len(data) > SIZE_MAX_BYTES:
        raise ConfigError(f"{name}: longer than {SIZE_MAX_BYTES} bytes: this is not such a file")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise ConfigError(f"{name}: not UTF-8 text: save it as UTF-8") from error


def _open(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK | os.O_NOCTTY)  # open(2) of a pipe would wait for somebody to write
