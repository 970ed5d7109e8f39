"""RS-485 soil probes behind a transceiver: Modbus RTU slaves with the registers of their makers."""

from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_simulators.models import faults
from stoep_simulators.models.crc import modbus_crc
from stoep_simulators.models.uart import SimUart

if TYPE_CHECKING:
    from typing import Any

    from stoep_simulators.models.pins import SimPin
    from stoep_simulators.sim_clock import SimClock
    from stoep_simulators.tape_player import Tape
    from stoep_simulators.wiring import Wiring

_THINK_MS = const(20)
_ILLEGAL_FUNCTION = const(1)
_ILLEGAL_ADDRESS = const(2)
# Model: factory baud rate; register of water, temperature, conductivity; steps in 0.1 % and 0.1 °C. Any other register
# is refused, those between them too.
_MODELS = {
    "7-in-1": (4800, (0x00, 0x01, 0x02), 1),
    "jxbs-3001": (9600, (0x12, 0x13, 0x15), 1),
    "s-temp-vwc-ec-02": (9600, (0x01, 0x00, 0x02), 10),
    "sen0601": (9600, (0x00, 0x01, 0x02), 1),
}


def attach(wiring: "Wiring", sensor: "dict[str, Any]") -> None:
    """Put it where a device's configuration has it."""
    wiring.uart = SimSoilRs485(
        wiring.clock,
        wiring.tape,
        names=wiring.names(sensor, ("water_content", "soil_temperature", "conductivity")),
        model=sensor["model"],
        address=sensor.get("address", 1),
        baud=sensor.get("baud"),
        direction=wiring.pin(sensor["de"]) if "de" in sensor else None,
    )


class SimSoilRs485(SimUart):
    """Levels for water_content (0.1 %), soil_temperature (0.1 °C), conductivity (µS/cm), by their names on this device.

    direction: the pin that lets the transceiver send; without one it finds the direction by itself.
    """

    def __init__(
        self,
        clock: "SimClock",
        tape: "Tape",
        *,
        names: "dict[str, str]",
        model: str,
        address: int,
        baud: "int | None",
        direction: "SimPin | None",
    ) -> None:
        factory_baud, self._places, self._steps = _MODELS[model]
        super().__init__(baud or factory_baud)
        self._clock = clock
        self._levels = (
            tape.level(names.get("water_content", "-"), 250),
            tape.level(names.get("soil_temperature", "-"), 120),
            tape.level(names.get("conductivity", "-"), 400),
        )
        self._address = address
        self._direction = direction
        self._fault = faults.FaultLine(tape, "soil_rs485")
        self._sending = b""
        self._before = self._framed(bytes([address, 0x03, 6, 0, 99, 0, 99, 0, 99]))
        self._answer = b""
        self._answer_ms = 0

    def hear(self, data: bytes) -> None:
        """What the transceiver puts on the wires: at once without a direction pin, else while the pin is high."""
        if self._direction is None:
            self._serve(data)
        elif self._direction.value():
            self._sending += data

    def flush(self) -> None:
        """The last bit is out; if the pin fell before, the end of the request never reached the wires."""
        if self._direction is not None and self._direction.value():
            self._serve(self._sending)
        self._sending = b""

    def due(self) -> None:
        """Answer after a moment; a transceiver that still sends does not hear it."""
        if self._before and self._fault.at_ms(self._clock.now_ms) == faults.STALE:
            before, self._before = self._before, b""
            self.talk(before)
        if self._answer and self._clock.now_ms >= self._answer_ms:
            answer, self._answer = self._answer, b""
            if self._direction is None or not self._direction.value():
                self.talk(answer)

    def _serve(self, frame: bytes) -> None:
        fault = self._fault.at_ms(self._clock.now_ms)
        if len(frame) != 8 or modbus_crc(frame) or frame[0] != self._address or fault == faults.NO_ANSWER:
            return
        first, count = frame[2] << 8 | frame[3], frame[4] << 8 | frame[5]
        wanted = range(first, first + count)
        is_there = all(register in self._places for register in wanted)
        if frame[1] != 0x03:
            head = bytes([self._address, frame[1] | 0x80, _ILLEGAL_FUNCTION])
        elif fault == faults.WRONG_CHIP or not is_there:
            head = bytes([self._address, 0x83, _ILLEGAL_ADDRESS])
        else:
            head = bytes([self._address, 0x03, 2 * count])
            for register in wanted:
                value = self._register(self._places.index(register))
                head += bytes([value >> 8, value & 0xFF])
        whole = self._framed(head)
        # One that breaks off: the supply of a long cable gives way while the transceiver draws its current.
        self._answer = whole[:4] if fault == faults.RESET else whole
        self._answer_ms = self._clock.now_ms + _THINK_MS

    def _framed(self, head: bytes) -> bytes:
        damage = 1 if self._fault.at_ms(self._clock.now_ms) == faults.BAD_CHECKSUM else 0
        crc = modbus_crc(head) ^ damage
        return head + bytes([crc & 0xFF, crc >> 8])

    def _register(self, place: int) -> int:
        value = self._levels[place].at_ms(self._clock.now_ms)
        return (value if place == 2 else value * self._steps) & 0xFFFF
