"""A BME280 on I2C: register map, calibration block, forced mode.

It inverts the data sheet's formulas in doubles, while the driver has those in integers. Bosch BST-BME280-DS002-15
revision 1.6: register incompatibilities p. 26 seen; doubles: revision 1.1, appendix 8.1, first lines on p. 49 seen.
"""

import struct

from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_simulators.models import faults

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from stoep_simulators.sim_clock import SimClock
    from stoep_simulators.tape_player import Level, Tape
    from stoep_simulators.wiring import Wiring

_MEASURE_MS = const(8)
_STATUS = const(0xF3)
_CTRL_MEAS = const(0xF4)

_T = (28224, 26110, 50)  # one real chip's trimming words
_P = (37298, -10829, 3024, 11341, -10, -7, 9900, -10230, 4285)
_H = (75, 357, 0, 322, 0, 30)


def attach(wiring: "Wiring", sensor: "dict[str, Any]") -> None:
    """Put it where a device's configuration has it."""
    names = wiring.names(sensor, ("temperature", "humidity", "pressure"))
    address = sensor.get("address", 0x76)
    wiring.i2c.attach(SimBme280(wiring.clock, wiring.tape, names=names, address=address, seed=wiring.seed))


class SimBme280:
    """Levels: temperature (0.1 °C), humidity (0.1 %), pressure (0.1 hPa), under their names on this device."""

    def __init__(
        self, clock: "SimClock", tape: "Tape", *, names: "dict[str, str]", address: int = 0x76, seed: int = 0
    ) -> None:
        self.address = address
        self._clock = clock
        self._temperature = _level(tape, names, "temperature", 150)
        self._humidity = _level(tape, names, "humidity", 600)
        self._pressure = _level(tape, names, "pressure", 10_132)
        self._fault = faults.FaultLine(tape, "bme280")
        self._trim = (_T[0] + seed % 211, _T[1] - seed % 97, _T[2])
        self._registers = bytearray(256)
        self._pointer = 0
        self._ready_ms = 0
        self._levels = (-1, -1, -1)  # no air is like that
        self._data = b""
        self._reset()

    def write(self, data: "bytes | bytearray | memoryview") -> bool:
        """Register pointer, then values."""
        fault = self._fault.at_ms(self._clock.now_ms)
        if fault == faults.NO_ANSWER:
            return False
        self._registers[0xD0] = 0x58 if fault == faults.WRONG_CHIP else 0x60
        if not data:
            return True
        self._pointer = data[0]
        for value in data[1:]:
            self._registers[self._pointer] = value
            if self._pointer == _CTRL_MEAS and value & 3 in (1, 2):
                self._measure()
            elif self._pointer == 0xE0 and value == 0xB6:
                self._reset()
            self._pointer = self._pointer + 1 & 0xFF
        return True

    def read_into(self, buffer: "bytearray | memoryview") -> bool:
        """Registers from the pointer on."""
        now_ms = self._clock.now_ms
        fault = self._fault.at_ms(now_ms)
        if fault == faults.NO_ANSWER:
            return False
        if fault == faults.RESET:
            self._reset()
        busy = now_ms < self._ready_ms or fault == faults.STUCK
        self._registers[_STATUS] = 0x08 if busy else 0
        if not busy:
            self._registers[_CTRL_MEAS] &= 0xFC  # back to sleep
        for index in range(len(buffer)):
            buffer[index] = self._registers[self._pointer]
            self._pointer = self._pointer + 1 & 0xFF
        if fault == faults.BAD_CHECKSUM:  # no checksum on this chip: a shorted line reads as ones
            for index in range(len(buffer)):
                buffer[index] = 0xFF
        return True

    def _reset(self) -> None:
        registers = self._registers
        for index in range(256):
            registers[index] = 0
        registers[0xD0] = 0x60
        struct.pack_into("<Hhh", registers, 0x88, *self._trim)
        struct.pack_into("<Hhhhhhhhh", registers, 0x8E, *_P)
        registers[0xA1] = _H[0]
        struct.pack_into("<hB", registers, 0xE1, _H[1], _H[2])
        registers[0xE4] = _H[3] >> 4 & 0xFF
        registers[0xE5] = _H[3] & 15 | (_H[4] & 15) << 4
        registers[0xE6] = _H[4] >> 4 & 0xFF
        registers[0xE7] = _H[5] & 0xFF
        registers[0xF7] = registers[0xFA] = registers[0xFD] = 0x80

    def _measure(self) -> None:
        now_ms = self._clock.now_ms
        self._ready_ms = now_ms + _MEASURE_MS
        levels = (self._temperature.at_ms(now_ms), self._humidity.at_ms(now_ms), self._pressure.at_ms(now_ms))
        if levels != self._levels:  # the air changes slowly, and the search is most of what a reading costs
            self._levels = levels
            self._data = self._raw(*levels)
        self._registers[0xF7:0xFF] = self._data

    def _raw(self, temperature: int, humidity: int, pressure: int) -> bytes:
        """What the data registers say then."""
        fine = temperature * 512.0  # t_fine / 5120 is °C
        raw_t = _search(lambda raw: self._fine(raw) < fine, 1 << 20)
        fine = self._fine(raw_t)
        pascal = pressure * 10.0
        raw_p = _search(lambda raw: _pascal(raw, fine) > pascal, 1 << 20)
        percent = humidity / 10.0
        raw_h = _search(lambda raw: _percent(raw, fine) < percent, 1 << 16)
        return bytes(
            [
                raw_p >> 12,
                raw_p >> 4 & 0xFF,
                (raw_p & 15) << 4,
                raw_t >> 12,
                raw_t >> 4 & 0xFF,
                (raw_t & 15) << 4,
                raw_h >> 8,
                raw_h & 0xFF,
            ]
        )

    def _fine(self, raw: int) -> float:
        t1, t2, t3 = self._trim
        off = raw / 131072.0 - t1 / 8192.0
        return (raw / 16384.0 - t1 / 1024.0) * t2 + off * off * t3


def _level(tape: "Tape", names: "dict[str, str]", own: str, default: int) -> "Level":
    return tape.level(names.get(own, "-"), default)


def _search(too_low: "Callable[[int], bool]", limit: int) -> int:
    """The smallest register value that is not too low."""
    low, high = 0, limit - 1
    while low < high:
        middle = (low + high) // 2
        if too_low(middle):
            low = middle + 1
        else:
            high = middle
    return low


def _pascal(raw: int, fine: float) -> float:
    p1, p2, p3, p4, p5, p6, p7, p8, p9 = _P
    var1 = fine / 2.0 - 64000.0
    var2 = var1 * var1 * p6 / 32768.0 + var1 * p5 * 2.0
    var2 = var2 / 4.0 + p4 * 65536.0
    var1 = (p3 * var1 * var1 / 524288.0 + p2 * var1) / 524288.0
    var1 = (1.0 + var1 / 32768.0) * p1
    value = (1048576.0 - raw - var2 / 4096.0) * 6250.0 / var1
    return value + (p9 * value * value / 2147483648.0 + value * p8 / 32768.0 + p7) / 16.0


def _percent(raw: int, fine: float) -> float:
    h1, h2, h3, h4, h5, h6 = _H
    x = fine - 76800.0
    inner = 1.0 + h3 / 67108864.0 * x
    x = (raw - (h4 * 64.0 + h5 / 16384.0 * x)) * (h2 / 65536.0 * (1.0 + h6 / 67108864.0 * x * inner))
    return x * (1.0 - h1 * x / 524288.0)
