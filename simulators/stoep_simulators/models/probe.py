"""A capacitive soil probe at an ADC pin: its voltage from the tape, with a little noise."""

from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_simulators.models import faults

if TYPE_CHECKING:
    from typing import Any

    from stoep_simulators.models.pins import SimPin
    from stoep_simulators.sim_clock import SimClock
    from stoep_simulators.tape_player import Tape
    from stoep_simulators.wiring import Wiring

_RAIL_UV = const(3_300_000)
_FLOATING_UV = const(1_100_000)


def attach(wiring: "Wiring", sensor: "dict[str, Any]") -> None:
    """Put it where a device's configuration has it."""
    power = wiring.pin(sensor["power"]) if "power" in sensor else None
    wiring.adcs[sensor["pin"]] = SimProbe(wiring.clock, wiring.tape, power=power)


class SimProbe:
    """machine.ADC. Level `probe_mv`; fault NO_ANSWER leaves the pin floating, STUCK ties it to ground.

    power: the pin that feeds it; only what the firmware puts out on it does.
    """

    def __init__(
        self, clock: "SimClock", tape: "Tape", *, power: "SimPin | None" = None, noise_uv: int = 4_000
    ) -> None:
        self._clock = clock
        self._level = tape.level("probe_mv", 1_500)
        self._fault = faults.FaultLine(tape, "probe")
        self._noise_uv = noise_uv
        self._reads = 0
        self._power = power

    def read_uv(self) -> int:
        """Microvolts at the pin, noise at most ± noise_uv and zero on the median of nine reads in a row."""
        now_ms = self._clock.now_ms
        self._reads += 1
        step = (self._reads * 4) % 9 - 4  # visits −4…4 once in nine reads
        fault = self._fault.at_ms(now_ms)
        if fault == faults.STUCK or (self._power is not None and not self._power.level(undriven=0)):
            return 0
        if fault == faults.NO_ANSWER:
            return _FLOATING_UV + step * 120_000
        return max(0, min(_RAIL_UV, self._level.at_ms(now_ms) * 1000 + step * self._noise_uv // 4))


class FloatingAdc:
    """An ADC pin with nothing on it: plausible noise."""

    def __init__(self) -> None:
        self._reads = 0

    def read_uv(self) -> int:
        """Microvolts that mean nothing."""
        self._reads += 1
        return _FLOATING_UV + ((self._reads * 4) % 9 - 4) * 120_000
