"""examples/backend/ as a project of its own: the commands of its page, with the wheel and without the clone."""

import re
import shutil
import subprocess
from pathlib import Path

from support.clean_room import downloads, without_network
from support.repository import ROOT

EXAMPLE = ROOT / "examples/backend"


def test_the_commands_of_its_page_install_it_and_it_keeps_the_contract(tmp_path: Path, wheel: Path) -> None:
    project = tmp_path / "examples/backend"
    shutil.copytree(EXAMPLE, project, ignore=shutil.ignore_patterns(".venv", "__pycache__", ".pytest_cache"))
    (tmp_path / "dist").mkdir()
    shutil.copy(wheel, tmp_path / "dist")
    [block] = re.findall(r"```sh\n(.+?)```", (project / "README.md").read_text(), re.DOTALL)
    environment = project / ".venv"
    said = ""
    for command in block.splitlines():
        said = run(command, project=project)
        downloads(environment)
    assert re.search(r"25 passed in", said), said
    known = "from stoep_gateway import backends; import stoep_testing; print(backends.kinds(), stoep_testing.__file__)"
    answer = run(f".venv/bin/python -c '{known}'", project=project)
    assert "'city-table'" in answer
    assert str(environment) in answer


def run(command: str, *, project: Path) -> str:
    """What it says. It must end well."""
    variables = without_network(project / ".venv")
    done = subprocess.run(command, shell=True, cwd=project, env=variables, capture_output=True, text=True, check=False)  # noqa: S602
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def test_it_is_one_file_of_at_most_150_lines_and_one_entry_point() -> None:
    assert len((EXAMPLE / "city_table.py").read_text().splitlines()) <= 150
    assert (EXAMPLE / "pyproject.toml").read_text().count("[project.entry-points.") == 1
