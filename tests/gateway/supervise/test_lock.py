"""One process of a kind per state folder."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from stoep_gateway.errors import ConfigError
from stoep_gateway.supervise.lock import hold


def test_a_second_process_does_not_get_the_lock(tmp_path: Path) -> None:
    descriptor = hold(tmp_path / "lock", wait_s=0.0)
    code = (
        "import sys; from pathlib import Path; from stoep_gateway.supervise.lock import hold;"
        "hold(Path(sys.argv[1]), wait_s=0.0)"
    )
    other = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "lock")], capture_output=True, text=True, check=False
    )
    os.close(descriptor)
    assert "another stoep runs on this state folder" in other.stderr


def test_a_lock_in_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot write here"):
        hold(tmp_path / "no" / "lock", wait_s=0.0)
