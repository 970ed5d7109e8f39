"""What is wrong with an examined board: one line each, with what to do. Pure."""

from collections.abc import Sequence

from stoep_firmware.link import CLONE
from stoep_maker import i2c_names
from stoep_maker.board_files import MPY_VERSION
from stoep_maker.examination import Examination, Facts, Setup, Wifi, Wires
from stoep_maker.flashing import OLDEST
from stoep_maker.wired_pins import adc_findings, line_findings

_FLASH_AGAIN = "flash it again (stoep device flash)"
_LEAST_KB = 64  # for a ring that goes on growing for three days
_WEAK_DBM = -80
_EMPTY_MV = 1_000  # no battery of any kind that runs a board
_WATCHDOG = 3  # reset cause of the ESP32 port


def findings(found: Examination) -> Sequence[str]:
    """() for a board that is well."""
    lines = [*_of_chip(found.facts), *_of_files(found), *_of_setup(found.setup)]
    if found.wires is not None:
        lines += _of_wires(found.wires, found.setup)
    lines += [
        f"{sensor['type']}: {hint}" for sensor, hint in zip(found.setup.sensors, found.hints, strict=False) if hint
    ]
    if found.wifi is not None:
        lines += _of_wifi(found.wifi)
    return lines


def _of_chip(facts: Facts) -> Sequence[str]:
    lines = []
    if facts.micropython[:2] < OLDEST or facts.mpy != MPY_VERSION:
        lines.append("MicroPython is too old: stoep needs 1.24 or newer (https://micropython.org/download/?mcu=esp32)")
    if facts.free_kb < _LEAST_KB:
        lines.append(f"{facts.free_kb} KB free on its flash: remove what is not stoep's, rows need room")
    if facts.reset_cause == _WATCHDOG:
        lines.append("the watchdog reset it last: the firmware hung; tell us what it was doing")
    return lines


def _of_files(found: Examination) -> Sequence[str]:
    if found.setup.broken:
        return [f"its firmware cannot be loaded ({found.setup.broken}): {_FLASH_AGAIN}"]
    if not found.setup.firmware:
        return [f"no firmware on it: {_FLASH_AGAIN}"]
    lines = []
    if found.damaged:
        count = len(found.damaged)
        lines.append(f"{count} of its files differ from this version, {found.damaged[0]} first: {_FLASH_AGAIN}")
    if not found.facts.has_main:
        lines.append(f"no main.py: it starts nothing, its flashing was interrupted; {_FLASH_AGAIN}")
    return lines


def _of_setup(setup: Setup) -> Sequence[str]:
    lines = []
    if setup.wrong:
        lines.append(setup.wrong)
    if setup.settings_damaged:
        lines.append("settings.json is damaged: the bundle's rhythm holds until the gateway sends another")
    if setup.crashes:
        lines.append(f"its firmware crashed, {setup.crashes} times in a row: what it says at the cable tells why")
    if setup.device and not setup.sensors:
        lines.append("stoep.json names no sensors: its rows are empty")
    if setup.trouble == CLONE:
        lines.append(f"clone: {CLONE}: ask the gateway's operator for a bundle of its own, flash it with that")
    elif setup.trouble:
        lines.append(f"its last send failed: {setup.trouble}")
    return lines


def _of_wires(wires: Wires, setup: Setup) -> Sequence[str]:
    lines = line_findings(setup.sensors, pins=setup.pins, levels=wires.lines) + adc_findings(wires.adcs)
    if wires.battery_mv is not None and wires.battery_mv < _EMPTY_MV:
        lines.append(
            f"battery {wires.battery_mv} mV: is it there, are battery and battery_divider in stoep.json right?"
        )
    if wires.i2c_problem:
        lines.append(f"the I2C bus cannot be opened ({wires.i2c_problem}): correct scl and sda in stoep.json's pins")
    configured = {each["type"] for each in setup.sensors}
    for address, chip_id in sorted(wires.i2c.items()):
        kind = i2c_names.driver(address, chip_id)
        if kind and kind not in configured and setup.device:
            lines.append(f'a {kind} answers but is not used: add {{"type": "{kind}"}} to sensors in stoep.json')
    return lines


def _of_wifi(wifi: Wifi) -> Sequence[str]:
    if wifi.problem:
        return [f"the radio does not start ({wifi.problem}): take its power away for a moment"]
    levels = [level for level in wifi.rssi_dbm.values() if level is not None]
    if not wifi.rssi_dbm:
        return ['no Wi-Fi in stoep.json: add "wifi"']
    if not levels:
        names = ", ".join(wifi.rssi_dbm)
        return [f"Wi-Fi {names} is not in reach ({wifi.seen} others are): nearer, spelling, is it on 2.4 GHz?"]
    if max(levels) < _WEAK_DBM:
        return [f"Wi-Fi is weak ({max(levels)} dBm): nearer to the access point, or its antenna away from metal"]
    return []
