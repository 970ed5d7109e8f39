"""Python loads this first where PYTHONPATH holds this folder: `time.time` and `time_ns` are what the file says."""

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


def _time_ns() -> int:
    return int(_time_s() * 1_000_000_000)


time.time = _time_s
time.time_ns = _time_ns  # what logging looks at since Python 3.13
