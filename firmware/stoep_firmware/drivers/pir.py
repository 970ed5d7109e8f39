"""PIR movement sensor: how often movement began and ended in its view. It does not count people.

Three people together are one movement, one person who lingers may be several, and the sun on a curtain is one too.
No built-in profile has the quantity, so nothing protects it as `in` and `out` are protected: docs/hardware.md says
where it may hang.
Data sheet: HC-SR501 as escol.com.my sells it (seen): active high, blind for 2.5 s after each pulse, after power-on a
minute in which its output rises up to three times by itself.
"""

from stoep_firmware.drivers import config as settings
from stoep_firmware.drivers.errors import SensorError
from stoep_firmware.drivers.ticks import ticks_diff
from stoep_protocol.compat import TYPE_CHECKING, const

if TYPE_CHECKING:
    from typing import Any

    from stoep_firmware.board import Board

_POWER_ON = const(1)  # reset cause
_WARM_UP_MS = const(60_000)
_STUCK_MS = const(3_600_000)  # the longest pulse that an HC-SR501 can be set to is some minutes
_WRAP = const(0xFFFF)


class Driver:
    """Config: "pin", "active" (level of movement, 1), "debounce_ms" (50), "again_ms" (5000).

    Movement again within again_ms is still the same one; a pulse shorter than debounce_ms is noise. A movement counts
    when its first pulse ends. Nothing is filled in during the first minute after power-on.
    """

    COLUMNS = ("triggers",)
    counts = True

    def __init__(self, board: "Board", config: "dict[str, Any]") -> None:
        self._board = board
        self._pin = board.pin(settings.number(config, "pin"))
        self._active = settings.number(config, "active", 1)
        self._debounce_ms = settings.number(config, "debounce_ms", 50)
        self._again_ms = settings.number(config, "again_ms", 5_000)
        self._names = settings.names(config, self.COLUMNS)
        self._warm = board.reset_cause() != _POWER_ON
        self._begun = 0
        self._triggers = 0  # moved by interrupts only
        self._seen = 0
        self._up = False
        self._rose = 0
        self._fell = 0
        self._fresh = True  # the last movement is over for good
        self._stuck = False

    async def start(self) -> None:
        """Listen to its output."""
        self._begun = self._rose = self._board.ticks_ms()
        self._up = self._pin.value() == self._active
        self._pin.irq(self._changed, self._pin.IRQ_RISING | self._pin.IRQ_FALLING)

    async def read(self) -> "dict[str, int]":
        """Movements since the last read."""
        now = self._board.ticks_ms()
        seen = self._seen
        self._seen = triggers = self._triggers
        if not self._up:
            self._stuck = False
            if ticks_diff(now, self._fell) >= self._again_ms:
                self._fresh = True  # before the ticks wrap
        elif ticks_diff(now, self._rose) >= _STUCK_MS:
            self._stuck = True
        if self._stuck:
            raise SensorError(
                "pir", "it has said movement for an hour: signal wire off, no power, or sun and warm air in its view?"
            )
        if not self._is_warm(now):
            return {}
        return {self._names["triggers"]: (triggers - seen) & _WRAP}

    def stop(self) -> None:
        """Stop listening."""
        self._pin.irq(None)

    def _changed(self, pin: "Any") -> None:
        ticks = self._board.ticks_ms()
        up = pin.value() == self._active
        if up == self._up:
            return  # a spike that was over before anybody looked
        self._up = up
        if up:
            self._rose = ticks
        elif self._is_warm(ticks) and ticks_diff(ticks, self._rose) >= self._debounce_ms:
            if self._fresh or ticks_diff(self._rose, self._fell) >= self._again_ms:
                self._triggers = (self._triggers + 1) & _WRAP
            self._fresh = False
            self._fell = ticks

    def _is_warm(self, ticks: int) -> bool:
        if not self._warm and ticks_diff(ticks, self._begun) > _WARM_UP_MS:
            self._warm = True
        return self._warm
