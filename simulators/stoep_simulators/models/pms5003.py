"""A PMS5003 on the UART: active and passive mode, sleep, a fan that needs half a minute."""

from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_simulators.models import faults
from stoep_simulators.models.uart import SimUart

if TYPE_CHECKING:
    from typing import Any

    from stoep_simulators.sim_clock import SimClock
    from stoep_simulators.tape_player import Tape
    from stoep_simulators.wiring import Wiring

_WARM_UP_MS = const(30_000)
_ACTIVE_MS = const(1_000)
_COMMAND_BYTES = const(7)
_BUFFER_FRAMES = const(33)  # one more than the receive buffer holds


def attach(wiring: "Wiring", sensor: "dict[str, Any]") -> None:
    """Put it where a device's configuration has it."""
    del sensor
    wiring.uart = SimPms5003(wiring.clock, wiring.tape)


class SimPms5003(SimUart):
    """Levels `pm2_5` and `pm10` in 0.1 µg/m³; it says whole ones. It wakes talking by itself."""

    def __init__(self, clock: "SimClock", tape: "Tape") -> None:
        super().__init__(9600)
        self._clock = clock
        self._pm2_5 = tape.level("pm2_5", 80)
        self._pm10 = tape.level("pm10", 120)
        self._fault = faults.FaultLine(tape, "pms5003")
        self._awake = True
        self._active = True
        self._woke_ms = clock.now_ms
        self._said_ms = clock.now_ms
        self._heard = bytearray()

    def hear(self, data: bytes) -> None:
        """Commands of seven bytes."""
        self._heard += data
        while len(self._heard) >= _COMMAND_BYTES:
            command = self._heard[:_COMMAND_BYTES]
            if command[:2] != b"BM" or sum(command[:5]) != command[5] << 8 | command[6]:
                self._heard = self._heard[1:]
                continue
            self._heard = self._heard[_COMMAND_BYTES:]
            self._obey(command[2], command[4])

    def due(self) -> None:
        """In active mode a frame a second, whether anybody listens or not."""
        now_ms = self._clock.now_ms
        if not (self._awake and self._active):
            self._said_ms = now_ms
            return
        missed = min((now_ms - self._said_ms) // _ACTIVE_MS, _BUFFER_FRAMES)
        if missed:
            self._say(missed)
            self._said_ms = now_ms

    def _obey(self, command: int, value: int) -> None:
        now_ms = self._clock.now_ms
        if command == 0xE4:
            if value and not self._awake:
                self._awake = self._active = True
                self._woke_ms = self._said_ms = now_ms
            elif not value:
                self._awake = False
                self._acknowledge(command, value)
        elif not self._awake:
            return
        elif command == 0xE1:
            self._active = value == 1
            self._acknowledge(command, value)
        elif command == 0xE2 and not self._active:
            self._say()

    def _acknowledge(self, command: int, value: int) -> None:
        self._send(bytes([0x42, 0x4D, 0, 4, command, value]))

    def _say(self, times: int = 1) -> None:
        """What it measures now; worked out once, for a board that did not listen for half a minute finds thirty."""
        now_ms = self._clock.now_ms
        fault = self._fault.at_ms(now_ms)
        warm_ms = min(now_ms - self._woke_ms, _WARM_UP_MS)
        pm2_5 = (self._pm2_5.at_ms(now_ms) + 5) // 10 * warm_ms // _WARM_UP_MS  # a slow fan draws too little air
        pm10 = (self._pm10.at_ms(now_ms) + 5) // 10 * warm_ms // _WARM_UP_MS
        if fault == faults.STALE and self._active:
            pm2_5 = pm10 = 999
        particles = 0 if fault == faults.STUCK else 300 + 60 * pm2_5
        words = (pm2_5, pm2_5, pm10, pm2_5, pm2_5, pm10, particles, particles // 3, particles // 9, pm10, 2, 1, 0x9700)
        frame = bytearray(b"BM\x00\x1c")
        for word in words:
            frame += bytes([word >> 8 & 0xFF, word & 0xFF])
        self._send(frame, times)

    def _send(self, head: "bytes | bytearray", times: int = 1) -> None:
        fault = self._fault.at_ms(self._clock.now_ms)
        if fault == faults.NO_ANSWER:
            return
        total = sum(head) + (1 if fault == faults.BAD_CHECKSUM else 0)
        whole = bytes(head) + bytes([total >> 8 & 0xFF, total & 0xFF])
        for _ in range(times):
            self.talk(whole)
