"""Put the firmware and a device's identity on a board, and see that it runs."""

import json
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from stoep_maker.board_files import MAIN, MPY_VERSION, compile_files
from stoep_maker.errors import MakerError
from stoep_maker.remote import Remote
from stoep_maker.serial_line import Say, catch

OLDEST = (1, 24)  # the first with the asyncio and deflate that the firmware uses
_MAIN_FILE = "main.py"
_IDENTITY = "stoep.json"
_NEEDED_BYTES = 256 * 1024  # firmware and a ring
# What the last firmware left, in flash and in the RTC, that the new one must not meet. Rows and settings stay.
_CLEAN = """
import machine, os
machine.RTC().memory(b"")
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
try:
    os.remove("main.py")
except OSError:
    pass
clean("stoep_protocol")
clean("stoep_firmware")
"""
_WHAT = """
import os, sys
disk = os.statvfs("/")
print(sys.implementation[1][:2], sys.implementation._mpy & 0xFF, disk[0] * disk[3])
"""
_HASHES = """
import hashlib, json
from binascii import hexlify
found = {}
for name in json.loads(NAMES):
    digest = hashlib.sha256()
    with open(name, "rb") as file:
        while True:
            data = file.read(512)
            if not data:
                break
            digest.update(data)
    found[name] = hexlify(digest.digest()).decode()
print(json.dumps(found))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """What answered. version: of MicroPython. mpy: of the compiled format it takes. free_bytes: of its flash."""

    version: tuple[int, int]
    mpy: int
    free_bytes: int


def look(remote: Remote) -> Board:
    """What is on the port. MakerError: nothing, or nothing that the firmware runs on."""
    said = remote.execute(_WHAT)
    found = re.search(r"\((\d+), (\d+)\) (\d+) (\d+)", said)
    if found is None:
        raise MakerError(f"{remote.port}: what answers is no board that stoep knows: {said.strip()[:80]!r}")
    major, minor, mpy, free_bytes = map(int, found.groups())
    board = Board(version=(major, minor), mpy=mpy, free_bytes=free_bytes)
    if board.version < OLDEST or board.mpy != MPY_VERSION:
        raise MakerError(
            f"{remote.port}: MicroPython {major}.{minor} is too old: stoep needs 1.24 or newer"
            " (https://micropython.org/download/?mcu=esp32)"
        )
    return board


def flash(remote: Remote, *, identity: Mapping[str, Any], say: Say) -> None:
    """Everything, `main.py` last, each file read back. The board is at its prompt, before and after. MakerError.

    A board that was interrupted in the middle has no main.py: it starts nothing half, and keeps its rows.
    """
    board = look(remote)
    say(f"MicroPython {board.version[0]}.{board.version[1]} on {remote.port}, {board.free_bytes // 1024} KB free")
    with tempfile.TemporaryDirectory(prefix="stoep-flash-") as name:  # mode 0700
        folder = Path(name)
        names = [str(path) for path in compile_files(folder)]
        (folder / _IDENTITY).write_text(json.dumps(identity))
        (folder / _MAIN_FILE).write_text(MAIN)
        remote.execute(_CLEAN)
        # The old firmware's watchdog outlives a soft reset, and copying may take longer than it waits.
        remote.run("reset")
        catch(remote.port, say=say)
        board = look(remote)
        if board.free_bytes < _NEEDED_BYTES:
            raise MakerError(
                f"{remote.port}: {board.free_bytes // 1024} KB free on its flash, {_NEEDED_BYTES // 1024} needed"
            )
        say(f"copying {len(names)} files")
        for package in sorted({Path(each).parts[0] for each in names}):
            remote.run("fs", "cp", "-r", folder / package, ":")
        remote.run("fs", "cp", folder / _IDENTITY, f":{_IDENTITY}")
        _compare(remote, folder, [*names, _IDENTITY])
        remote.run("fs", "cp", folder / _MAIN_FILE, f":{_MAIN_FILE}")
        _compare(remote, folder, [_MAIN_FILE])
    say("every file was read back as it was sent")


def _compare(remote: Remote, folder: Path, names: list[str]) -> None:
    said = remote.execute(_HASHES.replace("NAMES", repr(json.dumps(names))))
    found = json.loads(said)
    for name in names:
        if found.get(name) != sha256((folder / name).read_bytes()).hexdigest():
            raise MakerError(f"{remote.port}: {name} is not on the board as it was sent: flash it again")
