"""A run's folder goes with it, or is taken away by the next run; what a living run holds stays."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from stoep_simulators.commands.own_folder import own_folder, sweep

_RUN = """
import sys
from stoep_simulators.commands.own_folder import own_folder
with own_folder("stoep-try-") as folder:
    (folder / "state" / "deep").mkdir(parents=True)
    (folder / "state" / "deep" / "file").write_text("x")
    print(folder, flush=True)
    sys.stdin.read()
"""


@contextmanager
def running(where: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """A run in a process of its own, and its folder."""
    with subprocess.Popen(
        [sys.executable, "-c", _RUN],
        env={**os.environ, "TMPDIR": str(where)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            yield process, Path(process.stdout.readline().strip())
        finally:
            process.kill()


def test_a_run_that_ends_leaves_nothing() -> None:
    with own_folder("stoep-try-") as folder:
        assert folder.stat().st_mode & 0o777 == 0o700
        (folder / "x").touch()
    assert not folder.exists()


def test_what_a_living_run_holds_stays_and_goes_once_it_was_killed(tmp_path: Path) -> None:
    with running(tmp_path) as (process, folder):
        sweep(tmp_path, prefix="stoep-try-")
        assert (folder / "state/deep/file").exists()
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert folder.exists()
        with running(tmp_path) as (_, second):
            assert list(tmp_path.iterdir()) == [second]


def test_an_own_folder_is_not_taken_away_by_its_own_process() -> None:
    with own_folder("stoep-try-") as first, own_folder("stoep-try-") as second:
        assert first.exists()
        assert second.exists()


@pytest.mark.parametrize("name", ["stoep-other-1", "stoep-try-file", "stoep-try-link", "stoep-try-unmarked"])
def test_what_is_not_a_dead_runs_folder_is_left_alone(tmp_path: Path, name: str) -> None:
    where, other = tmp_path / "where", tmp_path / "other"
    for folder in (where, other, where / "stoep-other-1"):
        folder.mkdir()
        (folder / ".held").touch()
    (where / "stoep-try-file").touch()
    (where / "stoep-try-link").symlink_to(other)
    (where / "stoep-try-unmarked").mkdir()
    sweep(where, prefix="stoep-try-")
    assert (where / name).exists()
    assert (other / ".held").exists()


def test_a_link_in_a_dead_runs_folder_is_not_followed(tmp_path: Path) -> None:
    precious, dead = tmp_path / "precious", tmp_path / "stoep-try-1"
    for folder in (precious, dead):
        folder.mkdir()
    (precious / "file").touch()
    (dead / ".held").touch()
    (dead / "link").symlink_to(precious)
    sweep(tmp_path, prefix="stoep-try-")
    assert not dead.exists()
    assert (precious / "file").exists()


def test_a_place_that_cannot_be_read_is_no_error(tmp_path: Path) -> None:
    sweep(tmp_path / "nowhere", prefix="stoep-try-")
