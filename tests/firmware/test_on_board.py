"""The same checks over USB: on a virtual board, or on the board at STOEP_PORT (`make on-device PORT=…`)."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from stoep_simulators.tape import TapeWriter
from stoep_simulators.virtual_board.host import VirtualBoard
from support.on_device import AttachedBoard
from support.repository import ROOT

PORT = os.environ.get("STOEP_PORT", "")
pytestmark = [] if PORT else pytest.mark.needs("micropython")


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory, compiled: Path) -> Iterator[AttachedBoard]:
    folder = tmp_path_factory.mktemp("board")
    stage = folder / "stage"
    stage.mkdir()
    if PORT:
        yield AttachedBoard(PORT, compiled=compiled, stage=stage)
        return
    tape = folder / "nothing.tape"
    TapeWriter().write(str(tape))
    with VirtualBoard(folder / "virtual", sensors=(), tape=tape, import_path=compiled) as virtual:
        yield AttachedBoard(virtual.port, compiled=compiled, stage=stage)
    assert not virtual.failure


CHECKS = [
    ("protocol_vectors.py", ROOT / "protocol/vectors.json"),
    ("protocol_refusals.py",),
    ("update_refusals.py",),
    ("firmware_core.py", ROOT),
    ("firmware_flash.py", ROOT),
]


@pytest.mark.parametrize("command", CHECKS, ids=lambda command: command[0])
def test_the_check_passes_on_a_board(command: tuple[str, ...], board: AttachedBoard) -> None:
    assert board.run(*command).endswith("ok\n")
