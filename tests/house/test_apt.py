"""What apt installs for the tests starts no service and leaves the machine's own policy as it was."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from support.repository import ROOT
from support.tools import TOOLS

ROOT_USER = "#!/bin/sh\necho 0\n"
SOMEBODY = "#!/bin/sh\necho 1000\n"
# Stands in for apt-get: tells what it was asked and what the policy would answer to a service's start.
APT_GET = """#!/bin/sh
echo "$@" >>asked
if [ -e "$POLICY_RC_D" ]; then "$POLICY_RC_D" mosquitto start; echo $? >>policy; fi
"""
BROKEN_APT_GET = "#!/bin/sh\necho 'E: no network' >&2\nexit 100\n"


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A machine with a shell, nothing that tests need, and mosquitto where only this machine may have it."""
    (tmp_path / "bin").mkdir()
    for name in ("sh", "chmod", "mktemp", "mv", "rm", "tail"):
        (tmp_path / "bin" / name).symlink_to(str(shutil.which(name)))
    return tmp_path


def put(machine: Path, name: str, *, script: str) -> None:
    (machine / "bin" / name).write_text(script)
    (machine / "bin" / name).chmod(0o755)


def run(machine: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [ROOT / ".ci/apt", *arguments],
        cwd=machine,
        env={**os.environ, "PATH": str(machine / "bin"), "POLICY_RC_D": str(machine / "policy-rc.d")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_services_are_refused_while_apt_runs_and_not_after(machine: Path) -> None:
    put(machine, "id", script=ROOT_USER)
    put(machine, "apt-get", script=APT_GET)
    assert run(machine, "--if-root").returncode == 0
    assert set((machine / "policy").read_text().split()) == {"101"}
    assert not (machine / "policy-rc.d").exists()


def test_a_policy_that_was_there_comes_back(machine: Path) -> None:
    put(machine, "id", script=ROOT_USER)
    put(machine, "apt-get", script=APT_GET)
    (machine / "policy-rc.d").write_text("mine")
    run(machine)
    assert (machine / "policy-rc.d").read_text() == "mine"


def test_a_policy_comes_back_when_apt_fails(machine: Path) -> None:
    put(machine, "id", script=ROOT_USER)
    put(machine, "apt-get", script=BROKEN_APT_GET)
    (machine / "policy-rc.d").write_text("mine")
    answer = run(machine)
    assert (answer.returncode, (machine / "policy-rc.d").read_text()) == (1, "mine")
    assert "E: no network" in answer.stderr


def test_without_root_one_line_says_how_to_get_what_is_missing(machine: Path) -> None:
    put(machine, "id", script=SOMEBODY)
    answer = run(machine, "--if-root")
    assert answer.returncode == 0
    assert answer.stdout.count("\n") == 1
    assert "make apt" in answer.stdout


def test_nothing_missing_is_silent(machine: Path) -> None:
    for tool in TOOLS.values():
        put(machine, tool.commands[0], script="#!/bin/sh\n")
    answer = run(machine)
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")


def test_each_tool_that_tests_may_need_is_installed(machine: Path) -> None:
    script = (ROOT / ".ci/apt").read_text()
    assert [name for name in TOOLS if f'missing="$missing {name}"' not in script] == []
