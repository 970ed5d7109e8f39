"""Read a TOML file that somebody wrote, within bounds; what is wrong with it is one line."""

import tomllib
from pathlib import Path
from typing import Any

_SIZE_MAX_BYTES = 1_000_000  # as the gateway has it for its own


class TomlFileError(Exception):
    """A file that is not read. One line: the file, what is wrong."""


def read_toml(file: Path) -> tuple[str, dict[str, Any]]:
    """Its text, and what it says. TomlFileError."""
    try:
        with file.open("rb") as opened:
            data = opened.read(_SIZE_MAX_BYTES + 1)
        if len(data) > _SIZE_MAX_BYTES:
            raise TomlFileError(f"{file}: longer than {_SIZE_MAX_BYTES:,} bytes: is it the right file?")
        text = data.decode("utf-8-sig").replace("\r\n", "\n")  # editors on Windows begin with a mark
    except UnicodeDecodeError as error:
        raise TomlFileError(f"{file}: cannot be read: it is not UTF-8") from error
    except (OSError, ValueError) as error:  # ValueError: a path with a null byte
        raise TomlFileError(f"{file}: cannot be read: {getattr(error, 'strerror', None) or error}") from error
    try:
        return text, tomllib.loads(text)
    except RecursionError as error:
        raise TomlFileError(f"{file}: lists or tables in one another, too deep to be read") from error
    except ValueError as error:  # a number of thousands of digits is no TOMLDecodeError
        raise TomlFileError(f"{file}: {error}") from error
