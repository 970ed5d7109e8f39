"""Tipping-bucket rain gauge: one tip, one pulse; millimetres per tip belong to the gateway.

Datasheet: none; a reed contact to ground (typically 0.2794 mm a tip: not seen).
"""

from stoep_firmware.drivers import config as settings
from stoep_firmware.drivers.errors import SensorError
from stoep_firmware.drivers.ticks import ticks_diff
from stoep_protocol.compat import TYPE_CHECKING, const

if TYPE_CHECKING:
    from typing import Any

    from stoep_firmware.board import Board

_STUCK_READS = const(3)
_QUIET_MS = const(60_000)
_WRAP = const(0xFFFF)


class Driver:
    """Config: "pin", "debounce_ms" (10). Tips since the last read."""

    COLUMNS = ("rain_tips",)
    counts = True

    def __init__(self, board: "Board", config: "dict[str, Any]") -> None:
        self._board = board
        self._pin = board.pin(settings.number(config, "pin"))
        self._debounce_ms = settings.number(config, "debounce_ms", 10)
        self._names = settings.names(config, self.COLUMNS)
        self._tips = 0
        self._seen = 0
        self._last = 0
        self._first = True
        self._closed_reads = 0

    async def start(self) -> None:
        """Listen to the contact."""
        self._pin.irq(self._closed, self._pin.IRQ_FALLING)

    async def read(self) -> "dict[str, int]":
        """Tips since the last read."""
        seen = self._seen
        self._seen = tips = self._tips  # the interrupt alone moves _tips: none is lost between two lines
        tips = (tips - seen) & _WRAP
        if ticks_diff(self._board.ticks_ms(), self._last) > _QUIET_MS:
            self._first = True  # before the ticks wrap
        self._closed_reads = self._closed_reads + 1 if self._pin.value() == 0 and not tips else 0
        if self._closed_reads >= _STUCK_READS:
            raise SensorError("bucket", "the contact stays closed: bucket stuck half-way, or the wires touch")
        return {self._names["rain_tips"]: tips}

    def stop(self) -> None:
        """Stop listening."""
        self._pin.irq(None)

    def _closed(self, pin: "Any") -> None:
        ticks = self._board.ticks_ms()
        if self._first or ticks_diff(ticks, self._last) >= self._debounce_ms:
            self._tips = (self._tips + 1) & _WRAP
        self._first = False
        self._last = ticks  # a contact that chatters on is still the same tip
