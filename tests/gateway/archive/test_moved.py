"""An archive that lay in the state folder is where it belongs, whole, whenever the move was cut off."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from stoep_gateway.archive.moved import move_in
from stoep_gateway.archive.writer import FILE_NAME
from stoep_gateway.errors import ConfigError
from stoep_testing.observations import reading
from support.archived import deliver, read_all, reference
from support.repository import TESTS
from support.waiting import LIMIT_S

ROWS = [reading(row) for row in range(1, 60)]
_KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from stoep_gateway.archive.writer import ArchiveWriter
from stoep_testing.observations import reading

async def main():
    await ArchiveWriter(Path(sys.argv[1])).send(tuple(reading(row) for row in range(1, 60)), unsure=False)
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


@pytest.fixture
def state_dir(tmp_path: Path) -> Path:
    """As a gateway of 0.4 left it that was killed: what it kept last is in the log only."""
    environment = {**os.environ, "PYTHONPATH": str(TESTS)}
    command = [sys.executable, "-c", _KILLED, str(tmp_path / "archive.db")]
    assert subprocess.run(command, env=environment, timeout=LIMIT_S, check=False).returncode == -signal.SIGKILL
    assert (tmp_path / "archive.db-wal").stat().st_size > 0
    (tmp_path / "status.json.gz").write_bytes(b"old")
    return tmp_path


def as_it_is(_: Path) -> None:
    pass


def log_is_moved(folder: Path) -> None:
    (folder / "archive").mkdir(mode=0o700)
    (folder / "archive.db-wal").rename(folder / "archive/archive.db-wal")


def all_but_the_database_is_moved(folder: Path) -> None:
    log_is_moved(folder)
    for name in ("archive.db-shm", "status.json.gz"):
        (folder / name).unlink()


@pytest.mark.parametrize("cut", [as_it_is, log_is_moved, all_but_the_database_is_moved])
def test_it_holds_everything(state_dir: Path, cut: Callable[[Path], None]) -> None:
    cut(state_dir)
    move_in(state_dir)
    assert [path.name for path in state_dir.iterdir()] == ["archive"]
    assert (state_dir / "archive").stat().st_mode & 0o777 == 0o700
    move_in(state_dir)  # the next start has nothing to do
    asyncio.run(deliver(state_dir / FILE_NAME, [reading(60)]))
    assert read_all(state_dir / FILE_NAME) == reference([*ROWS, reading(60)])


def test_a_second_archive_is_not_put_over_the_first(state_dir: Path) -> None:
    asyncio.run(deliver(state_dir / FILE_NAME, [reading(1)]))
    with pytest.raises(ConfigError, match=r"there is an archive in .* already: move one of the two away"):
        move_in(state_dir)
    assert (state_dir / "archive.db").exists()
