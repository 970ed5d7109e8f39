"""A PIR movement sensor: its output rises when something warm moves, holds, and is blind for a while after."""

from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_simulators.models import faults
from stoep_simulators.tape_player import NEVER

if TYPE_CHECKING:
    from typing import Any

    from stoep_simulators.models.pins import SimPin
    from stoep_simulators.sim_clock import SimClock
    from stoep_simulators.tape_player import Tape
    from stoep_simulators.wiring import Wiring

_HOLD_MS = const(3_000)
_BLIND_MS = const(2_500)
_SPIKE_MS = const(5)
_FALSE_MS = (4_000, 20_000, 41_000)  # after power-on it rises by itself


def attach(wiring: "Wiring", sensor: "dict[str, Any]") -> None:
    """Put it where a device's configuration has it."""
    pin, active = wiring.pin(sensor["pin"]), sensor.get("active", 1)
    wiring.clock.add_source(SimPir(wiring.clock, wiring.tape, pin=pin, active=active))


class SimPir:
    """Events `movements`. Movement while the output is up holds it longer.

    Fault NO_ANSWER: the signal wire is off and the pull-up shows; BOUNCE: each pulse begins with a spike.
    """

    def __init__(self, clock: "SimClock", tape: "Tape", *, pin: "SimPin", active: int = 1) -> None:
        self._clock = clock
        self._movements = tape.events("movements")
        self._movements.skip_before(clock.now_ms)
        self._pin = pin
        self._active = active
        self._fault = faults.FaultLine(tape, "pir")
        self._false = [clock.now_ms + after_ms for after_ms in reversed(_FALSE_MS)]
        self._edges: "list[tuple[int, int]]" = []  # (millisecond, up) still to come, latest first
        self._blind_ms = clock.now_ms
        self._drive(0)
        self.next_ms = NEVER
        self._plan()

    def fire(self) -> None:
        """An edge, or a movement, whichever was planned."""
        now_ms = self._clock.now_ms
        if self._edges and self._edges[-1][0] <= now_ms:
            _, up = self._edges.pop()
            self._drive(up)
        else:
            self._move(now_ms)
        self._plan()

    def _move(self, now_ms: int) -> None:
        if self._false and self._false[-1] <= now_ms:
            self._false.pop()
        else:
            self._movements.pop()
        if self._edges:  # up, or about to be
            self._edges[0] = (now_ms + _HOLD_MS, 0)
        elif now_ms >= self._blind_ms:
            self._edges = [(now_ms + _HOLD_MS, 0), (now_ms, 1)]
            if self._fault.at_ms(now_ms) == faults.BOUNCE:
                self._edges[1:1] = [(now_ms + 2 * _SPIKE_MS, 1), (now_ms + _SPIKE_MS, 0)]
        if self._edges:
            self._blind_ms = self._edges[0][0] + _BLIND_MS

    def _plan(self) -> None:
        self.next_ms = min(
            self._movements.next_ms,
            self._false[-1] if self._false else NEVER,
            self._edges[-1][0] if self._edges else NEVER,
        )

    def _drive(self, up: int) -> None:
        if self._fault.at_ms(self._clock.now_ms) == faults.NO_ANSWER:
            self._pin.let_go()
        else:
            self._pin.drive(self._active if up else 1 - self._active)
