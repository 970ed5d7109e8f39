"""Which chip a board is, as updates ask for it, by the names that MicroPython gives boards."""

import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from types import ModuleType

import pytest


@pytest.fixture
def chip_of(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], str]]:
    for name in ("machine", "network"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    hal = import_module("stoep_firmware.hal")
    yield hal.chip_of
    del sys.modules["stoep_firmware.hal"]


@pytest.mark.parametrize(
    ("machine", "chip"),
    [
        ("Generic ESP32 module with ESP32", "esp32"),
        ("Generic ESP32S3 module with ESP32S3", "esp32s3"),
        ("LOLIN_C3_MINI with ESP32-C3FH4", "esp32c3"),
        ("a board with ESP32-PICO-D4", "esp32"),
        ("a board with ESP32C6", "esp32c6"),
    ],
)
def test_a_package_of_the_chip_is_the_chip(chip_of: Callable[[str], str], machine: str, chip: str) -> None:
    assert chip_of(machine) == chip
