"""Write a file that only its owner reads: whole or not at all, and, when synced, still there after a power cut."""

import contextlib
import os
from pathlib import Path

from stoep_gateway.errors import ConfigError


def write_private(path: Path, data: bytes, *, replace: bool = True, is_synced: bool = True) -> None:
    """Mode 0600; file and folder are synced. ConfigError: it exists and must not be replaced, or cannot be written.

    With replace the change is one rename; without, a power cut may leave a part of a file that was not there before.
    So may a power cut with replace if it is not synced: for what is soon written again.
    """
    target = path.with_name(f".{path.name}.new") if replace else path
    try:
        if replace:
            target.unlink(missing_ok=True)  # of a writer that was cut off
        # O_EXCL and the mode at once: nobody else ever has it open. No link() or chmod: USB sticks know neither.
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise cannot_write(path, error=error) from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            if is_synced:
                os.fsync(file.fileno())
        if replace:
            target.replace(path)
        if is_synced:
            sync_folder(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            target.unlink()
        raise cannot_write(path, error=error) from error


def make_private_folder(path: Path) -> None:
    """The folder exists and has mode 0700. ConfigError."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.chmod(0o700)
    except OSError as error:
        raise ConfigError(
            f"{path}: cannot make this folder ({error.strerror}): is the disk writable, and yours?"
        ) from error


def sync_folder(folder: Path) -> None:
    """What was created or renamed in it outlasts a power cut. OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def cannot_write(path: Path, *, error: OSError) -> ConfigError:
    """One line for a file that was not written."""
    if isinstance(error, FileExistsError):
        return ConfigError(f"{path}: exists and is not overwritten: choose another name or remove it")
    return ConfigError(f"{path}: cannot write ({error.strerror}): is the folder there, writable and not full?")
