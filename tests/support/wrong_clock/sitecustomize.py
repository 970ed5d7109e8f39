"""Put this folder on a child's PYTHONPATH: its clock is what the file WRONG_CLOCK says (see `gateway_clock`)."""

import mmap
import os
import struct
import time
from pathlib import Path

from stoep_gateway.supervise import trusted_clock

_SYNCHRONISED, _NOT_SYNCHRONISED = 0, 5  # adjtimex(2)

with Path(os.environ["WRONG_CLOCK"]).open("rb") as _file:
    _told = mmap.mmap(_file.fileno(), 0, access=mmap.ACCESS_READ)  # changes show at once
_true_time_s = time.time


def _time_s() -> float:
    error_s, _ = struct.unpack("<qq", _told)
    return _true_time_s() + float(error_s)


class _Kernel:
    def adjtimex(self, _timex: object) -> int:
        _, is_synchronised = struct.unpack("<qq", _told)
        return _SYNCHRONISED if is_synchronised else _NOT_SYNCHRONISED


time.time = _time_s
trusted_clock._LIBC = _Kernel()  # type: ignore[assignment]
trusted_clock._TIMESYNC_FILE = Path(os.devnull, "none")
