"""The program: finds commands, loads one, exits with a number that means something."""

import os
import subprocess
import sys
from importlib.metadata import entry_points, version
from pathlib import Path

import pytest

from stoep_gateway.commands.main import GROUP, main
from support.gateway import STOEP

COMMANDS = ("accounts", "check", "device", "init", "journal", "run", "tap")


def test_every_command_is_found() -> None:
    assert set(COMMANDS) <= {point.name for point in entry_points(group=GROUP)}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([name, "--help"])
    assert left.value.code == 0
    assert f"stoep {name}" in capsys.readouterr().out


def test_help_names_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    said = capsys.readouterr().out
    assert all(f"\n    {name}" in said for name in COMMANDS)


@pytest.mark.parametrize(
    "words", [[], ["nonsense"], ["device"], ["device", "enroll"], ["device", "sign"], ["run", "--nonsense"]]
)
def test_wrong_use_is_exit_code_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(words)
    assert left.value.code == 2
    assert "usage: stoep" in capsys.readouterr().err


def test_only_the_chosen_command_is_loaded() -> None:
    assert "stoep_gateway.commands.tap" not in loaded_by("device", "--help")
    commands = {point.module for point in entry_points(group=GROUP)}
    assert not loaded_by("--version") & commands
    assert not loaded_by("device", "flash", "--help") & commands


@pytest.mark.parametrize(("group", "words"), [(GROUP, ["mine"]), (f"{GROUP}.device", ["device", "mine"])])
def test_a_command_that_cannot_be_loaded_is_one_line(tmp_path: Path, group: str, words: list[str]) -> None:
    package = tmp_path / "mine-1.dist-info"
    package.mkdir()
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: mine\nVersion: 1\n")
    (package / "entry_points.txt").write_text(f"[{group}]\nmine = nowhere\n")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    run = subprocess.run([STOEP, *words], capture_output=True, text=True, env=environment, check=False)
    said = "stoep: command mine cannot be loaded (No module named 'nowhere'): is its package installed?\n"
    assert (run.returncode, run.stdout, run.stderr) == (2, "", said)


def loaded_by(*words: str) -> set[str]:
    """The modules that a process has after those words, which end it."""
    code = (
        "import sys; from stoep_gateway.commands.main import main\n"
        "try: main(sys.argv[1:])\n"
        "finally: print(*sys.modules, file=sys.stderr)"
    )
    run = subprocess.run([sys.executable, "-c", code, *words], check=True, capture_output=True, text=True)
    loaded = set(run.stderr.split())
    assert "stoep_gateway.commands.main" in loaded
    return loaded


def test_the_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == f"stoep {version('stoep')}\n"


def test_a_reader_that_leaves_early_is_no_error() -> None:
    command = f"{sys.executable} -m stoep_gateway --help | head -1"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
