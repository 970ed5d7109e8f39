"""One process of a kind per state folder."""

import fcntl
import os
import time
from pathlib import Path

from stoep_gateway.errors import ConfigError

_STEP_S = 0.1


def hold(path: Path, *, wait_s: float) -> int:
    """Take the lock for the life of this process; returns its descriptor. ConfigError: it is taken, or no disk."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise ConfigError(
            f"{path}: cannot write here ({error.strerror}): make the disk writable for this user"
        ) from error
    end_s = time.monotonic() + wait_s
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() >= end_s:
                os.close(descriptor)
                raise ConfigError(f"{path}: another stoep runs on this state folder: stop it first") from error
            time.sleep(_STEP_S)
        else:
            return descriptor
