"""Python loads this first in a program whose PYTHONPATH holds this folder: `time.time` is what the file says."""

import mmap
import os
import struct
import time
from pathlib import Path

with Path(os.environ["STOEP_TOLD_CLOCK"]).open("rb") as _file:
    _told = mmap.mmap(_file.fileno(), 0, access=mmap.ACCESS_READ)  # changes show at once


def _time_s() -> float:
    (now_s,) = struct.unpack("<d", _told)
    return float(now_s)


time.time = _time_s
