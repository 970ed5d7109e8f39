"""A temporary folder that is gone after the run, also when that was killed: then the next run takes it away.

Who lives holds a lock on a file in its folder; a lock ends with its process, however that ends (flock(2)).
"""

import fcntl
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_HELD = ".held"


@contextmanager
def own_folder(prefix: str) -> Iterator[Path]:
    """A new one for this process, which begins with prefix. Others that do and whose owners are dead go. OSError."""
    sweep(Path(tempfile.gettempdir()), prefix=prefix)
    with tempfile.TemporaryDirectory(prefix=prefix) as made:
        folder = Path(made)
        # By another name until it is locked: a file that is there and not locked means that its owner is dead.
        coming = folder / f"{_HELD}.new"
        descriptor = os.open(coming, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            coming.rename(folder / _HELD)
            yield folder
        finally:
            os.close(descriptor)


def sweep(where: Path, *, prefix: str) -> None:
    """Take away the folders in it that begin so, are this user's, and whose owners are dead. Never raises OSError."""
    with suppress(OSError):
        for folder in where.iterdir():
            if folder.name.startswith(prefix):
                with suppress(OSError):  # somebody else's, held, or gone meanwhile
                    _take_away(folder)


def _take_away(folder: Path) -> None:
    """OSError: it is not, or not now."""
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid():
        return
    descriptor = os.open(folder / _HELD, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for each in folder.iterdir():
            if each.name == _HELD:
                continue
            if each.is_dir() and not each.is_symlink():
                shutil.rmtree(each)
            else:
                each.unlink()
        (folder / _HELD).unlink()  # last: what could not be taken away now is found again
        folder.rmdir()
    finally:
        os.close(descriptor)
