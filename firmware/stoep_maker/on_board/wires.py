"""What hangs at the pins: levels against both pulls, volts, who answers on the I2C bus, the battery."""

import json
import time

import machine

from stoep_firmware.hal import Esp32Board
from stoep_firmware.settings import SettingsError, load_bundle

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_LOOKS = 20


def main(lines: "list[int]", adcs: "list[int]") -> None:
    """One object. A pin that this chip does not have is left out.

    lines: pin, how many of 20 looks were high pulled up, and pulled down. adcs: pin, lowest and highest mV.
    i2c: address, chip id or null.
    """
    try:
        pins = load_bundle("").pins
    except SettingsError:
        pins = {}
    board = Esp32Board(pins)
    found: "dict[str, object]" = {
        "lines": [entry for entry in [_line(pin) for pin in lines] if entry],
        "adcs": [entry for entry in [_volts(board, pin) for pin in adcs] if entry],
        "battery_mv": board.battery_mv(),
    }
    try:
        bus = board.i2c()
        found["i2c"] = [[address, _chip_id(bus, address)] for address in bus.scan()]
    except (OSError, ValueError) as error:
        found["i2c_problem"] = str(error)
    print(json.dumps(found))


def _line(pin: int) -> "list[int]":
    found = [pin]
    try:
        for pull in (machine.Pin.PULL_UP, machine.Pin.PULL_DOWN):
            wire = machine.Pin(pin, machine.Pin.IN, pull)
            count = 0
            for _ in range(_LOOKS):
                time.sleep_ms(1)
                count += wire.value()
            found.append(count)
    except ValueError:
        return []
    return found


def _volts(board: Esp32Board, pin: int) -> "list[int]":
    try:
        adc = board.adc(pin)
    except ValueError:
        return []
    readings = []
    for _ in range(_LOOKS):
        time.sleep_ms(2)
        readings.append(adc.read_uv() // 1000)
    return [pin, min(readings), max(readings)]


def _chip_id(bus: "Any", address: int) -> "int | None":
    """Of Bosch's chips, which share two addresses."""
    if address not in (0x76, 0x77):
        return None
    data = bytearray(1)
    try:
        bus.readfrom_mem_into(address, 0xD0, data)
    except OSError:
        return None
    return data[0]
