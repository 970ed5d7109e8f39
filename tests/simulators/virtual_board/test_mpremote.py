"""Unmodified mpremote takes the virtual board for a board, command by command."""

import hashlib
import random
from pathlib import Path

import pytest

from stoep_simulators.virtual_board.host import FLASH_BYTES, VirtualBoard
from support.mpremote import mpremote
from support.waiting import until

pytestmark = pytest.mark.needs("micropython")


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "garden"
    (folder / "data").mkdir(parents=True)
    (folder / "__init__.py").write_text("ANSWER = 42\n")
    (folder / "data" / "all_bytes.bin").write_bytes(bytes(range(256)) * 40)
    return folder


def test_exec_and_eval_and_run(board: VirtualBoard, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text("for n in range(3):\n    print('line', n)\n")
    assert mpremote(board.port, "exec", "print(6 * 7)") == "42\n"
    assert mpremote(board.port, "eval", "6 * 7") == "42\n"
    assert mpremote(board.port, "run", script) == "line 0\nline 1\nline 2\n"


def test_an_error_comes_back_with_its_traceback(board: VirtualBoard) -> None:
    said = mpremote(board.port, "exec", "def f():\n    return 1 / 0\nf()", code=1)
    assert said.splitlines() == [
        "Traceback (most recent call last):",
        '  File "<stdin>", line 3, in <module>',
        '  File "<stdin>", line 2, in f',
        "ZeroDivisionError: divide by zero",
    ]


def test_files_go_to_flash_and_come_back_as_they_were(board: VirtualBoard, package: Path, tmp_path: Path) -> None:
    mpremote(board.port, "fs", "cp", "-r", package, ":")
    assert "all_bytes.bin" in mpremote(board.port, "fs", "ls", "garden/data")
    assert mpremote(board.port, "fs", "cat", "garden/__init__.py") == "ANSWER = 42\n"
    content = (package / "data" / "all_bytes.bin").read_bytes()
    assert hashlib.sha256(content).hexdigest() in mpremote(board.port, "fs", "sha256sum", "garden/data/all_bytes.bin")
    mpremote(board.port, "fs", "cp", ":garden/data/all_bytes.bin", tmp_path / "back.bin")
    assert (tmp_path / "back.bin").read_bytes() == content
    assert mpremote(board.port, "exec", "import garden; print(garden.ANSWER)") == "42\n"
    mpremote(board.port, "fs", "rm", "-r", "garden")
    assert "garden" not in mpremote(board.port, "fs", "ls")


def test_a_large_file_of_any_bytes(board: VirtualBoard, tmp_path: Path) -> None:
    content = random.Random(7).randbytes(30_000)
    (tmp_path / "large.bin").write_bytes(content)
    mpremote(board.port, "fs", "cp", tmp_path / "large.bin", ":")
    assert hashlib.sha256(content).hexdigest() in mpremote(board.port, "fs", "sha256sum", "large.bin")


def test_the_size_of_flash(board: VirtualBoard) -> None:
    assert str(FLASH_BYTES) in mpremote(board.port, "df")


def test_a_folder_of_this_machine_mounted(board: VirtualBoard, package: Path) -> None:
    said = mpremote(board.port, "mount", package.parent, "exec", "import garden; print(garden.ANSWER)")
    assert "42\n" in said
    reading = "print(sum(open('/remote/garden/data/all_bytes.bin', 'rb').read()))"  # every byte, ^C among them
    assert str(sum(range(256)) * 40) in mpremote(board.port, "mount", package.parent, "exec", reading)


async def test_resets_say_what_they_were(board: VirtualBoard) -> None:
    cause = "import machine; print(machine.reset_cause())"
    mpremote(board.port, "soft-reset")
    assert mpremote(board.port, "resume", "exec", cause) == "5\n"
    boots = board.boots
    mpremote(board.port, "resume", "reset")  # in a tenth of a second, which the ^C of a next command would end
    await until(lambda: board.boots > boots, what="it starts again")
    assert mpremote(board.port, "resume", "exec", cause) == "2\n"


def test_the_clock(board: VirtualBoard) -> None:
    mpremote(board.port, "rtc", "--set")
    assert mpremote(board.port, "rtc").startswith("(20")


def test_a_package_from_a_local_index_is_installed(board: VirtualBoard, tmp_path: Path) -> None:
    (tmp_path / "blink.py").write_text("TIMES = 3\n")
    (tmp_path / "package.json").write_text('{"urls": [["blink.py", "blink.py"]], "version": "1"}')
    mpremote(board.port, "mip", "install", "--no-mpy", tmp_path / "package.json")
    assert mpremote(board.port, "exec", "import blink; print(blink.TIMES)") == "3\n"
