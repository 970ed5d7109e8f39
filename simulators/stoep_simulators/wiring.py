"""Solder the sensors that a device's configuration names to its simulated buses."""

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
        self._clock = clock
        self._tape = tape
        self._seed = seed
        self.i2c = SimI2c()
        self._uart: "Any" = None
        self._adcs: "dict[int, Any]" = {}
        self._pins: "dict[int, SimPin]" = {}
        self._onewires: "dict[int, SimOneWire]" = {}
        for sensor in sensors:
            attach = _ATTACH.get(sensor["type"])
            if attach is not None:  # a type of the test's own brings its own model
                attach(self, sensor)

    def uart_at(self, baud: int) -> "Any":
        """The board's UART, opened at a speed."""
        if self._uart is None:
            from stoep_simulators.models.uart import SilentUart

            self._uart = SilentUart()
        self._uart.open_at(baud)
        return self._uart

    def adc(self, pin: int) -> "Any":
        """The ADC channel of a pin."""
        if pin not in self._adcs:
            from stoep_simulators.models.probe import FloatingAdc

            self._adcs[pin] = FloatingAdc()
        return self._adcs[pin]

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
        if self._uart is not None:
            lines.append(pins["rx"])
        for number in lines:
            self.pin(number).drive(1)

    def release(self) -> None:
        """The firmware is gone: interrupts are off."""
        for number in self._pins:
            self._pins[number].release()

    def _probe(self, sensor: "dict[str, Any]") -> None:
        from stoep_simulators.models.probe import SimProbe

        self._adcs[sensor["pin"]] = SimProbe(self._clock, self._tape)

    def _ds18b20(self, sensor: "dict[str, Any]") -> None:
        from stoep_simulators.models.ds18b20 import SimDs18b20

        wanted = sensor.get("as", {"soil_temperature": 0})
        bus = self.onewire(sensor["pin"])
        for quantity in sorted(wanted):
            bus.attach(
                SimDs18b20(self._clock, self._tape, quantity=quantity, serial=_serial(self._seed, wanted[quantity]))
            )

    def _bme280(self, sensor: "dict[str, Any]") -> None:
        from stoep_simulators.models.bme280 import SimBme280

        self.i2c.attach(
            SimBme280(
                self._clock,
                self._tape,
                names=_own_to_wire(sensor, ("temperature", "humidity", "pressure")),
                address=sensor.get("address", 0x76),
                seed=self._seed,
            )
        )

    def _scd41(self, sensor: "dict[str, Any]") -> None:
        from stoep_simulators.models.scd41 import SimScd41

        names = _own_to_wire(sensor, ("co2", "temperature", "humidity"))
        self.i2c.attach(SimScd41(self._clock, self._tape, names=names, seed=self._seed))

    def _sgp41(self, sensor: "dict[str, Any]") -> None:
        from stoep_simulators.models.sgp41 import SimSgp41

        names = _own_to_wire(sensor, ("voc_ticks", "nox_ticks"))
        self.i2c.attach(SimSgp41(self._clock, self._tape, names=names, seed=self._seed))

    def _sps30(self, sensor: "dict[str, Any]") -> None:
        from stoep_simulators.models.sps30 import SimSps30

        self.i2c.attach(SimSps30(self._clock, self._tape, names=_own_to_wire(sensor, ("pm2_5", "pm10"))))

    def _pms5003(self, sensor: "dict[str, Any]") -> None:
        from stoep_simulators.models.pms5003 import SimPms5003

        del sensor
        self._uart = SimPms5003(self._clock, self._tape)

    def _ld2450(self, sensor: "dict[str, Any]") -> None:
        from stoep_simulators.models.ld2450 import SimLd2450

        self._uart = SimLd2450(self._clock, self._tape, line_mm=sensor.get("line_mm", 1500))

    def _vl53l1x(self, sensor: "dict[str, Any]") -> None:
        from stoep_simulators.models.vl53l1x import SimVl53l1x

        self.i2c.attach(SimVl53l1x(self._clock, self._tape, turned=sensor.get("turned", 0) == 1))

    def _breakbeam(self, sensor: "dict[str, Any]") -> None:
        from stoep_simulators.models.break_beam import SimBreakBeam

        outside, inside = self.pin(sensor["outside"]), self.pin(sensor["inside"])
        broken = sensor.get("broken", 0)
        self._clock.add_source(SimBreakBeam(self._clock, self._tape, outside=outside, inside=inside, broken=broken))

    def _bucket(self, sensor: "dict[str, Any]") -> None:
        from stoep_simulators.models.tipping_bucket import SimTippingBucket

        self._clock.add_source(SimTippingBucket(self._clock, self._tape, pin=self.pin(sensor["pin"])))


# Models are imported where they are used: a soil node's small heap holds no radar.
_ATTACH = {
    "probe": Wiring._probe,
    "ds18b20": Wiring._ds18b20,
    "bme280": Wiring._bme280,
    "scd41": Wiring._scd41,
    "sgp41": Wiring._sgp41,
    "sps30": Wiring._sps30,
    "pms5003": Wiring._pms5003,
    "ld2450": Wiring._ld2450,
    "vl53l1x": Wiring._vl53l1x,
    "breakbeam": Wiring._breakbeam,
    "bucket": Wiring._bucket,
}


def _own_to_wire(sensor: "dict[str, Any]", own: "tuple[str, ...]") -> "dict[str, str]":
    renamed = sensor.get("as")
    if renamed is None:
        return {name: name for name in own}
    return {renamed[wire_name]: wire_name for wire_name in renamed}


def _serial(seed: int, wanted: "int | str") -> int:
    """48 bits. Numbers rise in the order in which the 1-Wire search finds them, so that index n is thermometer n."""
    if isinstance(wanted, str):
        return int.from_bytes(bytes([int(wanted[at : at + 2], 16) for at in range(2, 14, 2)]), "little")
    return (0, 4, 2, 6, 1, 5, 3, 7)[wanted & 7] | (seed & 0xFFFFFF) << 8
