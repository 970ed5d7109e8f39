"""Which pins a board's stoep.json uses, for what, and what a healthy one looks like. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

_DEFAULTS = {"scl": 22, "sda": 21, "tx": 17, "rx": 16}  # hal.py's
_I2C = ("bme280", "scd41", "sgp41", "sps30", "vl53l1x")
_UART = ("pms5003", "ld2450", "soil_rs485")
_LOOKS = 20  # of on_board/wires.py


def line_pins(sensors: Sequence[Mapping[str, Any]], *, pins: Mapping[str, int]) -> list[int]:
    """Pins with a level to look at."""
    return sorted({pin for pin, _ in _lines(sensors, pins=pins)})


def adc_pins(sensors: Sequence[Mapping[str, Any]]) -> list[int]:
    """Pins with a voltage to look at."""
    return sorted(
        {
            each["pin"]
            for each in sensors
            if each["type"] == "probe" and isinstance(each.get("pin"), int) and "power" not in each
        }
    )


def line_findings(
    sensors: Sequence[Mapping[str, Any]], *, pins: Mapping[str, int], levels: Mapping[int, tuple[int, int]]
) -> list[str]:
    """levels: pin → high looks of 20, pulled up and pulled down."""
    found = []
    for pin, kind in _lines(sensors, pins=pins):
        up, down = levels.get(pin, (_LOOKS, _LOOKS))
        if up == 0:
            found.append(f"pin {pin} ({kind}) is held low: {_HELD_LOW[kind]}")
        elif kind in _OPEN and down == 0:
            found.append(f"pin {pin} ({kind}) hangs free: {_OPEN[kind]}")
        elif kind == "rain contact" and down == _LOOKS:
            found.append(f"pin {pin} ({kind}) is held high: its wire touches 3.3 V, the contact goes to ground")
    return found


def adc_findings(volts: Mapping[int, tuple[int, int]]) -> list[str]:
    """volts: pin → lowest and highest mV of twenty looks."""
    found = []
    for pin, (low, high) in sorted(volts.items()):
        if high < _DEAD_MV:
            found.append(f"pin {pin} (soil probe) is held low: no power at the probe, or its signal touches ground")
        elif low > _FULL_MV:
            found.append(f"pin {pin} (soil probe) is held high: signal wire at 3.3 V, or a probe for 5 V")
        elif high - low > _LOOSE_MV:
            found.append(f"pin {pin} (soil probe) hangs free: signal wire loose, or another pin than in stoep.json")
    return found


_DEAD_MV, _LOOSE_MV = 50, 250  # as the probe's driver has them
_FULL_MV = 3_050  # an ESP32's ADC reads no more than some 3,100 mV
_PULL_UP = "no pull-up resistor there: nothing connected, or a bare sensor that needs 4.7 kΩ to 3.3 V"
_OPEN = {
    "I2C clock": _PULL_UP,
    "I2C data": _PULL_UP,
    "1-Wire": _PULL_UP,
    "UART receive": "no sensor drives it: TX and RX swapped, or the sensor has no 5 V",
}
_SHORT = "it touches ground, or a sensor without power pulls it down"
_HELD_LOW = {
    "I2C clock": _SHORT,
    "I2C data": _SHORT,
    "1-Wire": _SHORT,
    "UART receive": _SHORT,
    "rain contact": "bucket stuck half-way, or the wires touch",
}


def _lines(sensors: Sequence[Mapping[str, Any]], *, pins: Mapping[str, int]) -> list[tuple[int, str]]:
    kinds = {each["type"] for each in sensors}
    wired = {**_DEFAULTS, **pins}
    lines: list[tuple[Any, str]] = []
    if kinds & set(_I2C):
        lines += [(wired["scl"], "I2C clock"), (wired["sda"], "I2C data")]
    if kinds & set(_UART):
        lines.append((wired["rx"], "UART receive"))
    lines += [(each.get("pin"), "1-Wire") for each in sensors if each["type"] == "ds18b20"]
    lines += [(each.get("pin"), "rain contact") for each in sensors if each["type"] == "bucket"]
    return [(pin, kind) for pin, kind in lines if isinstance(pin, int)]  # a wrong entry is the driver's to tell
