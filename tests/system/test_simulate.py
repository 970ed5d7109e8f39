"""`stoep simulate` as a user runs it."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

STOEP = Path(sys.executable).with_name("stoep")
LIMIT_S = 600  # a machine may have much else to do
FLEET = ("--devices", "4", "--days", "1", "--seed", "7")  # one of each kind


def start(folder: Path, *arguments: str) -> "subprocess.Popen[str]":
    """Its temporary files go below folder."""
    folder.mkdir(exist_ok=True)
    environment = os.environ | {"TMPDIR": str(folder), "PYTHONUNBUFFERED": "1"}
    command = [str(STOEP), "simulate", *arguments]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def report(folder: Path, *more: str) -> dict[str, Any]:
    """Of a fleet that ends well and leaves nothing behind."""
    run = start(folder, *FLEET, "--json", *more)
    output, errors = run.communicate(timeout=LIMIT_S)
    assert run.returncode == 0, output + errors
    assert list(folder.iterdir()) == []
    told: dict[str, Any] = json.loads(output)
    return told


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return report(tmp_path_factory.mktemp("first"))


def test_every_promise_holds_and_the_accounts_balance(first: dict[str, Any]) -> None:
    assert [promise["promise"] for promise in first["promises"] if not promise["holds"]] == []
    assert {device["kind"] for device in first["devices"]} == {"soil", "air", "people", "weather"}
    assert all(device["conversations"] for device in first["devices"])
    assert first["accounts"]["balanced"] is True
    kept = sum(life["kept"] for life in first["accounts"]["lives"])
    assert first["rows"] == kept + first["accounts"]["start"]["open"]
    (archive,) = first["accounts"]["backends"]
    assert archive["delivered"] == archive["released"] > 0
    assert first["command"] == f"stoep simulate {' '.join(FLEET)}"


@pytest.mark.needs("micropython")
def test_the_same_seed_gives_the_same_row_logs_on_the_vm_too(first: dict[str, Any], tmp_path: Path) -> None:
    on_vm = report(tmp_path / "vm", "--vm")
    assert all(device["vm"] for device in on_vm["devices"])
    rows = [(device["name"], device["rows"], device["oldest_s"]) for device in first["devices"]]
    assert [(device["name"], device["rows"], device["oldest_s"]) for device in on_vm["devices"]] == rows
    assert on_vm["rows_sha256"] == first["rows_sha256"]


def test_without_a_vm_it_says_what_to_install(tmp_path: Path) -> None:
    command = [str(STOEP), "simulate", *FLEET, "--vm"]
    run = subprocess.run(
        command, env={"PATH": str(tmp_path)}, capture_output=True, text=True, timeout=LIMIT_S, check=False
    )
    assert run.returncode == 2
    assert "apt install micropython" in run.stderr


def test_a_signal_ends_it_without_a_report_and_leaves_nothing_behind(tmp_path: Path) -> None:
    run = start(tmp_path / "temporary", "--devices", "8", "--days", "3", "--seed", "7", "--json")
    assert run.stderr is not None
    assert "devices enrolled" in run.stderr.readline()
    run.send_signal(signal.SIGINT)
    output, errors = run.communicate(timeout=LIMIT_S)
    assert (run.returncode, output) == (130, "")
    assert "Traceback" not in errors
    assert list((tmp_path / "temporary").iterdir()) == []
