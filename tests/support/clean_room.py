"""An environment like that of somebody who has installed the wheel and nothing of the clone, without any network."""

import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from support.repository import ROOT

_PYTEST = ("pytest", "iniconfig", "packaging", "pluggy", "pygments")
_PIP = """#!{python}
import sys
from pip._internal.cli.main import main
sys.exit(main())
"""


def build_wheel(project: Path, *, into: Path) -> Path:
    """As `make dist` does."""
    command: list[str | Path] = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", into]
    subprocess.run(command, cwd=project, check=True, capture_output=True)
    [wheel] = into.glob("*.whl")
    return wheel


def downloads(environment: Path) -> None:
    """Put into it pip, and what pip would fetch for stoep and its tests: the files that are installed here.

    pip then finds each requirement met, or fails: it has no network.
    """
    [site] = environment.glob("lib/python*/site-packages")
    for name in _locked():
        try:
            found = distribution(name)
        except PackageNotFoundError:  # locked for other machines
            continue
        for file in found.files or ():
            _place(file.parts, source=Path(str(found.locate_file(file))), site=site)
    pip = environment / "bin/pip"
    pip.write_text(_PIP.format(python=environment / "bin/python"))
    pip.chmod(0o755)


def without_network(environment: Path) -> dict[str, str]:
    """Variables for commands in it: pip asks nobody and builds with what is there; nothing of the clone is found."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "PYTEST", "VIRTUAL_ENV"))}
    path = f"{environment / 'bin'}:{kept.get('PATH', '')}"
    # The option behind PIP_NO_BUILD_ISOLATION is the isolation itself: "0" switches it off.
    pip = {"PIP_NO_INDEX": "1", "PIP_NO_BUILD_ISOLATION": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    return {**kept, **pip, "PATH": path}


def _locked() -> list[str]:
    """pip, names of what `make` installs to run and build stoep, and of what pytest brings."""
    names = re.findall(r"^([\w.-]+)==", (ROOT / "locks/run.txt").read_text(), re.MULTILINE)
    return ["pip", *(name for name in names if name != "setuptools"), *_PYTEST]  # nothing here is built with that


def _place(parts: tuple[str, ...], *, source: Path, site: Path) -> None:
    """Programs too, but for scripts, which would run the Python of this environment."""
    if parts[0] != "..":
        target = site.joinpath(*parts)
    elif parts[-2:-1] == ("bin",) and source.read_bytes()[:2] != b"#!":
        target = site.parents[2] / "bin" / parts[-1]
    else:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)  # a symbolic link would lead out of what the gateway's processes may read
    except FileExistsError:
        pass
    except OSError:  # another file system
        shutil.copy2(source, target)
