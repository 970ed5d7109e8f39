"""docs/test-your-backend.md: its commands, in a project of its own, with the wheel and without clone or network."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from support.clean_room import build_wheel, downloads, without_network
from support.once import once
from support.repository import ROOT

PROJECT = "examples/backend"
EXAMPLE = ROOT / PROJECT
GUIDE = (ROOT / "docs/test-your-backend.md").read_text()
COMMANDS = re.findall(r"```sh\n(.+?)```", GUIDE, re.DOTALL)[0].splitlines()
OWN = Path(__file__).parent / "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """The example, copied to `folder`. temporary: where files of the commands go that are typed in it."""

    folder: Path
    temporary: Path

    def run(self, command: str) -> tuple[int, str]:
        """Exit code, and what it says."""
        variables = without_network(self.folder / ".venv") | {"TMPDIR": str(self.temporary)}
        done = subprocess.run(  # noqa: S602
            command, shell=True, cwd=self.folder, env=variables, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout + done.stderr


def install(clone: Path) -> None:
    """A copy of the example in it, after the guide's first two commands."""
    folder = clone / PROJECT
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".venv", "__pycache__", ".pytest_cache"))
    build_wheel(ROOT, into=clone / "dist")
    project = Project(folder=folder, temporary=clone)
    make, install, *_ = COMMANDS
    assert make.startswith("python3 ")
    # The version that tests run on; pip comes with the downloads, as unpacking and compiling it takes five seconds.
    assert project.run(make.replace("python3", sys.executable, 1) + " --without-pip") == (0, "")
    downloads(folder / ".venv")
    code, said = project.run(install)
    assert code == 0, said


@pytest.fixture
def project(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Iterator[Project]:
    """That copy, one for all tests; at the end nothing that this one started there may run."""
    clone = once("installed", tmp_path_factory=tmp_path_factory, make=install)
    yield Project(folder=clone / PROJECT, temporary=tmp_path)
    told = str(tmp_path).encode()
    left = [one for one in Path("/proc").glob("[0-9]*") if told in _read(one / "cmdline") + _read(one / "environ")]
    assert left == []


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # it has ended meanwhile
        return b""


def test_its_six_commands_find_a_mistake_and_then_pass(project: Project) -> None:
    _, _, plant, find, repair, succeed = COMMANDS
    assert project.run(plant) == (0, "")
    code, said = project.run(find)
    assert code == 1, said
    assert re.search(r"not every row arrived once: \d+ of [\d,]+ observations are missing: \w", said), said
    assert "(10 devices, 1 fault, 1 d; the same again: stoep_fleet.live(days=1, seed=1))" in said
    assert project.run(repair) == (0, "")
    code, said = project.run(succeed)
    assert code == 0, said
    assert "26 passed in" in said


@pytest.mark.needs("micropython")
def test_devices_on_the_vm_and_boards_need_nothing_of_the_clone(project: Project) -> None:
    own = project.folder / "own"
    own.mkdir()
    shutil.copy(OWN / "on_the_vm.py", own)
    code, said = project.run(".venv/bin/python -m pytest own/on_the_vm.py")
    assert code == 0, said
    place = project.run(".venv/bin/python -c 'import stoep_testing; print(stoep_testing.__file__)'")
    assert str(project.folder / ".venv") in place[1]


def test_the_example_is_one_file_of_at_most_150_lines_and_one_entry_point() -> None:
    assert len((EXAMPLE / "city_table.py").read_text().splitlines()) <= 150
    assert (EXAMPLE / "pyproject.toml").read_text().count("[project.entry-points.") == 1


def test_the_test_that_it_shows_is_the_one_that_it_runs() -> None:
    [shown] = re.findall(r"```python\n(.+?)```", GUIDE, re.DOTALL)
    real = (EXAMPLE / "tests/test_simulated_city.py").read_text().replace(": Gateway", "").replace(": Devices", "")
    assert shown in real.replace(" -> None:", ":")
