"""Read a secret from its own file, and only if nobody else may."""

import os
import stat
from pathlib import Path

from stoep_gateway.errors import ConfigError

_SIZE_MAX_BYTES = 4096  # passwords and tokens, not documents


def read_secret(path: Path) -> str:
    """The file's text without white space around it. ConfigError: not there, empty, too long, readable by others."""
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            data = file.read(_SIZE_MAX_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"{path}: cannot read this secret ({error.strerror}): create it, mode 0600") from error
    if mode & 0o077:
        raise ConfigError(f"{path}: others may read this secret (mode {mode:04o}): chmod 600 {path}")
    try:
        text = data.decode().strip()
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: this secret is not text: write it as UTF-8") from error
    if not text or len(data) > _SIZE_MAX_BYTES:
        raise ConfigError(
            f"{path}: this secret is {'too long' if text else 'empty'}: put the password or token alone in the file"
        )
    return text


def read_ascii_secret(path: Path) -> str:
    """As `read_secret`, for where nothing else can be sent: a header (RFC 9110 §5.5), a login by SMTP. ConfigError."""
    text = read_secret(path)
    if not (text.isascii() and text.isprintable()):
        raise ConfigError(f"{path}: this secret holds more than printable ASCII, which cannot be sent: use another")
    return text
