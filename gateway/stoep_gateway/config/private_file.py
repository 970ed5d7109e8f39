"""Write a file that only its owner reads: whole or not at all, and still there after a power cut."""

import contextlib
import os
from pathlib import Path

from stoep_gateway.errors import ConfigError


def write_private(path: Path, data: bytes, *, replace: bool = True) -> None:
    """Mode 0600; file and folder are synced. ConfigError: it exists and must not be replaced, or cannot be written."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            temporary.replace(path)
        else:
            os.link(temporary, path)  # unlike a rename, this fails when path exists
            temporary.unlink()
        _sync_folder(path.parent)
    except FileExistsError as error:
        _discard(temporary)
        raise ConfigError(f"{path}: exists and is not overwritten: choose another name or remove it") from error
    except OSError as error:
        _discard(temporary)
        raise ConfigError(
            f"{path}: cannot write ({error.strerror}): is the folder there, writable and not full?"
        ) from error


def make_private_folder(path: Path) -> None:
    """The folder exists and has mode 0700. ConfigError."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.chmod(0o700)
    except OSError as error:
        raise ConfigError(
            f"{path}: cannot make this folder ({error.strerror}): is the disk writable, and yours?"
        ) from error


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _discard(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()
