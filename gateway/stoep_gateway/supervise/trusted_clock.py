"""Is this machine's clock good enough to set the devices by?"""

import ctypes
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from stoep_gateway.records import WIRE_EPOCH_S

_LIBC = ctypes.CDLL(None)
_TIME_ERROR = 5  # adjtimex(2): the clock is not synchronised
_TIMEX_BYTES = 256  # struct timex has 208 on 64-bit Linux
_TIMESYNC_FILE = Path("/run/systemd/timesync/synchronized")  # systemd-timesyncd(8)
_RTC = Path("/dev/rtc0")


def kernel_clock_is_synchronised() -> bool:
    """By ntpd, chrony or timesyncd: all of them tell the kernel."""
    state = _LIBC.adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES))
    return state not in (-1, _TIME_ERROR) or _TIMESYNC_FILE.exists()


_TRUSTED: dict[str, Callable[[], bool]] = {
    "system": lambda: True,
    "ntp": kernel_clock_is_synchronised,
    "rtc": lambda: _RTC.exists() or kernel_clock_is_synchronised(),
}


def is_trusted(trust: str) -> bool:
    """trust: as in [clock]."""
    return _TRUSTED[trust]()


def wire_time_s(trust: str) -> int | None:
    """Seconds since 2020 as the wire counts them, None while the clock is not trusted."""
    now_s = int(time.time()) - WIRE_EPOCH_S
    return now_s if now_s > 0 and is_trusted(trust) else None


def local_time(wire_s: int) -> str:
    """A wire time for people, in this machine's time zone."""
    return datetime.fromtimestamp(wire_s + WIRE_EPOCH_S).astimezone().strftime("%Y-%m-%d %H:%M")
