"""SCD41: CO2 over I2C, one single-shot measurement a reading.

Datasheet: Sensirion SCD4x version 1.3, September 2022 (commands p. 8, single shot p. 17 seen; conversions as in
Sensirion's own Python driver). Automatic self-calibration stays on: it is made for a shot every 5 minutes (p. 17) and
needs fresh air weekly.
"""

from stoep_firmware.drivers import config as settings
from stoep_firmware.drivers import sensirion
from stoep_firmware.drivers.errors import SensorError, i2c_error
from stoep_protocol.compat import TYPE_CHECKING, const

if TYPE_CHECKING:
    from typing import Any

    from stoep_firmware.board import Board

_ADDRESS = const(0x62)
_SINGLE_SHOT = b"\x21\x9d"
_DATA_READY = b"\xe4\xb8"
_READ = b"\xec\x05"
_SHOT_MS = const(5_000)
_POLL_MS = const(100)
_POLLS = const(5)
_COMMAND_MS = const(1)
_POWER_ON = const(1)  # reset cause
_TRIES = const(2)


class Driver:
    """Fills co2 (ppm), temperature (0.1 °C), humidity (0.1 %); "as" chooses."""

    COLUMNS = ("co2", "temperature", "humidity")
    counts = False

    def __init__(self, board: "Board", config: "dict[str, Any]") -> None:
        self._board = board
        self._bus = board.i2c()
        self._names = settings.names(config, self.COLUMNS)
        self._first = board.reset_cause() == _POWER_ON

    async def start(self) -> None:
        """It idles at 0.15 mA and keeps its calibration; powering it down would spoil the next shot (p. 17)."""

    async def read(self) -> "dict[str, int]":
        """One shot. The first after power-on is taken and thrown away (p. 17)."""
        first, self._first = self._first, True  # if this fails, it may have been without power
        try:
            if first:
                await self._shot()
            for _ in range(_TRIES):
                words = await self._shot()
                if words:
                    values = self._values(words)
                    self._first = False
                    return values
        except OSError as error:
            raise i2c_error("scd41", "0x62", error)
        raise SensorError("scd41", "checksum wrong twice: shorten the I2C wires, check the pull-ups")

    def stop(self) -> None:
        """It idles by itself."""

    async def _shot(self) -> "list[int]":
        self._bus.writeto(_ADDRESS, _SINGLE_SHOT)
        await self._board.sleep_ms(_SHOT_MS)
        for _ in range(_POLLS):
            ready = await sensirion.ask(self._board, _ADDRESS, _DATA_READY, wait_ms=_COMMAND_MS, words=1)
            if ready and ready[0] & 0x07FF:  # the lowest eleven bits: data ready
                return await sensirion.ask(self._board, _ADDRESS, _READ, wait_ms=_COMMAND_MS, words=3)
            await self._board.sleep_ms(_POLL_MS)
        raise SensorError("scd41", "never finishes measuring: it draws much at moments, check its supply")

    def _values(self, words: "list[int]") -> "dict[str, int]":
        co2, temperature, humidity = words
        if not co2:
            raise SensorError("scd41", "0 ppm: this is an SCD40 (no single shot), or the sensor is broken")
        values = {
            "co2": co2,
            "temperature": (temperature * 1750 + 32767) // 65535 - 450,
            "humidity": (humidity * 1000 + 32767) // 65535,
        }
        return {self._names[own]: values[own] for own in self._names}
