"""What a part that keeps nothing else open still has to read: Python, stoep, the system's libraries."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import stoep_gateway
import stoep_protocol

# Libraries and what is asked of a running system; no place where somebody keeps files of one's own.
_SYSTEM = ("/usr", "/lib", "/lib64", "/etc/localtime", "/dev/null", "/dev/urandom", "/sys/devices/system/cpu")


def program_files(*, private: Iterable[Path]) -> Iterator[Path]:
    """For `landlock.keep_only`. private: folders of the gateway's, which nothing of this may hold."""
    closed = tuple(private)
    yield from map(Path, _SYSTEM)
    yield from map(Path, (sys.prefix, sys.base_prefix))
    yield from (Path(package.__path__[0]) for package in (stoep_gateway, stoep_protocol))
    for entry in map(Path, sys.path[1:]):  # the first one is where stoep was started, which may be anywhere
        if entry.is_absolute() and not any(folder.is_relative_to(entry) for folder in closed):
            yield entry
