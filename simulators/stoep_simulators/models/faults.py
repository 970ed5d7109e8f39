"""How a sensor fails, as a level on the tape: `fault.<sensor type>` holds one of these numbers.

`fault.i2c` holds those of the bus: STUCK and HELD.
"""

from stoep_protocol.compat import TYPE_CHECKING

if TYPE_CHECKING:
    from stoep_simulators.tape_player import Tape

NONE = 0
NO_ANSWER = 1  # wire off, no power, wrong address
WRONG_CHIP = 2  # a look-alike was sold (BMP280 for BME280, a DS18S20 for DS18B20)
BAD_CHECKSUM = 3  # noise on the line
STUCK = 4  # answers, but never finishes or never changes
RESET = 5  # loses power between the request and the answer
BOUNCE = 6  # contacts and beams chatter
BLOCKED = 7  # sunlight blinds it, its fan stands still, it is poisoned
STALE = 8  # what it said before still lies in the receive buffer
HELD = 9  # a chip was interrupted in the middle of a byte and holds SDA low until it is clocked on


class FaultLine:
    """The fault of one sensor type at any moment."""

    def __init__(self, tape: "Tape", sensor: str) -> None:
        self._level = tape.level("fault." + sensor, NONE)

    def at_ms(self, now_ms: int) -> int:
        """One of this module's numbers."""
        return self._level.at_ms(now_ms)
