"""The tree keeps to its size, carries nothing of the machine it was written on, and locks what it installs."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.repository import ROOT

MAX_LINES = 400
# Written apart, so that this file does not name them.
HOSTS = tuple(f"{name}.{end}" for name, end in (
    ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"),
    ("deb.debian", "org"), ("piwheels", "org"),
))  # fmt: skip
INDEX_OPTIONS = tuple("--" + name for name in ("index-url", "extra-index-url", "find-links", "trusted-host"))


def tracked() -> Iterator[Path]:
    """What git knows or would add: new files count before their first commit."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    return (path for name in listed.stdout.decode().split("\0") if name and (path := ROOT / name).is_file())


def lines(path: Path) -> list[str]:
    return path.read_text(errors="replace").splitlines()


def test_no_source_file_is_longer_than_400_lines() -> None:
    counts = {str(path.relative_to(ROOT)): len(lines(path)) for path in tracked() if path.suffix == ".py"}
    assert {name: count for name, count in counts.items() if count > MAX_LINES} == {}


def test_every_module_says_its_idea_first() -> None:
    sources = [path for path in tracked() if path.suffix == ".py" and "tests" not in path.relative_to(ROOT).parts]
    assert [str(path.relative_to(ROOT)) for path in sources if not path.read_text().startswith('"""')] == []


@pytest.mark.parametrize(
    "package",
    [
        "protocol/stoep_protocol",
        "firmware/stoep_maker",
        "gateway/stoep_gateway",
        "simulators/stoep_simulators",
        "testing/stoep_testing",
    ],
)
def test_what_a_host_imports_says_that_it_is_typed(package: str) -> None:
    assert (ROOT / package / "py.typed").is_file()


@pytest.mark.parametrize("place", [f"{ROOT.parent}/", f"{Path.home()}/"])
def test_no_path_of_this_machine_is_in_the_tree(place: str) -> None:
    if place.count("/") < 2 or place == "/home/":  # a clone in such a place: too common a word to tell anything
        return
    assert [str(path.relative_to(ROOT)) for path in tracked() if place in path.read_text(errors="replace")] == []


@pytest.mark.parametrize("word", HOSTS + INDEX_OPTIONS)
def test_no_package_index_is_named(word: str) -> None:
    assert [str(path.relative_to(ROOT)) for path in tracked() if word in path.read_text(errors="replace")] == []


@pytest.mark.parametrize("lock", sorted((ROOT / "locks").glob("*.txt")), ids=lambda path: path.name)
def test_every_locked_package_has_a_version_and_hashes(lock: Path) -> None:
    entries = re.split(
        r"\n(?=\S)", "\n".join(line for line in lines(lock) if not line.lstrip().startswith("#")).strip()
    )
    assert entries
    assert [
        entry
        for entry in entries
        if not re.fullmatch(r"[\w.-]+==\S+( ;[^\\]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+", entry)
    ] == []
