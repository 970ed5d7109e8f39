"""What the gateway says about itself, in a file beside the archive: renewed too often for a database on an SD card."""

import gzip
import zlib
from pathlib import Path

from stoep_gateway.config.private_file import write_private
from stoep_gateway.errors import ConfigError, RetryableError

_NAME = "status.json.gz"
_BEGINNING_BYTES = 64  # of the text
_PACKED_BYTES = 1024  # in which they are, tables of codes and all


def status_path(archive: Path) -> Path:
    """Beside the archive's database."""
    return archive.with_name(_NAME)


def write_status(path: Path, json_text: str) -> None:
    """Whole or not at all for every reader; a power cut may cost it. RetryableError."""
    try:
        write_private(path, gzip.compress(json_text.encode(), mtime=0), is_synced=False)
    except ConfigError as error:
        raise RetryableError(str(error)) from error


def read_status(path: Path) -> str | None:
    """None: nobody has written one yet, or a power cut has damaged it; the next one comes soon."""
    try:
        return gzip.decompress(path.read_bytes()).decode()
    except (OSError, EOFError, zlib.error, UnicodeDecodeError):
        return None


def read_beginning(path: Path) -> str:
    """The first characters of the text, for what cannot wait until somebody parses all of it. "": as None above."""
    try:
        with path.open("rb") as file:
            packed = file.read(_PACKED_BYTES)
        return zlib.decompressobj(wbits=31).decompress(packed, _BEGINNING_BYTES).decode()  # 31: as gzip wraps it
    except (OSError, zlib.error, UnicodeDecodeError):
        return ""
