"""An SPS30 on I2C 0x69 (SEL at ground): idle, measuring or asleep, a fan that needs half a minute, a cleaning of 10 s.

Modes, commands and the two-step wake-up as Sensirion's python-i2c-sps30 tells them (seen).
"""

import struct

from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_simulators.models import faults
from stoep_simulators.models.crc import sensirion_crc, sensirion_words

if TYPE_CHECKING:
    from typing import Any

    from stoep_simulators.sim_clock import SimClock
    from stoep_simulators.tape_player import Tape
    from stoep_simulators.wiring import Wiring

_IDLE = const(0)
_MEASURING = const(1)
_ASLEEP = const(2)
_SWITCH_MS = const(20)
_COMMAND_MS = const(5)
_LISTEN_MS = const(100)  # after a start condition in sleep
_WARM_UP_MS = const(30_000)
_CLEAN_MS = const(10_000)
_VALUE_MS = const(1_000)
_FAN_ERROR = const(0x10)


def attach(wiring: "Wiring", sensor: "dict[str, Any]") -> None:
    """Put it where a device's configuration has it."""
    names = wiring.names(sensor, ("pm2_5", "pm10"))
    wiring.i2c.attach(SimSps30(wiring.clock, wiring.tape, names=names))


class SimSps30:
    """Levels `pm2_5` and `pm10` in 0.1 µg/m³, under their names on this device. It has no firmware below 2.0."""

    def __init__(self, clock: "SimClock", tape: "Tape", *, names: "dict[str, str]") -> None:
        self.address = 0x69
        self.cleaned_ms: "list[int]" = []  # when a cleaning began
        self._clock = clock
        self._pm2_5 = tape.level(names.get("pm2_5", "-"), 80)
        self._pm10 = tape.level(names.get("pm10", "-"), 120)
        self._fault = faults.FaultLine(tape, "sps30")
        self._state = _IDLE
        self._started_ms = clock.now_ms
        self._taken_ms = clock.now_ms  # the last value that was read
        self._clean_until_ms = clock.now_ms
        self._listens_until_ms = -1
        self._busy_ms = clock.now_ms
        self._answer = b""

    @property
    def is_asleep(self) -> bool:
        """Deaf and saving."""
        return self._state == _ASLEEP

    def write(self, data: "bytes | bytearray | memoryview") -> bool:
        """A command. Asleep, the first one only opens the interface, and then only waking up is understood."""
        now_ms = self._clock.now_ms
        if self._fault.at_ms(now_ms) == faults.NO_ANSWER:
            return False
        command = bytes(data[:2])
        if self._state == _ASLEEP:
            is_awake = now_ms < self._listens_until_ms and command == b"\x11\x03"
            self._listens_until_ms = now_ms + _LISTEN_MS
            if is_awake:
                self._state = _IDLE
                self._busy_ms = now_ms + _COMMAND_MS
            return is_awake
        if now_ms < self._busy_ms:
            return False
        self._answer = b""
        return self._obey(command, bytes(data[2:]), now_ms)

    def read_into(self, buffer: "bytearray | memoryview") -> bool:
        """The answer to the last command, as far as it is wanted; not acknowledged if there is none."""
        fault = self._fault.at_ms(self._clock.now_ms)
        if fault == faults.RESET:
            self._state = _IDLE
            self._answer = b""
        if not self._answer or fault == faults.NO_ANSWER:
            return False
        buffer[:] = (self._answer + b"\xff" * len(buffer))[: len(buffer)]
        return True

    def _obey(self, command: bytes, words: bytes, now_ms: int) -> bool:
        measures = self._state == _MEASURING
        if command == b"\x00\x10":
            if measures or words[:2] != b"\x03\x00" or sensirion_crc(words[:3]):
                return False
            self._state = _MEASURING
            self._started_ms = self._taken_ms = now_ms
            self._busy_ms = now_ms + _SWITCH_MS
        elif command == b"\x01\x04":
            self._state = _IDLE
            self._busy_ms = now_ms + _SWITCH_MS
        elif command == b"\x10\x01":
            if measures:
                return False
            self._state = _ASLEEP
        elif command == b"\x56\x07" and measures:
            self.cleaned_ms.append(now_ms)
            self._clean_until_ms = now_ms + _CLEAN_MS
            self._busy_ms = now_ms + _COMMAND_MS
        elif command == b"\x02\x02":
            self._say((int(self._is_ready(now_ms)),))
        elif command == b"\x03\x00" and measures:
            self._say(self._values(now_ms))
            self._taken_ms = now_ms
        elif command == b"\xd2\x06":
            self._say((0, _FAN_ERROR if self._fault.at_ms(now_ms) == faults.BLOCKED else 0))
        elif command == b"\xd0\x02":
            is_other = self._fault.at_ms(now_ms) == faults.WRONG_CHIP
            self._say((0x3030, 0x3039 if is_other else 0x3038, 0x3030, 0x3030))
        return True

    def _is_ready(self, now_ms: int) -> bool:
        if self._state != _MEASURING or self._fault.at_ms(now_ms) == faults.STUCK or now_ms < self._clean_until_ms:
            return False
        return (now_ms - self._started_ms) // _VALUE_MS > (self._taken_ms - self._started_ms) // _VALUE_MS

    def _values(self, now_ms: int) -> "tuple[int, ...]":
        warm_ms = min(now_ms - max(self._started_ms, self._clean_until_ms), _WARM_UP_MS)  # a slow fan draws too little
        if self._fault.at_ms(now_ms) == faults.BLOCKED:
            warm_ms = _WARM_UP_MS // 10
        share = warm_ms / _WARM_UP_MS / 10
        pm2_5, pm10 = self._pm2_5.at_ms(now_ms) * share, self._pm10.at_ms(now_ms) * share
        mass = (0.9 * pm2_5, pm2_5, (pm2_5 + pm10) / 2, pm10)
        number = (6.0 * pm2_5, 7.0 * pm2_5, 7.1 * pm2_5, 7.1 * pm2_5, 7.2 * pm2_5, 0.6)
        return struct.unpack(">20H", struct.pack(">10f", *mass, *number))

    def _say(self, words: "tuple[int, ...]") -> None:
        is_noisy = self._fault.at_ms(self._clock.now_ms) == faults.BAD_CHECKSUM
        self._answer = sensirion_words(words, damaged=is_noisy)
