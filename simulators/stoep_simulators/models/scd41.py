"""An SCD41 on I2C 0x62: commands of two bytes, words with a CRC, deaf while it measures."""

from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_simulators.models import faults
from stoep_simulators.models.crc import sensirion_words

if TYPE_CHECKING:
    from typing import Any

    from stoep_simulators.sim_clock import SimClock
    from stoep_simulators.tape_player import Tape
    from stoep_simulators.wiring import Wiring

_SHOT_MS = const(5_000)
_FIRST_SHOT_OFF_PPM = const(180)  # the first shot after power-on is to be thrown away


def attach(wiring: "Wiring", sensor: "dict[str, Any]") -> None:
    """Put it where a device's configuration has it."""
    names = wiring.names(sensor, ("co2", "temperature", "humidity"))
    wiring.i2c.attach(SimScd41(wiring.clock, wiring.tape, names=names, seed=wiring.seed))


class SimScd41:
    """Levels for co2 (ppm), temperature (0.1 °C), humidity (0.1 %), under the names they have on this device."""

    def __init__(self, clock: "SimClock", tape: "Tape", *, names: "dict[str, str]", seed: int = 0) -> None:
        self.address = 0x62
        self._clock = clock
        self._co2 = tape.level(names.get("co2", "-"), 420)
        self._temperature = tape.level(names.get("temperature", "-"), 150)
        self._humidity = tape.level(names.get("humidity", "-"), 600)
        self._fault = faults.FaultLine(tape, "scd41")
        self._serial = (0xF896, 0x9F07, seed & 0xFFFF)
        self._busy_ms = clock.now_ms
        self._shots = 0
        self._result: "tuple[int, ...]" = ()
        self._answer = b""

    def write(self, data: "bytes | bytearray | memoryview") -> bool:
        """A command."""
        now_ms = self._clock.now_ms
        fault = self._fault.at_ms(now_ms)
        if fault == faults.NO_ANSWER or now_ms < self._busy_ms:
            return False
        self._answer = b""
        command = bytes(data[:2])
        if command == b"\x21\x9d":
            self._busy_ms = now_ms + _SHOT_MS
            self._measure()
        elif command == b"\xe4\xb8":
            if fault == faults.RESET:
                self._result = ()
            ready = self._result and fault != faults.STUCK
            self._answer = self._words((0x8006 if ready else 0x8000,))
        elif command == b"\xec\x05" and self._result:
            self._answer = self._words(self._result)
            self._result = ()
        elif command == b"\x36\x82":
            self._answer = self._words(self._serial)
        return True

    def read_into(self, buffer: "bytearray | memoryview") -> bool:
        """The answer to the last command; not acknowledged if there is none."""
        if not self._answer or self._fault.at_ms(self._clock.now_ms) == faults.NO_ANSWER:
            return False
        buffer[:] = (self._answer + b"\xff" * len(buffer))[: len(buffer)]
        return True

    def _measure(self) -> None:
        now_ms = self._clock.now_ms
        if self._fault.at_ms(now_ms) == faults.WRONG_CHIP:  # an SCD40 has no single shot
            self._result = (0, 0x6666, 0x8000)
            return
        co2 = self._co2.at_ms(now_ms) + (0 if self._shots else _FIRST_SHOT_OFF_PPM)
        self._shots += 1
        temperature = ((self._temperature.at_ms(now_ms) + 450) * 65535 + 875) // 1750
        humidity = (self._humidity.at_ms(now_ms) * 65535 + 500) // 1000
        self._result = (min(max(co2, 0), 65535), min(max(temperature, 0), 65535), min(max(humidity, 0), 65535))

    def _words(self, words: "tuple[int, ...]") -> bytes:
        is_noisy = self._fault.at_ms(self._clock.now_ms) == faults.BAD_CHECKSUM
        return sensirion_words(words, damaged=is_noisy and len(words) > 1)
