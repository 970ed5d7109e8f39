"""A rain gauge's bucket: a reed contact closes for a moment at every tip."""

from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_simulators.models import faults
from stoep_simulators.tape_player import NEVER

if TYPE_CHECKING:
    from typing import Any

    from stoep_simulators.models.pins import SimPin
    from stoep_simulators.sim_clock import SimClock
    from stoep_simulators.tape_player import Tape
    from stoep_simulators.wiring import Wiring

_CLOSED_MS = const(60)
_OPEN_MS = const(60)  # a bucket cannot tip again at once


def attach(wiring: "Wiring", sensor: "dict[str, Any]") -> None:
    """Put it where a device's configuration has it."""
    wiring.clock.add_source(SimTippingBucket(wiring.clock, wiring.tape, pin=wiring.pin(sensor["pin"])))


class SimTippingBucket:
    """Events `rain_tips`. Fault BOUNCE makes the contact chatter, NO_ANSWER leaves it open, STUCK closed."""

    def __init__(self, clock: "SimClock", tape: "Tape", *, pin: "SimPin") -> None:
        self._clock = clock
        self._tips = tape.events("rain_tips")
        self._tips.skip_before(clock.now_ms)
        self._pin = pin
        self._fault = faults.FaultLine(tape, "bucket")
        if self._fault.at_ms(clock.now_ms) == faults.STUCK:
            pin.drive(0)
        self._edges: "list[tuple[int, int]]" = []  # still to come, latest first
        self._free_ms = clock.now_ms
        self.next_ms = NEVER
        self._plan()

    def fire(self) -> None:
        """Open or close the contact."""
        _, level = self._edges.pop()
        if self._fault.at_ms(self._clock.now_ms) not in (faults.NO_ANSWER, faults.STUCK):
            if level:
                self._pin.let_go()
            else:
                self._pin.drive(0)
        self._plan()

    def _plan(self) -> None:
        if not self._edges:
            if self._tips.next_ms == NEVER:
                self.next_ms = NEVER
                return
            start_ms = max(self._tips.next_ms, self._free_ms)
            self._tips.pop()
            self._free_ms = start_ms + _CLOSED_MS + _OPEN_MS
            self._edges = [(start_ms + _CLOSED_MS, 1), (start_ms, 0)]
            if self._fault.at_ms(start_ms) == faults.BOUNCE:
                self._edges[1:1] = [(start_ms + 4, 0), (start_ms + 3, 1), (start_ms + 2, 0), (start_ms + 1, 1)]
        self.next_ms = self._edges[-1][0]
