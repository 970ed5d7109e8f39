"""Run one script of tests/on_device on CPython, or on the MicroPython VM from source or from compiled files."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from support import tools
from support.repository import ROOT

ESP32_HEAP = "192k"  # on the 64-bit VM objects are twice an ESP32's size


def run_on_micropython(
    script: str, *arguments: str | Path, path: Sequence[Path], heap: str = ESP32_HEAP
) -> subprocess.CompletedProcess[str]:
    """The finished run of tests/on_device/<script> with `path` as import path."""
    search = ":".join([*map(str, path), ".frozen"])
    command = [tools.path("micropython"), "-X", f"heapsize={heap}", ROOT / "tests/on_device" / script, *arguments]
    return _run(command, {"MICROPYPATH": search})


def run_on_cpython(script: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The same script on this interpreter, from source."""
    search = {**os.environ, "PYTHONPATH": str(ROOT / "tests")}
    return _run([sys.executable, ROOT / "tests/on_device" / script, *arguments], search)


def _run(command: Sequence[str | Path], environment: dict[str, str] | None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        list(map(str, command)), env=environment, capture_output=True, text=True, timeout=120, check=False
    )
