"""The firmware's own check runs alike on CPython and on the MicroPython VM with an ESP32's heap."""

import json
from pathlib import Path

import pytest

from support.on_device import run_on_cpython, run_on_micropython
from support.repository import ROOT

SCRIPTS = ("firmware_core.py", "firmware_flash.py")
SOURCES = [ROOT / "protocol", ROOT / "firmware"]
SOURCE_HEAP = "256k"  # here the VM compiles in the same heap; a board gets it compiled
FLASH_HEAP = "8m"  # for flash that lies in memory


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_check_passes_on_cpython(script: str, tmp_path: Path) -> None:
    finished = run_on_cpython(script, tmp_path)
    assert finished.stdout.endswith("ok\n"), finished.stdout + finished.stderr


@pytest.mark.needs("micropython")
@pytest.mark.parametrize("script", SCRIPTS)
def test_the_check_passes_on_micropython_from_source(script: str, tmp_path: Path) -> None:
    finished = run_on_micropython(script, tmp_path, path=[*SOURCES, ROOT / "tests"], heap=SOURCE_HEAP)
    assert finished.stdout.endswith("ok\n"), finished.stdout + finished.stderr


@pytest.mark.needs("micropython")
@pytest.mark.parametrize("script", SCRIPTS)
def test_the_check_passes_on_micropython_compiled(script: str, tmp_path: Path, compiled: Path) -> None:
    finished = run_on_micropython(script, tmp_path, path=[compiled, ROOT / "tests"])
    assert finished.stdout.endswith("ok\n"), finished.stdout + finished.stderr


@pytest.mark.needs("micropython")
def test_a_power_cut_at_any_write_of_flash_costs_at_most_the_row_being_written(compiled: Path) -> None:
    finished = run_on_micropython("power_cuts.py", path=[compiled, ROOT / "tests"], heap=FLASH_HEAP)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    cuts = json.loads(finished.stdout)
    assert min(cuts.values()) >= 8
    assert sum(cuts.values()) > 1_000
