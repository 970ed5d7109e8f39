"""A flash with the firmware in it, as `stoep device flash` leaves it, but without a main.py and without an identity."""

from pathlib import Path

from stoep_maker.board_files import BOOT, compile_boot, compile_files
from stoep_simulators.tape import TapeWriter
from stoep_simulators.virtual_board.host import VirtualBoard
from support.mpremote import mpremote

IMAGE = "flash.img"  # in the home of a virtual board


def flash_board(home: Path, *, compiled: Path) -> None:
    """Put the image into a new folder. compiled: see VmNode's import_path."""
    files, tape = home / "files", home / "empty.tape"
    compile_files(files / "b")
    compile_boot(files / BOOT)
    (files / "slot").write_text("b - 0 -\n")
    TapeWriter().write(str(tape))
    with VirtualBoard(home, sensors=(), tape=tape, import_path=compiled) as board:
        mpremote(board.port, "fs", "cp", "-r", files / "b", files / BOOT, files / "slot", ":")
    assert not board.failure
