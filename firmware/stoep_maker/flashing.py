"""Put the firmware and a device's identity on a board, and see that it runs."""

import json
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from stoep_maker.board_files import MAIN, MPY_VERSION, compile_boot, compile_files
from stoep_maker.errors import MakerError
from stoep_maker.remote import COPY_LIMIT_S, Remote
from stoep_maker.scripts import read_answer, script
from stoep_maker.serial_line import Say, catch

OLDEST = (1, 24)  # the first with the asyncio and deflate that the firmware uses
_IN_ROOT = ("stoep_boot.new", "stoep.new", "main.new")
_NEEDED_BYTES = 256 * 1024  # firmware and a ring
# A board of ours waits at its next reset, once. Another one has its main.py taken: the watchdog of what it starts
# outlives a soft reset, and copying may take longer than it waits.
_HOLD = """
import os
try:
    os.stat("stoep_boot.mpy")
    open("hold", "w").close()
except OSError:
    try:
        os.remove("main.py")
    except OSError:
        pass
"""
_CLEAN = """
import os
def clean(path):
    try:
        names = os.listdir(path)
    except OSError:
        return
    for name in names:
        at = path + "/" + name
        if os.stat(at)[0] & 0x4000:
            clean(at)
        else:
            os.remove(at)
"""
_SLOT = (
    _CLEAN
    + """
try:
    os.remove("hold")  # a board that is caught early has not come to it
except OSError:
    pass
slot = "b"
try:
    with open("slot") as file:
        active, before = file.read(32).split()[:2]
    if before != "-":  # a version on trial makes room: what it would go back to is known to run
        with open("slot.new", "w") as file:
            file.write(before + " - 0 -\\n")
        os.rename("slot.new", "slot")
        active = before
    slot = "ba"[active == "b"]
except OSError:
    slot = "a"
except ValueError:  # damaged
    pass
clean(slot)
try:
    os.mkdir(slot)
except OSError:
    pass
print("slot", slot)
"""
)
# After a power cut anywhere in it the board starts what it had, or what it has now. The rows in flash stay, and the
# rhythm; what was noted of updates and crashes is of the firmware before.
_SWITCH = (
    _CLEAN
    + """
import machine
os.rename("stoep_boot.new", "stoep_boot.mpy")
with open("slot.new", "w") as file:
    file.write("SLOT - 0 -\\n")
os.rename("slot.new", "slot")
os.rename("stoep.new", "stoep.json")
os.rename("main.new", "main.py")
for name in ("update", "crashes", "hold"):
    try:
        os.remove(name)
    except OSError:
        pass
machine.RTC().memory(b"")
clean("stoep_protocol")
clean("stoep_firmware")
"""
)
_WHAT = """
import os, sys
disk = os.statvfs("/")
print(sys.implementation[1][:2], sys.implementation._mpy & 0xFF, disk[0] * disk[3])
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """What answered. version: of MicroPython. mpy: of the compiled format it takes. free_bytes: of its flash."""

    version: tuple[int, int]
    mpy: int
    free_bytes: int


def look(remote: Remote) -> Board:
    """What is on the port. MakerError: nothing, or nothing that the firmware runs on."""
    return _board(remote.execute(_WHAT), port=remote.port)


def _board(said: str, *, port: str) -> Board:
    found = re.search(r"\((\d+), (\d+)\) (\d+) (\d+)", said)
    if found is None:
        raise MakerError(f"{port}: what answers is no board that stoep knows: {said.strip()[:80]!r}")
    major, minor, mpy, free_bytes = map(int, found.groups())
    board = Board(version=(major, minor), mpy=mpy, free_bytes=free_bytes)
    if board.version < OLDEST or board.mpy != MPY_VERSION:
        raise MakerError(
            f"{port}: MicroPython {major}.{minor} is too old: stoep needs 1.24 or newer"
            " (https://micropython.org/download/?mcu=esp32)"
        )
    return board


def flash(remote: Remote, *, identity: Mapping[str, Any], say: Say) -> None:
    """Everything into the slot that does not run, each file read back, then the switch. MakerError.

    The board is at its prompt, before and after. Interrupted, it starts what it had before, and keeps its rows.
    """
    board = look(remote)
    say(f"MicroPython {board.version[0]}.{board.version[1]} on {remote.port}, {board.free_bytes // 1024} KB free")
    with tempfile.TemporaryDirectory(prefix="stoep-flash-") as name:  # mode 0700
        folder = Path(name)
        names = [str(path) for path in compile_files(folder)]
        compile_boot(folder / "stoep_boot.new")
        (folder / "stoep.new").write_text(json.dumps(identity))
        (folder / "main.new").write_text(MAIN)
        # Each call of mpremote starts a program here and the board's Python anew: few calls.
        remote.reset(after=("exec", _HOLD))
        catch(remote.port, say=say)
        said = remote.execute(_SLOT + _WHAT)
        board = _board(said, port=remote.port)
        slot = re.findall(r"^slot (\w)\r?$", said, re.MULTILINE)[-1]
        if board.free_bytes < _NEEDED_BYTES:
            raise MakerError(
                f"{remote.port}: {board.free_bytes // 1024} KB free on its flash, {_NEEDED_BYTES // 1024} needed"
            )
        say(f"copying {len(names)} files")
        _copy(remote, folder, names=names, slot=slot)
        remote.execute(_SWITCH.replace("SLOT", slot))
    say("every file was read back as it was sent")


def _copy(remote: Remote, folder: Path, *, names: Sequence[str], slot: str) -> None:
    """Those of the slot and those of the root, which change nothing under their names; then all are read back."""
    packages = sorted({folder / Path(name).parts[0] for name in names})
    files = {f"{slot}/{name}": folder / name for name in names} | {name: folder / name for name in _IN_ROOT}
    in_slot: list[str | Path] = ["fs", "cp", "-r", *packages, f":{slot}/"]
    in_root: list[str | Path] = ["fs", "cp", *(folder / name for name in _IN_ROOT), ":"]
    read_back = ["exec", script("files", list(files), "")]
    said = remote.run(*in_slot, "+", *in_root, "+", *read_back, limit_s=COPY_LIMIT_S)
    found = read_answer(said, port=remote.port)
    for name, file in files.items():
        if found.get(name) != sha256(file.read_bytes()).hexdigest():
            raise MakerError(f"{remote.port}: {name} is not on the board as it was sent: flash it again")
