"""An I2C bus whose data line stays low: SDA touches ground, or a chip was interrupted in the middle of a byte."""

from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_simulators.models import faults
from stoep_simulators.models.i2c_bus import SimI2c

if TYPE_CHECKING:
    from stoep_simulators.models.i2c_bus import I2cDevice
    from stoep_simulators.models.pins import SimPin
    from stoep_simulators.sim_clock import SimClock
    from stoep_simulators.tape_player import Tape

_ETIMEDOUT = const(116)
_BYTE_CLOCKS = const(9)  # the most that such a chip waits for: eight bits and an acknowledgement


class HangingI2c(SimI2c):
    """Level `fault.i2c`: STUCK as long as it lasts, HELD until SCL has ticked nine times."""

    def __init__(self, clock: "SimClock", tape: "Tape") -> None:
        super().__init__()
        self._clock = clock
        self._fault = faults.FaultLine(tape, "i2c")
        self._clocks_left = _BYTE_CLOCKS
        self._sda: "SimPin | None" = None

    def connect(self, *, scl: "SimPin", sda: "SimPin") -> None:
        """Its lines as GPIO pins, for firmware that moves SCL by hand."""
        self._sda = sda
        sda.drive(0 if self._is_low() else 1)
        scl.watch(self._scl_moved)

    def scan(self) -> "list[int]":
        """Addresses that acknowledge: none while the line is low."""
        return [] if self._is_low() else super().scan()

    def _is_low(self) -> bool:
        fault = self._fault.at_ms(self._clock.now_ms)
        return fault == faults.STUCK or (fault == faults.HELD and self._clocks_left > 0)

    def _scl_moved(self, level: int) -> None:
        if level and self._clocks_left and self._sda is not None:
            self._clocks_left -= 1
            self._sda.drive(0 if self._is_low() else 1)

    def _device(self, address: int) -> "I2cDevice":
        if self._is_low():
            raise OSError(_ETIMEDOUT)
        return super()._device(address)
