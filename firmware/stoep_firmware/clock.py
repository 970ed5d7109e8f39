"""What time it is: uptime until the gateway has told the time, wire time (seconds since 2020) from then on."""

from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_protocol.limits import MAX_INT

if TYPE_CHECKING:
    from stoep_firmware.rtc import RtcRecord

_TOLERANCE_S = const(1)  # whole seconds on both sides: less than two is no difference
_SET_BACK_ROWS = const(2)  # a clock set back by more starts again from now, or a wrong year would silence the device


class Clock:
    """Kept in the RTC record, so it survives deep sleep. uptime_s comes in: nothing here reads a clock."""

    def __init__(self, rtc: "RtcRecord") -> None:
        self._rtc = rtc

    @property
    def is_known(self) -> bool:
        """Whether `now_s` is wire time."""
        return self._rtc.has_clock

    def now_s(self, *, uptime_s: int) -> int:
        """Wire time, or uptime while the time is unknown."""
        return uptime_s + self._rtc.offset_s if self._rtc.has_clock else uptime_s

    def learn(self, time_s: int, *, uptime_s: int) -> bool:
        """Take the gateway's time; True when the time was unknown before. The caller commits the record."""
        rtc = self._rtc
        offset_s = time_s - uptime_s
        if offset_s < 0 or time_s > MAX_INT - 2**24:  # a time that no later row could carry
            return False
        was_known = rtc.has_clock
        if not was_known or abs(offset_s - rtc.offset_s) > _TOLERANCE_S:
            rtc.offset_s = offset_s
            rtc.has_clock = True
        if not was_known:
            rtc.last_row_s += offset_s  # it was uptime, 0 for power-on
        return not was_known

    def moment_s(self, sample_s: int, *, uptime_s: int) -> "int | None":
        """The multiple of sample_s that has passed since the last row and still wants one; None if there is none."""
        now_s = self.now_s(uptime_s=uptime_s)
        moment_s = now_s // sample_s * sample_s
        return None if moment_s <= self._rtc.last_row_s <= moment_s + _SET_BACK_ROWS * sample_s else moment_s

    def next_row_s(self, sample_s: int, *, uptime_s: int) -> int:
        """When the next row is due: a multiple of sample_s, after now, after the last row."""
        due_s = (self.now_s(uptime_s=uptime_s) // sample_s + 1) * sample_s
        last_s = self._rtc.last_row_s
        if due_s <= last_s <= due_s + _SET_BACK_ROWS * sample_s:
            due_s = (last_s // sample_s + 1) * sample_s
        return due_s
