"""The firmware's own check runs alike on CPython and on the MicroPython VM with an ESP32's heap."""

import json
from pathlib import Path

import pytest

from stoep_protocol.update import version_number
from support.on_device import run_on_cpython, run_on_micropython
from support.repository import ROOT
from support.update_image import contents, image, modulus

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


@pytest.mark.needs("micropython")
def test_a_power_cut_at_any_write_of_an_update_leaves_a_whole_version(compiled: Path, tmp_path: Path) -> None:
    files = contents(count=3, size_bytes=700)
    data = image("0.9.1", files=files)
    (tmp_path / "image").write_bytes(data)
    plan = {
        "image": str(tmp_path / "image"),
        "head_bytes": data.index(files["stoep_firmware/part_0.mpy"]),
        "version": version_number("0.9.1"),
        "modulus": modulus(),
    }
    (tmp_path / "plan.json").write_text(json.dumps(plan))
    path = [compiled, ROOT / "tests"]
    finished = run_on_micropython("update_cuts.py", tmp_path / "plan.json", path=path, heap=FLASH_HEAP)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    cuts = json.loads(finished.stdout)
    assert cuts["update"] > 100
    assert cuts["give up"] > 20


@pytest.mark.needs("micropython")
def test_with_a_full_flash_what_is_in_it_is_sent(compiled: Path) -> None:
    finished = run_on_micropython("full_flash.py", path=[compiled, ROOT / "tests"], heap=FLASH_HEAP)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert json.loads(finished.stdout)["places"] > 30
