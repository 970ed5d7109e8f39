"""Each contract on imports is shown to bite: a copy of the tree breaks it once."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from support.repository import ROOT

FOLDERS = ("protocol", "firmware", "gateway", "simulators", "testing")
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]

BREAKS = [
    ("device-side", "protocol/stoep_protocol/names.py", "import stoep_firmware.board"),
    ("device-side", "firmware/stoep_firmware/board.py", "import stoep_maker"),
    ("device-side", "firmware/stoep_maker/__init__.py", "import stoep_simulators"),
    ("device-side", "simulators/stoep_simulators/__init__.py", "import stoep_testing"),
    ("gateway-side", "gateway/stoep_gateway/errors.py", "import stoep_testing"),
    ("pytest-at-the-rim", "testing/stoep_testing/stored.py", "import pytest"),
    ("pytest-at-the-rim", "simulators/stoep_simulators/town.py", "import pytest"),
    ("gateway-side", "protocol/stoep_protocol/names.py", "import stoep_gateway.errors"),
    ("wire-only-up", "firmware/stoep_firmware/board.py", "import stoep_gateway.errors"),
    ("wire-only-up", "simulators/stoep_simulators/__init__.py", "from stoep_gateway import records"),
    ("wire-only-down", "gateway/stoep_gateway/errors.py", "import stoep_firmware.board"),
    ("wire-only-down", "gateway/stoep_gateway/errors.py", "import stoep_simulators"),
    ("hal-is-the-door", "firmware/stoep_firmware/board.py", "import machine"),
    ("hal-is-the-door", "protocol/stoep_protocol/names.py", "import network"),
    ("hal-from-main", "firmware/stoep_firmware/board.py", "from stoep_firmware import hal"),
    ("board-dialect", "protocol/stoep_protocol/names.py", "from dataclasses import dataclass"),
    ("board-dialect", "protocol/stoep_protocol/names.py", "import cryptography"),
    ("board-dialect", "firmware/stoep_firmware/board.py", "import logging"),
    ("rooms", "gateway/stoep_gateway/records.py", "import stoep_gateway.config"),
    ("rooms", "gateway/stoep_gateway/anonymise/__init__.py", "import stoep_gateway.ingest"),
    ("rooms", "gateway/stoep_gateway/sources/__init__.py", "import stoep_gateway.backends"),
    ("rooms", "gateway/stoep_gateway/somewhere.py", "import stoep_gateway.records"),
    ("street-side", "gateway/stoep_gateway/web/__init__.py", "import stoep_protocol.master_keys"),
    ("street-side", "gateway/stoep_gateway/web/__init__.py", "import stoep_gateway.journal"),
    ("model-room", "gateway/stoep_gateway/crowd/forecast/__init__.py", "import sqlite3"),
    ("garden-room", "gateway/stoep_gateway/garden/balance/season.py", "import stoep_gateway.desk"),
    ("garden-room", "gateway/stoep_gateway/garden/advice.py", "import time"),
    ("enrolment-side", "gateway/stoep_gateway/enrol/__init__.py", "import stoep_gateway.journal"),
]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def lint_imports(tree: Path, *, contract: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--contract", contract, "--no-cache"],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(str(tree / folder) for folder in FOLDERS)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(("contract", "module", "line"), BREAKS)
def test_an_import_across_the_layers_breaks_its_contract(tree: Path, contract: str, module: str, line: str) -> None:
    with (tree / module).open("a") as file:
        file.write(f"\n{line}\n")
    answer = lint_imports(tree, contract=contract)
    [name] = [each["name"] for each in CONTRACTS if each["id"] == contract]
    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert f"{name} BROKEN" in answer.stdout


def test_every_contract_has_been_broken_once() -> None:
    assert {contract for contract, _, _ in BREAKS} == {each["id"] for each in CONTRACTS}
