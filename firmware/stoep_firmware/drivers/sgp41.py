"""SGP41: raw ticks of the VOC and the NOx pixel over I2C, never an index. Its heater stays on while the board sleeps.

A metal oxide settles for a minute after its heater came on and keeps its specifications after an hour (SGP40 version
1.0, p. 3 seen), and an index needs a reading a second for a day. So what a reading is worth is that it compares with
the one before: the heater, 3.0 mA, is never switched off, and the first row after it came on carries no ticks.
Conditioning, with default words, belongs to idle mode, once per heating; beyond 10 s it damages the pixel (README of
Sensirion's raspberry-pi-i2c-sgp41 seen, commands and times in its embedded-i2c-sgp41 seen).
Datasheet: Sensirion SGP41 version 1.0, December 2021 (p. 1 seen, the rest not).
"""

from stoep_firmware.drivers import config as settings
from stoep_firmware.drivers import sensirion
from stoep_firmware.drivers.errors import SensorError, i2c_error
from stoep_protocol.compat import TYPE_CHECKING, const

if TYPE_CHECKING:
    from typing import Any

    from stoep_firmware.board import Board

_ADDRESS = const(0x59)
_FEATURES = b"\x20\x2f"
_CONDITION = b"\x26\x12"
_MEASURE = b"\x26\x19"
_HEATER_OFF = b"\x36\x15"
_DEFAULT_AIR = (0x8000, 0x6666)  # 50 %, 25 °C: no compensation
_MEASURE_MS = const(55)  # 50 ms at most
_COMMAND_MS = const(10)
_ROUND_MS = const(945)
_ROUNDS = const(9)  # nine seconds of conditioning: a slow bus must not make it more than ten
_SGP40 = const(0x20)  # the lowest nine bits of the feature set; from ESPHome's sgp4x
_SGP41 = const(0x40)
_DEEP_SLEEP = const(4)  # reset cause
_TRIES = const(2)
_FULL = const(0xFFFF)


class Driver:
    """Fills voc_ticks and nox_ticks, 1 each. A sensor that lost its own supply while the board slept goes unnoticed."""

    COLUMNS = ("voc_ticks", "nox_ticks")
    counts = False

    def __init__(self, board: "Board", config: "dict[str, Any]") -> None:
        self._board = board
        self._names = settings.names(config, self.COLUMNS)
        self._air = _DEFAULT_AIR
        self._is_hot = board.reset_cause() == _DEEP_SLEEP

    async def start(self) -> None:
        """`read` heats it, so that one plugged in later is found too."""

    def compensate(self, reading: "dict[str, int]") -> None:
        """temperature (0.1 °C) and humidity (0.1 %) of the row; without both the ticks stay uncompensated."""
        temperature, humidity = reading.get("temperature"), reading.get("humidity")
        if temperature is None or humidity is None:
            self._air = _DEFAULT_AIR
        else:
            self._air = (_scaled(humidity, 1000), _scaled(temperature + 450, 1750))

    async def read(self) -> "dict[str, int]":
        """The ticks of one measurement."""
        try:
            if not self._is_hot:
                await self._heat()
                raise SensorError("sgp41", "its heater has just come on: ticks from the next row on")
            words = await self._measure()
        except OSError as error:
            self._is_hot = False
            advice = "SDA/SCL swapped, or no 3.3 V? Then reset the board, for the heater"
            raise i2c_error("sgp41", "0x59", error, advice)
        if not words:
            raise SensorError("sgp41", "checksum wrong twice: shorten the I2C wires, check the pull-ups")
        if min(words) == 0 or max(words) == _FULL:
            raise SensorError("sgp41", "a pixel is at its end stop: broken, or poisoned by silicone or solvents")
        values = {"voc_ticks": words[0], "nox_ticks": words[1]}
        return {self._names[own]: values[own] for own in self._names}

    def stop(self) -> None:
        """The heater stays on."""

    async def _heat(self) -> None:
        board = self._board
        features = await sensirion.ask(board, _ADDRESS, _FEATURES, wait_ms=_COMMAND_MS, words=1)
        kind = features[0] & 0x1FF if features else _SGP41
        if kind != _SGP41:
            what = "this is an SGP40: it has no NOx" if kind == _SGP40 else "another chip answers at I2C 0x59"
            raise SensorError("sgp41", what + ", buy an SGP41")
        board.i2c().writeto(_ADDRESS, _HEATER_OFF)  # a reset board finds it hot
        await board.sleep_ms(_COMMAND_MS)
        condition = sensirion.command(_CONDITION, *_DEFAULT_AIR)
        try:
            for _ in range(_ROUNDS):
                await sensirion.ask(board, _ADDRESS, condition, wait_ms=_MEASURE_MS, words=1)
                await board.sleep_ms(_ROUND_MS)
        finally:
            await self._measure()  # ends the conditioning; the first value is to be thrown away
        self._is_hot = True

    async def _measure(self) -> "list[int]":
        command = sensirion.command(_MEASURE, *self._air)
        for _ in range(_TRIES):
            words = await sensirion.ask(self._board, _ADDRESS, command, wait_ms=_MEASURE_MS, words=2)
            if words:
                return words
        return []


def _scaled(value: int, span: int) -> int:
    """0 to span as 0 to 65535."""
    return (min(max(value, 0), span) * _FULL + span // 2) // span
