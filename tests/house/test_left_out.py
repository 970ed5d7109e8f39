"""A test whose tool is missing is left out and counted in the last lines; under CI=true it fails."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support.repository import ROOT

SAMPLE = """
import pytest

@pytest.mark.needs("mosquitto")
def test_a(): pass

@pytest.mark.needs("mosquitto")
@pytest.mark.needs("micropython", "chromium")
def test_b(): pass

def test_c(): pass
"""
OLD_MICROPYTHON = "#!/bin/sh\necho '3.4.0; MicroPython v1.19.1 on 2022-11-17'\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "tests/support", tmp_path / "support", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "tests/conftest.py", tmp_path)
    (tmp_path / "bin").mkdir()
    (tmp_path / "pytest.ini").write_text("[pytest]\npythonpath = .\nmarkers =\n  needs\n")
    (tmp_path / "test_sample.py").write_text(SAMPLE)
    return tmp_path


def run(project: Path, *, ci: bool) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=project,
        env={**os.environ, "CI": "true" if ci else "", "PATH": str(project / "bin")},
        capture_output=True,
        text=True,
        check=False,
    )


def put(project: Path, name: str, *, script: str) -> None:
    program = project / "bin" / name
    program.write_text(script)
    program.chmod(0o755)


def test_the_last_lines_count_what_was_left_out(project: Path) -> None:
    put(project, "mosquitto", script="#!/bin/sh\n")
    answer = run(project, ci=False)
    assert answer.returncode == 0
    *_, title, why, closing = answer.stdout.splitlines()
    assert "left out (make apt)" in title
    assert why == "1 left out, micropython is not installed"
    assert closing.startswith("2 passed, 1 skipped")


def test_a_tool_that_is_too_old_counts_as_missing(project: Path) -> None:
    put(project, "mosquitto", script="#!/bin/sh\n")
    put(project, "micropython", script=OLD_MICROPYTHON)
    assert "1 left out, micropython is 1.19, at least 1.24 is needed" in run(project, ci=False).stdout


def test_under_ci_a_missing_tool_is_a_failure(project: Path) -> None:
    put(project, "mosquitto", script="#!/bin/sh\n")
    answer = run(project, ci=True)
    assert answer.returncode == 1
    assert "micropython is not installed, and CI leaves no test out: make apt" in answer.stdout
