"""The same checks on CPython, on MicroPython from source, and from compiled files."""

from pathlib import Path

import pytest

from support.on_device import run_on_cpython, run_on_micropython
from support.repository import ROOT

SCRIPTS = [
    ("protocol_vectors.py", ROOT / "protocol/vectors.json"),
    ("protocol_refusals.py",),
    ("update_refusals.py",),
    ("protocol_own_profiles.py",),
]


@pytest.mark.parametrize("command", SCRIPTS, ids=lambda command: command[0])
def test_the_protocol_holds_on_cpython(command: tuple[str, ...]) -> None:
    run = run_on_cpython(*command)
    assert run.stdout.strip() == "ok", run.stderr


@pytest.mark.needs("micropython")
@pytest.mark.parametrize("command", SCRIPTS, ids=lambda command: command[0])
def test_the_protocol_holds_on_micropython_from_source(command: tuple[str, ...]) -> None:
    run = run_on_micropython(*command, path=[ROOT / "protocol", ROOT / "tests"])
    assert run.stdout.strip() == "ok", run.stdout + run.stderr


@pytest.mark.needs("micropython")
@pytest.mark.parametrize("command", SCRIPTS, ids=lambda command: command[0])
def test_the_protocol_holds_on_micropython_compiled(command: tuple[str, ...], compiled: Path) -> None:
    run = run_on_micropython(*command, path=[compiled, ROOT / "tests"])
    assert run.stdout.strip() == "ok", run.stdout + run.stderr
