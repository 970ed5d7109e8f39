"""The board's system clock, by which TLS judges certificates, can be put forward; uptime goes on all the same.

An ESP32's clock is 2000-01-01 at power-on and runs through deep sleep and resets, and MicroPython's mbedTLS takes every
certificate of today for one of the future then. What time rows get is another matter: clock.py.
"""

import struct
from binascii import crc32

from stoep_protocol.compat import TYPE_CHECKING, const

if TYPE_CHECKING:
    from collections.abc import Callable

_FORMAT = "<iii"
_TAIL_BYTES = const(16)  # behind the RTC record, with a CRC-32
_WIRE_EPOCH_S = const(631_152_000)  # 2020-01-01 on a clock that counts from 2000
_STEP_S = const(3600)  # longer than a reset in the middle of it takes


class SystemClock:
    """now_s, set_s: the clock, seconds since 2000. write: the RTC memory, which `memory` was the content of.

    Uptime is the clock less its base. What is to be done is written down before it is done, so that a reset in between
    is made up for: the clock that has not gone forward yet stands below where it was told to go.
    """

    def __init__(
        self,
        memory: bytes,
        *,
        write: "Callable[[bytes], None]",
        now_s: "Callable[[], int]",
        set_s: "Callable[[int], object]",
    ) -> None:
        self._write = write
        self._now_s = now_s
        self._set_s = set_s
        self.record = memory[:-_TAIL_BYTES]
        tail = memory[-_TAIL_BYTES:]
        self._base_s = 0
        if len(tail) == _TAIL_BYTES and struct.pack("<I", crc32(tail[:-4])) == tail[-4:]:
            self._base_s, at_s, ahead_s = struct.unpack(_FORMAT, tail[:-4])
            if ahead_s:
                self._go(at_s, ahead_s)
        elif now_s() >= _WIRE_EPOCH_S:  # somebody has set it and the base is lost: uptime begins anew
            self._base_s = now_s()

    def uptime_s(self) -> int:
        """Since power-on."""
        return self._now_s() - self._base_s

    def keep(self, record: "bytes | bytearray") -> None:
        """Write the RTC record."""
        self.record = bytes(record)
        self._save(0, 0)

    def at_least(self, time_s: int) -> None:
        """Put it forward to this wire time, or an hour if that is more; it is never put back."""
        now_s = self._now_s()
        ahead_s = time_s + _WIRE_EPOCH_S - now_s
        if ahead_s > 0:
            ahead_s = max(ahead_s, _STEP_S)
            self._save(now_s, ahead_s)
            self._go(now_s, ahead_s)

    def _go(self, at_s: int, ahead_s: int) -> None:
        """at_s: where it stood when it was told to go."""
        now_s = self._now_s()
        if now_s < at_s + ahead_s:
            self._set_s(now_s + ahead_s)
        self._base_s += ahead_s
        self._save(0, 0)

    def _save(self, at_s: int, ahead_s: int) -> None:
        tail = struct.pack(_FORMAT, self._base_s, at_s, ahead_s)
        self._write(self.record + tail + struct.pack("<I", crc32(tail)))
