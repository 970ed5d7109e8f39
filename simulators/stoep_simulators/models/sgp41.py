"""An SGP41 on I2C 0x59: idle, conditioning or measuring, and metal oxides that take their time to settle.

Commands and times as in Sensirion's embedded-i2c-sgp41 (seen). How a pixel settles and what humidity does to it are
made up, of the size that the SGP40's datasheet shows: the tests see who does not wait or compensate.
"""

from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_simulators.models import faults
from stoep_simulators.models.crc import sensirion_crc, sensirion_words

if TYPE_CHECKING:
    from typing import Any

    from stoep_simulators.sim_clock import SimClock
    from stoep_simulators.tape_player import Tape
    from stoep_simulators.wiring import Wiring

_IDLE = const(0)
_CONDITIONING = const(1)
_MEASURING = const(2)
_MEASURE_MS = const(50)
_CONDITION_LIMIT_MS = const(10_000)
_SETTLE_MS = const(60_000)
_COLD_TICKS = const(3_000)  # missing when the heater comes on
_UNCONDITIONED_TICKS = const(2_000)  # missing at the NOx pixel until the heater is off again
_HUMID_TICKS = const(15)  # a percent of humidity that the command says otherwise


def attach(wiring: "Wiring", sensor: "dict[str, Any]") -> None:
    """Put it where a device's configuration has it."""
    names = wiring.names(sensor, ("voc_ticks", "nox_ticks"))
    wiring.i2c.attach(SimSgp41(wiring.clock, wiring.tape, names=names, seed=wiring.seed))


class SimSgp41:
    """Levels voc_ticks and nox_ticks; humidity (0.1 %) as it is around it, 50 % if the tape has none."""

    def __init__(self, clock: "SimClock", tape: "Tape", *, names: "dict[str, str]", seed: int = 0) -> None:
        self.address = 0x59
        self.is_damaged = False  # conditioned beyond ten seconds
        self._clock = clock
        self._voc = tape.level(names.get("voc_ticks", "-"), 30_000)
        self._nox = tape.level(names.get("nox_ticks", "-"), 15_500)
        self._humidity = tape.level("humidity", 500)
        self._fault = faults.FaultLine(tape, "sgp41")
        self._serial = (0x0000, 0x0283, seed & 0xFFFF)
        self._state = _IDLE
        self._since_ms = 0
        self._heated_ms = 0
        self._is_conditioned = False
        self._busy_ms = 0
        self._answer = b""

    def write(self, data: "bytes | bytearray | memoryview") -> bool:
        """A command; words behind it with a wrong CRC are not acknowledged."""
        now_ms = self._clock.now_ms
        self._look(now_ms)
        fault = self._fault.at_ms(now_ms)
        if fault == faults.NO_ANSWER or now_ms < self._busy_ms:
            return False
        self._answer = b""
        command = bytes(data[:2])
        is_sgp40 = fault == faults.WRONG_CHIP
        if command == b"\x36\x15":
            self._state = _IDLE
        elif command == b"\x20\x2f":
            self._say((0x3220 if is_sgp40 else 0x3240,))
        elif command == b"\x36\x82":
            self._say(self._serial)
        elif command in (b"\x26\x12", b"\x26\x19"):
            return not is_sgp40 and self._start(bytes(data), now_ms)
        return True

    def read_into(self, buffer: "bytearray | memoryview") -> bool:
        """The answer to the last command; not acknowledged if there is none or not yet."""
        now_ms = self._clock.now_ms
        fault = self._fault.at_ms(now_ms)
        if fault == faults.RESET:
            self._state = _IDLE
            self._answer = b""
        if not self._answer or fault == faults.NO_ANSWER or now_ms < self._busy_ms:
            return False
        buffer[:] = (self._answer + b"\xff" * len(buffer))[: len(buffer)]
        return True

    def _start(self, data: bytes, now_ms: int) -> bool:
        if len(data) != 8 or sensirion_crc(data[2:5]) or sensirion_crc(data[5:8]):
            return False
        wanted = _CONDITIONING if data[1] == 0x12 else _MEASURING
        if wanted == _CONDITIONING and self._state == _MEASURING:
            return False  # it belongs to idle mode; what a real one does is not said
        self._busy_ms = now_ms + _MEASURE_MS
        if self._state == _IDLE:
            self._heated_ms = now_ms
            self._is_conditioned = wanted == _CONDITIONING
        if self._state != wanted:
            self._state, self._since_ms = wanted, now_ms
        self._measure(data, now_ms, with_nox=wanted == _MEASURING)
        return True

    def _measure(self, data: bytes, now_ms: int, *, with_nox: bool) -> None:
        said = (data[2] << 8 | data[3]) * 1000 // 65535
        off = max(_SETTLE_MS - (now_ms - self._heated_ms), 0) * _COLD_TICKS // _SETTLE_MS
        off += (self._humidity.at_ms(now_ms) - said) * _HUMID_TICKS // 10
        voc = self._voc.at_ms(now_ms) - off
        nox = self._nox.at_ms(now_ms) - off - (0 if self._is_conditioned else _UNCONDITIONED_TICKS)
        if self._fault.at_ms(now_ms) == faults.BLOCKED or self.is_damaged:
            nox = 0xFFFF
        ticks = (voc, nox) if with_nox else (voc,)
        self._say(tuple([min(max(value, 0), 0xFFFF) for value in ticks]))

    def _say(self, words: "tuple[int, ...]") -> None:
        is_noisy = self._fault.at_ms(self._clock.now_ms) == faults.BAD_CHECKSUM
        self._answer = sensirion_words(words, damaged=is_noisy)

    def _look(self, now_ms: int) -> None:
        if self._state == _CONDITIONING and now_ms - self._since_ms > _CONDITION_LIMIT_MS:
            self.is_damaged = True
