"""Capacitive soil probe on an ADC pin: millivolts; what they mean is calibrated at the gateway.

Datasheet: none worth the name for these boards (DFRobot SEN0193 wiki: not seen). On an ESP32 use ADC1 (GPIO 32–39):
ADC2 is the radio's.
"""

from stoep_firmware.drivers import config as settings
from stoep_firmware.drivers.errors import SensorError
from stoep_protocol.compat import TYPE_CHECKING, const

if TYPE_CHECKING:
    from typing import Any

    from stoep_firmware.board import Board

_READS = const(9)
_SETTLE_MS = const(2)
_POWER_UP_MS = const(300)  # its oscillator and filter; not from a data sheet
_DEAD_MV = const(50)  # a live probe says some hundred millivolts even in water
_LOOSE_MV = const(250)  # nine reads of a connected probe differ by some ten


class Driver:
    """Config: "pin"; "power": the pin that feeds it, if one does. Fills probe_mv with the median of nine reads.

    A probe draws some 5 mA, day and night where nothing switches it off; a pin of the ESP32 gives that much.
    """

    COLUMNS = ("probe_mv",)
    counts = False

    def __init__(self, board: "Board", config: "dict[str, Any]") -> None:
        self._board = board
        self._adc = board.adc(settings.number(config, "pin"))
        self._power: "Any" = board.output(settings.number(config, "power")) if "power" in config else None
        self._names = settings.names(config, self.COLUMNS)

    async def start(self) -> None:
        """Feed it."""
        if self._power is not None:
            self._power.value(1)
            await self._board.sleep_ms(_POWER_UP_MS)

    async def read(self) -> "dict[str, int]":
        """Millivolts at the pin."""
        values = []
        for _ in range(_READS):
            values.append((self._adc.read_uv() + 500) // 1000)
            await self._board.sleep_ms(_SETTLE_MS)
        values.sort()
        if values[-1] < _DEAD_MV:
            raise SensorError("probe", "0 mV: no power at the probe, or its signal wire touches ground")
        if values[-1] - values[0] > _LOOSE_MV:
            raise SensorError("probe", "the reading jumps: signal wire loose, or another pin than in stoep.json")
        return {self._names["probe_mv"]: values[_READS // 2]}

    def stop(self) -> None:
        """Feed it no longer."""
        if self._power is not None:
            self._power.value(0)
