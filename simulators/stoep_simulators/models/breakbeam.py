"""Two light beams across a path: people break them in the order of their direction."""

from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_simulators.models import faults
from stoep_simulators.tape_player import NEVER

if TYPE_CHECKING:
    from typing import Any

    from stoep_simulators.models.pins import SimPin
    from stoep_simulators.sim_clock import SimClock
    from stoep_simulators.tape_player import Tape
    from stoep_simulators.wiring import Wiring

# A walker at 1.4 m/s, 40 cm deep with swinging arms, beams 10 cm apart: the second beam breaks 71 ms after the first,
# each stays broken for 285 ms.
_LAG_MS = const(71)
_BROKEN_MS = const(285)
_REST_MS = const(20)  # the next person breaks the first beam at the earliest this long after the last beam healed
_CHATTER_MS = const(2)

PASSAGE_MS = 71 + 285  # from a person's event on the tape to the moment the second beam heals


def attach(wiring: "Wiring", sensor: "dict[str, Any]") -> None:
    """Put it where a device's configuration has it."""
    outside, inside = wiring.pin(sensor["outside"]), wiring.pin(sensor["inside"])
    broken = sensor.get("broken", 0)
    wiring.clock.add_source(SimBreakBeam(wiring.clock, wiring.tape, outside=outside, inside=inside, broken=broken))


class SimBreakBeam:
    """Events `in` and `out`: a person reaches the first beam. Who comes too close waits for a turn, nobody is lost."""

    def __init__(
        self, clock: "SimClock", tape: "Tape", *, outside: "SimPin", inside: "SimPin", broken: int = 0
    ) -> None:
        self._clock = clock
        self._coming = (tape.events("in"), tape.events("out"))
        for events in self._coming:
            events.skip_before(clock.now_ms)
        self._pins = (outside, inside)
        self._broken = broken
        self._fault = faults.FaultLine(tape, "breakbeam")
        self._edges: "list[tuple[int, int, int]]" = []  # (millisecond, pin, level) still to come, latest first
        self._free_ms = clock.now_ms
        for pin in self._pins:
            pin.drive(1 - broken)
        if self._fault.at_ms(clock.now_ms) == faults.STUCK:
            inside.drive(broken)  # a leaf in it
        self.next_ms = NEVER
        self._plan()

    def fire(self) -> None:
        """Move the pin whose moment has come."""
        _, pin, level = self._edges.pop()
        if self._fault.at_ms(self._clock.now_ms) not in (faults.NO_ANSWER, faults.STUCK):
            self._pins[pin].drive(level)
        self._plan()

    def _plan(self) -> None:
        if not self._edges:
            entering, leaving = self._coming
            events = entering if entering.next_ms <= leaving.next_ms else leaving
            if events.next_ms == NEVER:
                self.next_ms = NEVER
                return
            start_ms = max(events.next_ms, self._free_ms)
            first = 0 if events is entering else 1
            events.pop()
            self._free_ms = start_ms + PASSAGE_MS + _REST_MS
            self._edges = self._passage(start_ms, first)
        self.next_ms = self._edges[-1][0]

    def _passage(self, start_ms: int, first: int) -> "list[tuple[int, int, int]]":
        broken, whole = self._broken, 1 - self._broken
        edges = [
            (start_ms + PASSAGE_MS, 1 - first, whole),
            (start_ms + _BROKEN_MS, first, whole),
            (start_ms + _LAG_MS, 1 - first, broken),
            (start_ms, first, broken),
        ]
        if self._fault.at_ms(start_ms) != faults.BOUNCE:
            return edges
        chatter = []
        for moment_ms, pin, level in edges:
            chatter.append((moment_ms + 2 * _CHATTER_MS, pin, level))
            chatter.append((moment_ms + _CHATTER_MS, pin, 1 - level))
            chatter.append((moment_ms, pin, level))
        return chatter
