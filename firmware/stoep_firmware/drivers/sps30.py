"""SPS30 particle sensor over I2C: woken, its fan warmed up for 30 s, ten seconds averaged, put to sleep.

I2C and not its UART: the board has one UART, which a radar or a PMS5003 may need, and the I2C bus is there already. The
price is a cable of at most 20 cm and SEL at ground before the power comes: it chooses the bus at power-up.
Its own weekly fan cleaning counts running time only and starts anew when it is switched off, so the firmware cleans.
Datasheet: Sensirion SPS30 version 1.0, March 2020 (first pages seen, status register and start-up time not); commands,
delays, modes and the wake-up from Sensirion's embedded-sps and python-i2c-sps30 (seen); 30 s before the first value of
a duty cycle, and an average of single seconds, from Sensirion's low-power sequence as its users quote it (seen).
"""

import struct

from stoep_firmware.drivers import config as settings
from stoep_firmware.drivers import sensirion
from stoep_firmware.drivers.errors import SensorError, i2c_error
from stoep_protocol.compat import TYPE_CHECKING, const

if TYPE_CHECKING:
    from typing import Any

    from stoep_firmware.board import Board

_ADDRESS = const(0x69)
_WAKE_UP = b"\x11\x03"
_SLEEP = b"\x10\x01"
_STOP = b"\x01\x04"
_CLEAN = b"\x56\x07"
_DATA_READY = b"\x02\x02"
_READ = b"\x03\x00"
_STATUS = b"\xd2\x06"
_PRODUCT = b"\xd0\x02"
_SPS30 = b"00080000"
_FLOATS = const(0x0300)  # the whole-number format has no tenths
_COMMAND_MS = const(5)
_SWITCH_MS = const(20)
_CLEAN_MS = const(10_000)
_WARM_UP_MS = const(30_000)
_VALUES = const(10)  # one a second
_POLL_MS = const(100)
_POLLS = const(30)
_FAN = const(0x10)  # device status, lower word
_LASER = const(0x20)
_WEEK_S = const(604_800)
_CLEAN_FOR_S = const(3_600)  # rows further apart than this may miss the week's hour


class Driver:
    """Fills pm2_5 and pm10 in 0.1 µg/m³. The fan is cleaned in the first hour after power-on and of each week."""

    COLUMNS = ("pm2_5", "pm10")
    counts = False

    def __init__(self, board: "Board", config: "dict[str, Any]") -> None:
        self._board = board
        self._bus = board.i2c()
        self._names = settings.names(config, self.COLUMNS)
        self._is_running = False

    async def start(self) -> None:
        """Start the fan, clean it if it is time, let it draw air for half a minute. `read` tells what fails."""
        try:
            await self._run()
            if self._board.uptime_s() % _WEEK_S < _CLEAN_FOR_S:
                self._bus.writeto(_ADDRESS, _CLEAN)
                await self._board.sleep_ms(_CLEAN_MS)
        except (OSError, SensorError):
            return
        await self._board.sleep_ms(_WARM_UP_MS)

    async def read(self) -> "dict[str, int]":
        """The mean of ten seconds."""
        try:
            if not self._is_running:
                await self._run()
                raise SensorError("sps30", "its fan has just been started: values from the next row on")
            pm2_5, pm10 = await self._mean()
            await self._look_at_status()
        except OSError as error:
            self._is_running = False
            advice = "SEL pin to ground before the power comes, 5 V there, SDA/SCL swapped?"
            raise i2c_error("sps30", "0x69", error, advice)
        values = {"pm2_5": int(pm2_5 * 10 + 0.5), "pm10": int(pm10 * 10 + 0.5)}
        return {self._names[own]: values[own] for own in self._names}

    async def stop(self) -> None:
        """Stop the fan and sleep."""
        self._is_running = False
        try:
            self._bus.writeto(_ADDRESS, _STOP)
            await self._board.sleep_ms(_SWITCH_MS)
            self._bus.writeto(_ADDRESS, _SLEEP)
        except OSError:
            """Gone, or firmware 1, which cannot sleep."""

    async def _run(self) -> None:
        for command in (_WAKE_UP, _WAKE_UP, _STOP):
            try:
                self._bus.writeto(_ADDRESS, command)
            except OSError:
                """The first only opens its ears; firmware 1 knows no sleep; one that does not run cannot stop."""
            await self._board.sleep_ms(_SWITCH_MS)
        words = await sensirion.ask(self._board, _ADDRESS, _PRODUCT, wait_ms=_COMMAND_MS, words=4)
        if words and struct.pack(">HHHH", *words) != _SPS30:
            raise SensorError("sps30", "another chip answers at I2C 0x69: is it an SPS30?")
        self._bus.writeto(_ADDRESS, sensirion.command(b"\x00\x10", _FLOATS))
        await self._board.sleep_ms(_SWITCH_MS)
        self._is_running = True

    async def _mean(self) -> "tuple[float, float]":
        pm2_5 = pm10 = 0.0
        good = 0
        for _ in range(_VALUES):
            await self._fresh()
            words = await sensirion.ask(self._board, _ADDRESS, _READ, wait_ms=_COMMAND_MS, words=8)
            if words:  # PM1, PM2.5, PM4, PM10
                pm2_5 += _number(words[2], words[3])
                pm10 += _number(words[6], words[7])
                good += 1
        if 2 * good < _VALUES:
            raise SensorError("sps30", "checksum wrong in most answers: at most 20 cm of cable, check the pull-ups")
        return pm2_5 / good, pm10 / good

    async def _fresh(self) -> None:
        for _ in range(_POLLS):
            ready = await sensirion.ask(self._board, _ADDRESS, _DATA_READY, wait_ms=_COMMAND_MS, words=1)
            if not ready or ready[0] & 1:  # noise on the line is the value's to tell
                return
            await self._board.sleep_ms(_POLL_MS)
        self._is_running = False
        raise SensorError(
            "sps30", "no new value for three seconds: does its 5 V supply break down when the fan starts?"
        )

    async def _look_at_status(self) -> None:
        try:
            words = await sensirion.ask(self._board, _ADDRESS, _STATUS, wait_ms=_COMMAND_MS, words=2)
        except OSError:
            return  # firmware 1 has no status
        if words and words[1] & _FAN:
            raise SensorError("sps30", "its fan stands still: something in it, or 5 V too weak")
        if words and words[1] & _LASER:
            raise SensorError("sps30", "its laser fails: too hot, too cold, or worn out")


def _number(high: int, low: int) -> float:
    """IEEE 754, single precision, high word first."""
    value: float = struct.unpack(">f", struct.pack(">HH", high, low))[0]
    return value
