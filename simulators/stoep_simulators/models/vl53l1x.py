"""A VL53L1X on I2C 0x29, 2.2 m above a doorway: 16-bit registers, zones of SPADs, people who pass below.

Registers as in ST's ultra lite driver (seen in public copies). Not modelled: signal strength, cross-talk, offsets.
"""

from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_simulators.models import faults
from stoep_simulators.tape_player import NEVER

if TYPE_CHECKING:
    from typing import Any

    from stoep_simulators.sim_clock import SimClock
    from stoep_simulators.tape_player import Tape
    from stoep_simulators.wiring import Wiring

_REGISTERS = const(0x0140)
_READY = const(0x31)
_TIMEOUT_A = const(0x5E)
_CENTRE = const(0x7F)
_SIZE = const(0x80)
_CLEAR = const(0x86)
_START = const(0x87)
_RESULT = const(0x89)
_BUDGET_MS = {0x001E: 20, 0x0060: 33, 0x00AD: 50, 0x01CC: 100, 0x02D9: 200, 0x048F: 500}  # long range
_BOOT_MS = const(2)
_CALIBRATION_MS = const(40)  # longer the first time
_FLOOR_MM = const(2_200)
_HEAD_MM = const(500)
_VALID = const(9)
_SIGMA_FAIL = const(6)
_BAD_ZONE = const(13)
# A walker at 1.2 m/s, 30 cm deep, 0.6 m below, where the 27° see 29 cm: 66 SPADs a second, 16 SPADs deep.
_DEEP = const(16)
PASSAGE_MS = 480  # from the first SPAD taken to the last one free
_REST_MS = const(200)  # who follows closer is not told from the one before


def attach(wiring: "Wiring", sensor: "dict[str, Any]") -> None:
    """Put it where a device's configuration has it."""
    wiring.i2c.attach(SimVl53l1x(wiring.clock, wiring.tape, turned=sensor.get("turned", 0) == 1))


class SimVl53l1x:
    """Events `in` and `out`: a person's front comes into view. Who comes too close waits for a turn."""

    def __init__(self, clock: "SimClock", tape: "Tape", *, turned: bool = False) -> None:
        self.address = 0x29
        self._clock = clock
        self._coming = (tape.events("in"), tape.events("out"))
        for events in self._coming:
            events.skip_before(clock.now_ms)
        self._way = -1 if turned else 1
        self._fault = faults.FaultLine(tape, "vl53l1x")
        self._walker_ms = -PASSAGE_MS
        self._walker_way = 1
        self._registers = bytearray(_REGISTERS)
        self._pointer = 0
        self._booted_ms = 0
        self._shot: "tuple[int, int, int] | None" = None  # (ready at, zone centre, zone size) as they were at the start
        self._is_calibrated = False
        self._boot()

    def write(self, data: "bytes | bytearray | memoryview") -> bool:
        """A register's number in two bytes, then values."""
        fault = self._fault.at_ms(self._clock.now_ms)
        if fault == faults.NO_ANSWER:
            return False
        if fault == faults.RESET:
            self._boot()
        if len(data) < 2:
            return True
        self._pointer = data[0] << 8 | data[1]
        for value in data[2:]:
            self._registers[self._pointer] = value
            if self._pointer == _START:
                self._order(value)
            elif self._pointer == _CLEAR and value & 1:
                self._registers[_READY] &= 0xFE
            self._pointer += 1
        return True

    def read_into(self, buffer: "bytearray | memoryview") -> bool:
        """Registers from the pointer on."""
        now_ms = self._clock.now_ms
        fault = self._fault.at_ms(now_ms)
        if fault == faults.NO_ANSWER:
            return False
        registers = self._registers
        registers[0x010F], registers[0x0110] = (0xEE, 0xAA) if fault == faults.WRONG_CHIP else (0xEA, 0xCC)
        registers[0x00E5] = 0x03 if now_ms >= self._booted_ms else 0x00
        if self._shot is not None and now_ms >= self._shot[0] and fault != faults.STUCK:
            self._range(self._shot)
            self._shot = None
        for index in range(len(buffer)):
            buffer[index] = registers[self._pointer] if self._pointer < _REGISTERS else 0
            self._pointer += 1
        return True

    def _boot(self) -> None:
        for index in range(_REGISTERS):
            self._registers[index] = 0
        self._booted_ms = self._clock.now_ms + _BOOT_MS
        self._shot = None
        self._is_calibrated = False

    def _order(self, value: int) -> None:
        registers = self._registers
        budget_ms = _BUDGET_MS.get(registers[_TIMEOUT_A] << 8 | registers[_TIMEOUT_A + 1])
        self._shot = None
        if value == 0x10 and budget_ms is not None:  # without a configuration it never comes to an end
            ready_ms = self._clock.now_ms + budget_ms + (0 if self._is_calibrated else _CALIBRATION_MS)
            self._shot = (ready_ms, registers[_CENTRE], registers[_SIZE])
            self._is_calibrated = True

    def _range(self, shot: "tuple[int, int, int]") -> None:
        ready_ms, centre, size = shot
        registers = self._registers
        status, distance_mm = _VALID, _FLOOR_MM
        wide = (size & 15) + 1
        column = (centre - 128) >> 3 if centre >= 128 else 15 - (centre >> 3)
        first = column - wide // 2
        if first < 0 or first + wide > 16:
            status = _BAD_ZONE
        elif self._fault.at_ms(ready_ms) == faults.BLOCKED:
            status, distance_mm = _SIGMA_FAIL, 900
        elif self._is_below(ready_ms, first, first + wide):
            distance_mm = _HEAD_MM
        registers[_RESULT] = status
        registers[_RESULT + 2] = registers[_RESULT + 2] + 1 & 0xFF  # the stream's count
        registers[_RESULT + 3] = 100  # SPADs
        registers[_RESULT + 13], registers[_RESULT + 14] = distance_mm >> 8, distance_mm & 0xFF
        registers[_READY] |= 1

    def _is_below(self, moment_ms: int, first: int, end: int) -> bool:
        """Somebody takes a column of SPADs from `first` to before `end`. In goes from column 0 to 15."""
        self._let_in(moment_ms)
        since_ms = moment_ms - self._walker_ms
        if not 0 <= since_ms < PASSAGE_MS:
            return False
        front = since_ms * (16 + _DEEP) // PASSAGE_MS  # columns that it has reached
        if self._walker_way * self._way < 0:
            first, end = 16 - end, 16 - first
        return front > first and front - _DEEP < end

    def _let_in(self, moment_ms: int) -> None:
        entering, leaving = self._coming
        while True:
            events = entering if entering.next_ms <= leaving.next_ms else leaving
            start_ms = max(events.next_ms, self._walker_ms + PASSAGE_MS + _REST_MS)
            if events.next_ms == NEVER or start_ms > moment_ms:
                return
            self._walker_ms = start_ms
            self._walker_way = 1 if events is entering else -1
            events.pop()
