"""An HLK-LD2450 radar on the UART: ten frames a second with up to three people who walk past."""

from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_simulators.models import faults
from stoep_simulators.models.uart import SimUart
from stoep_simulators.tape_player import NEVER

if TYPE_CHECKING:
    from typing import Any

    from stoep_simulators.sim_clock import SimClock
    from stoep_simulators.tape_player import Tape
    from stoep_simulators.wiring import Wiring

_FRAME_MS = const(100)
_WALK_MS = const(2_400)
_WALK_MM = const(2_880)  # 1.2 m/s
_SLOTS = const(3)
_BUFFER_FRAMES = const(35)  # one more than the receive buffer holds


def attach(wiring: "Wiring", sensor: "dict[str, Any]") -> None:
    """Put it where a device's configuration has it."""
    wiring.uart = SimLd2450(wiring.clock, wiring.tape, line_mm=sensor.get("line_mm", 1500))


class SimLd2450(SimUart):
    """Events `in` (comes nearer) and `out` (goes away): a person enters its view. A fourth at once is not seen."""

    def __init__(self, clock: "SimClock", tape: "Tape", *, line_mm: int) -> None:
        super().__init__(256_000)
        self._clock = clock
        self._coming = (tape.events("in"), tape.events("out"))
        for events in self._coming:
            events.skip_before(clock.now_ms)
        self._fault = faults.FaultLine(tape, "ld2450")
        self._near_mm = max(line_mm - _WALK_MM // 2, 100)
        self._walkers: "list[tuple[int, int] | None]" = [None] * _SLOTS  # (start millisecond, 1 nearer / −1 away)
        self._next_ms = clock.now_ms + _FRAME_MS

    def due(self) -> None:
        """The frames since the last look, as far as the receive buffer holds them."""
        now_ms = self._clock.now_ms
        said = 0
        while self._next_ms <= now_ms and said < _BUFFER_FRAMES:
            self._say(self._next_ms)
            self._next_ms += _FRAME_MS
            said += 1
        if self._next_ms <= now_ms:
            self._next_ms += (now_ms - self._next_ms) // _FRAME_MS * _FRAME_MS + _FRAME_MS

    def _say(self, moment_ms: int) -> None:
        for slot in range(_SLOTS):
            walker = self._walkers[slot]
            if walker is not None and moment_ms >= walker[0] + _WALK_MS:
                self._walkers[slot] = None
        self._let_in(moment_ms)
        fault = self._fault.at_ms(moment_ms)
        if fault == faults.NO_ANSWER:
            return
        frame = bytearray(b"\xaa\xff\x03\x00")
        for slot in range(_SLOTS):
            frame += self._target(slot, moment_ms)
        frame += b"\x55\xcd" if fault == faults.BAD_CHECKSUM else b"\x55\xcc"
        self.talk(frame)

    def _let_in(self, moment_ms: int) -> None:
        entering, leaving = self._coming
        while min(entering.next_ms, leaving.next_ms) <= moment_ms < NEVER:
            events = entering if entering.next_ms <= leaving.next_ms else leaving
            if None in self._walkers and events.next_ms + _WALK_MS > moment_ms:
                slot = self._walkers.index(None)
                self._walkers[slot] = (events.next_ms, 1 if events is entering else -1)
            events.pop()

    def _target(self, slot: int, moment_ms: int) -> bytes:
        walker = self._walkers[slot]
        if walker is None:
            return bytes(8)
        start_ms, way = walker
        gone_mm = _WALK_MM * (moment_ms - start_ms) // _WALK_MS
        y_mm = self._near_mm + (_WALK_MM - gone_mm if way > 0 else gone_mm)
        return _number(400 * (slot - 1) - 30) + _number(y_mm) + _number(-120 * way) + bytes([0x40, 0x01])


def _number(value: int) -> bytes:
    size = abs(value)
    return bytes([size & 0xFF, size >> 8 & 0x7F | (0x80 if value >= 0 else 0)])
