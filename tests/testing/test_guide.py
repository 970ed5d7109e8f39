"""docs/test-your-backend.md: its commands, in a project of its own, with the wheel and without clone or network."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.clean_room import downloads, without_network
from support.repository import ROOT

EXAMPLE = ROOT / "examples/backend"
GUIDE = (ROOT / "docs/test-your-backend.md").read_text()
COMMANDS = re.findall(r"```sh\n(.+?)```", GUIDE, re.DOTALL)[0].splitlines()
OWN = Path(__file__).parent / "own"


def run(command: str, *, project: Path) -> tuple[int, str]:
    """Exit code, and what it says."""
    variables = without_network(project / ".venv")
    done = subprocess.run(command, shell=True, cwd=project, env=variables, capture_output=True, text=True, check=False)  # noqa: S602
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> Path:
    """A copy of the example after the guide's first two commands."""
    clone = tmp_path_factory.mktemp("copied")
    project = clone / "examples/backend"
    shutil.copytree(EXAMPLE, project, ignore=shutil.ignore_patterns(".venv", "__pycache__", ".pytest_cache"))
    (clone / "dist").mkdir()
    shutil.copy(wheel, clone / "dist")
    make, install = COMMANDS[:2]
    assert make.startswith("python3 ")
    assert run(make.replace("python3", sys.executable, 1), project=project) == (0, "")  # the version that tests run on
    downloads(project / ".venv")
    code, said = run(install, project=project)
    assert code == 0, said
    return project


@pytest.fixture
def project(installed: Path) -> Iterator[Path]:
    """The same; at the end nothing that was started there may run."""
    yield installed
    left = [path for path in Path("/proc").glob("[0-9]*/cmdline") if str(installed).encode() in _read(path)]
    assert left == []


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # it has ended meanwhile
        return b""


def test_its_six_commands_find_a_mistake_and_then_pass(project: Path) -> None:
    _, _, plant, find, repair, succeed = COMMANDS
    assert run(plant, project=project) == (0, "")
    code, said = run(find, project=project)
    assert code == 1, said
    assert re.search(r"not every row arrived once: \d+ of [\d,]+ observations are missing: \w", said), said
    assert "(10 devices, 1 fault, 1 d; the same again: stoep_fleet.live(days=1, seed=1))" in said
    assert run(repair, project=project) == (0, "")
    code, said = run(succeed, project=project)
    assert code == 0, said
    assert "26 passed in" in said


@pytest.mark.needs("micropython")
def test_devices_on_the_vm_and_boards_need_nothing_of_the_clone(project: Path) -> None:
    run_own("on_the_vm.py", project=project)
    place = run(".venv/bin/python -c 'import stoep_testing; print(stoep_testing.__file__)'", project=project)
    assert str(project / ".venv") in place[1]


def run_own(name: str, *, project: Path) -> None:
    """All tests of that file pass there."""
    (project / "own").mkdir(exist_ok=True)
    shutil.copy(OWN / name, project / "own")
    code, said = run(f".venv/bin/python -m pytest own/{name}", project=project)
    assert code == 0, said


def test_the_example_is_one_file_of_at_most_150_lines_and_one_entry_point() -> None:
    assert len((EXAMPLE / "city_table.py").read_text().splitlines()) <= 150
    assert (EXAMPLE / "pyproject.toml").read_text().count("[project.entry-points.") == 1


def test_the_test_that_it_shows_is_the_one_that_it_runs() -> None:
    [shown] = re.findall(r"```python\n(.+?)```", GUIDE, re.DOTALL)
    real = (EXAMPLE / "tests/test_simulated_city.py").read_text().replace(": Gateway", "").replace(": Devices", "")
    assert shown in real.replace(" -> None:", ":")
