"""Examine a board on the desk: ask its small programs one after the other. Judging is `findings.py`'s."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from stoep_firmware.app import FIRMWARE
from stoep_maker.board_files import compile_files
from stoep_maker.remote import Remote
from stoep_maker.scripts import ask
from stoep_maker.serial_line import Say
from stoep_maker.wired_pins import adc_pins, line_pins


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What answers. machine: as MicroPython calls board and chip. reset_cause: as the ESP32 port numbers it."""

    micropython: tuple[int, int, int]
    mpy: int
    machine: str
    flash_kb: int
    free_kb: int
    reset_cause: int
    has_main: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What the firmware makes of its files. Without a stoep.json that it takes only the first three say anything.

    firmware: "" for none. broken: why it cannot be loaded. wrong: what it says of stoep.json. rows_*: None without a
    ring. trouble: why the last conversation failed, "" if it did not. crashes: in a row. on_trial: no gateway has
    answered this version yet.
    """

    firmware: str = ""
    broken: str = ""
    wrong: str = ""
    device: str = ""
    profile: str = ""
    sensors: Sequence[Mapping[str, Any]] = ()
    pins: Mapping[str, int]
    networks: Sequence[str] = ()
    settings_version: int = 0
    settings_damaged: bool = False
    trouble: str = ""
    crashes: int = 0
    on_trial: bool = False
    rows_waiting: int | None = None
    rows_dropped: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wires:
    """lines: pin → high looks of 20, pulled up and pulled down. adcs: pin → lowest and highest mV.

    i2c: address → chip id, where one tells. battery_mv: None without a pin for it.
    """

    lines: Mapping[int, tuple[int, int]]
    adcs: Mapping[int, tuple[int, int]]
    i2c: Mapping[int, int | None]
    i2c_problem: str
    battery_mv: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wifi:
    """rssi_dbm: of each network of stoep.json, None out of reach. seen: how many networks there are."""

    rssi_dbm: Mapping[str, int | None]
    seen: int
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """damaged: files that are not as this version compiles them, None if the board has another version.

    hints: of each sensor of stoep.json in order, "" for one that answers. Without a firmware there is nothing to ask
    about wires, sensors and Wi-Fi.
    """

    facts: Facts
    setup: Setup
    damaged: Sequence[str] | None = None
    wires: Wires | None = None
    hints: Sequence[str] = ()
    wifi: Wifi | None = None


def examine(remote: Remote, *, say: Say) -> Examination:
    """The board is at its prompt. MakerError."""
    facts = _facts(ask(remote, "facts", resume=True))
    setup = Setup(**{"pins": {}} | ask(remote, "setup"))
    if not setup.firmware:
        return Examination(facts=facts, setup=setup)
    damaged = _damaged(remote) if setup.firmware == FIRMWARE else None
    wires = _wires(ask(remote, "wires", line_pins(setup.sensors, pins=setup.pins), adc_pins(setup.sensors)))
    if not setup.device:
        return Examination(facts=facts, setup=setup, damaged=damaged, wires=wires)
    say("testing the sensors; a dust sensor takes half a minute")
    hints = ask(remote, "self_test")["hints"]
    wifi = _wifi(setup.networks, ask(remote, "wifi", list(setup.networks)))
    return Examination(facts=facts, setup=setup, damaged=damaged, wires=wires, hints=hints, wifi=wifi)


def _facts(said: dict[str, Any]) -> Facts:
    major, minor, patch = said.pop("micropython")
    return Facts(micropython=(major, minor, patch), **said)


def _damaged(remote: Remote) -> Sequence[str]:
    with tempfile.TemporaryDirectory(prefix="stoep-doctor-") as folder:
        names = [str(path) for path in compile_files(Path(folder))]
        hashes = {name: sha256((Path(folder) / name).read_bytes()).hexdigest() for name in names}
    found = ask(remote, "files", names)
    return [name for name in names if found.get(name) != hashes[name]]


def _wires(said: dict[str, Any]) -> Wires:
    return Wires(
        lines={pin: (up, down) for pin, up, down in said["lines"]},
        adcs={pin: (low, high) for pin, low, high in said["adcs"]},
        i2c=dict(said.get("i2c", ())),
        i2c_problem=said.get("i2c_problem", ""),
        battery_mv=said["battery_mv"],
    )


def _wifi(names: Sequence[str], said: dict[str, Any]) -> Wifi:
    levels = said.get("rssi") or [None] * len(names)
    return Wifi(
        rssi_dbm=dict(zip(names, levels, strict=True)), seen=said.get("seen", 0), problem=said.get("problem", "")
    )
