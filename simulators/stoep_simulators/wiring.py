"""Solder the sensors that a device's configuration names to its simulated buses."""

from stoep_firmware.drivers import TYPES
from stoep_protocol.compat import TYPE_CHECKING
from stoep_simulators.models.i2c_bus import SimI2c
from stoep_simulators.models.pins import SimPin

if TYPE_CHECKING:
    from typing import Any

    from stoep_simulators.models.ds18b20 import SimOneWire
    from stoep_simulators.sim_clock import SimClock
    from stoep_simulators.tape_player import Tape


class Wiring:
    """A device's buses with everything on them. It keeps its power through deep sleep, like the real thing."""

    def __init__(self, sensors: "list[dict[str, Any]]", *, clock: "SimClock", tape: "Tape", seed: int = 0) -> None:
        self.clock = clock
        self.tape = tape
        self.seed = seed
        self.i2c = self._bus()
        self.uart: "Any" = None
        self.adcs: "dict[int, Any]" = {}
        self._pins: "dict[int, SimPin]" = {}
        self._onewires: "dict[int, SimOneWire]" = {}
        for sensor in sensors:
            kind = sensor["type"]
            if kind in TYPES:  # one of the test's own brings its own model
                # Imported where it is used: a soil node's small heap holds no radar.
                __import__("stoep_simulators.models." + kind, None, None, ("attach",)).attach(self, sensor)

    def i2c_on(self, *, scl: int, sda: int) -> None:
        """Lead the bus to pins, where firmware may move it by hand; only a bus that hangs shows there."""
        if hasattr(self.i2c, "connect"):
            self.i2c.connect(scl=self.pin(scl), sda=self.pin(sda))

    def uart_at(self, baud: int) -> "Any":
        """The board's UART, opened at a speed."""
        if self.uart is None:
            from stoep_simulators.models.uart import SilentUart

            self.uart = SilentUart()
        self.uart.open_at(baud)
        return self.uart

    def adc(self, pin: int) -> "Any":
        """The ADC channel of a pin."""
        if pin not in self.adcs:
            from stoep_simulators.models.probe import FloatingAdc

            self.adcs[pin] = FloatingAdc()
        return self.adcs[pin]

    def pin(self, number: int) -> SimPin:
        """The GPIO pin."""
        if number not in self._pins:
            self._pins[number] = SimPin(number)
        return self._pins[number]

    def onewire(self, pin: int) -> "SimOneWire":
        """The 1-Wire bus of a pin."""
        if pin not in self._onewires:
            from stoep_simulators.models.ds18b20 import SimOneWire

            self._onewires[pin] = SimOneWire()
        return self._onewires[pin]

    def hold_up(self, pins: "dict[str, int]") -> None:
        """What holds idle lines high: resistors on the modules, a sensor at the UART. pins: scl, sda, rx."""
        lines = list(self._onewires)
        if self.i2c.scan():
            lines += [pins["scl"], pins["sda"]]
        if self.uart is not None:
            lines.append(pins["rx"])
        for number in lines:
            self.pin(number).drive(1)

    def release(self) -> None:
        """The firmware is gone: interrupts are off."""
        for number in self._pins:
            self._pins[number].release()

    def names(self, sensor: "dict[str, Any]", own: "tuple[str, ...]") -> "dict[str, str]":
        """The sensor's own name of each quantity → its name on this device, for the quantities wanted."""
        renamed = sensor.get("as")
        if renamed is None:
            return {name: name for name in own}
        return {renamed[wire_name]: wire_name for wire_name in renamed}

    def _bus(self) -> SimI2c:
        if "fault.i2c" not in self.tape.names():
            return SimI2c()
        from stoep_simulators.models.hanging_i2c import HangingI2c

        return HangingI2c(self.clock, self.tape)
