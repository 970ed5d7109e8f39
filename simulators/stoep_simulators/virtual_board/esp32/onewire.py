"""`onewire` of the virtual board: thermometers answer byte by byte."""

import machine

from stoep_simulators.virtual_board import power


class OneWire:
    """The bus of a pin."""

    def __init__(self, pin):
        self._bus = power.now.wiring.onewire(pin.number if isinstance(pin, machine.Pin) else pin)

    def __getattr__(self, name):
        power.now.look()
        return getattr(self._bus, name)
