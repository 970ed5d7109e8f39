"""An examined board in words, for programs, and as the report that one may give away. Pure."""

import re
from collections.abc import Sequence
from typing import Any

from stoep_maker import i2c_names
from stoep_maker.examination import Examination, Setup

REPORT_FORMAT = 1
_CAUSES = {1: "power on", 2: "reset", 3: "watchdog", 4: "deep sleep", 5: "soft reset"}  # the ESP32 port's numbers
_ADDRESS = re.compile(r"\b[0-9A-Fa-f]{12,}\b")  # of a thermometer: it is one of a kind
_OWN = "own driver"


def lines(found: Examination) -> Sequence[str]:
    """What is there; what is wrong with it is for `findings`."""
    facts, setup = found.facts, found.setup
    told = [
        f"MicroPython {_version(found)} on {facts.machine}, {facts.free_kb} of {facts.flash_kb} KB free",
        f"last start: {_CAUSES.get(facts.reset_cause, 'unknown')}",
    ]
    if setup.firmware:
        trial = " on trial" if setup.on_trial else ""
        told.append(f"firmware {setup.firmware}{trial}, {_wholeness(found)}")
    if setup.device:
        told.append(f"stoep.json: {setup.device}, profile {setup.profile}, settings {setup.settings_version}")
    if setup.rows_waiting is not None:
        told.append(f"rows: {setup.rows_waiting} waiting, {setup.rows_dropped} lost to a full ring")
    if found.wires is not None:
        told.append(f"I2C: {', '.join(_answering(found)) or 'nobody answers'}")
        if found.wires.battery_mv is not None:
            told.append(f"battery: {found.wires.battery_mv} mV")
    told += [f"{sensor['type']}: ok" for sensor, hint in zip(setup.sensors, found.hints, strict=False) if not hint]
    if found.wifi is not None:
        levels = found.wifi.rssi_dbm
        told += [f"Wi-Fi {name}: {levels[name]} dBm" for name in levels if levels[name] is not None]
    return told


def as_object(found: Examination, findings: Sequence[str]) -> dict[str, Any]:
    """For `--json`: all that was found. No key and no password."""
    facts, setup, wires, wifi = found.facts, found.setup, found.wires, found.wifi
    return {
        "findings": list(findings),
        "micropython": _version(found),
        "machine": facts.machine,
        "flash_kb": facts.flash_kb,
        "free_kb": facts.free_kb,
        "last_start": _CAUSES.get(facts.reset_cause, "unknown"),
        "firmware": setup.firmware or None,
        "on_trial": setup.on_trial,
        "crashes": setup.crashes,
        "files_damaged": None if found.damaged is None else list(found.damaged),
        "device": setup.device or None,
        "profile": setup.profile or None,
        "settings_version": setup.settings_version,
        "rows_waiting": setup.rows_waiting,
        "rows_dropped": setup.rows_dropped,
        "last_trouble": setup.trouble or None,
        "i2c": _answering(found),
        "battery_mv": wires.battery_mv if wires else None,
        "sensors": [
            {"type": sensor["type"], "ok": not hint, "hint": hint or None}
            for sensor, hint in zip(setup.sensors, found.hints, strict=False)
        ],
        "wifi_rssi_dbm": dict(wifi.rssi_dbm) if wifi else {},
    }


def report(found: Examination, *, date: str) -> dict[str, Any]:
    """For the last column of docs/hardware.md: nothing that tells whose board it is, where, or what it measured."""
    return {
        "format": REPORT_FORMAT,
        "date": date,
        "machine": found.facts.machine,
        "micropython": _version(found),
        "firmware": found.setup.firmware or None,
        "i2c": _answering(found),
        "sensors": _self_tests(found.setup, found.hints),
    }


def _self_tests(setup: Setup, hints: Sequence[str]) -> Sequence[dict[str, str]]:
    """A maker's own driver has names and words of its own: only whether it works."""
    tests = []
    for sensor, hint in zip(setup.sensors, hints, strict=False):
        is_own = "." in sensor["type"]
        said = "fails" if is_own else _ADDRESS.sub("…", hint)
        tests.append({"type": _OWN if is_own else sensor["type"], "self_test": said if hint else "ok"})
    return tests


def _version(found: Examination) -> str:
    return ".".join(map(str, found.facts.micropython))


def _wholeness(found: Examination) -> str:
    if found.damaged is None:
        return "another version than this program's: its files were not compared"
    return f"{len(found.damaged)} files differ from this version" if found.damaged else "its files are whole"


def _answering(found: Examination) -> Sequence[str]:
    return [i2c_names.name(*each) for each in sorted(found.wires.i2c.items())] if found.wires else []
