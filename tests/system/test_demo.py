"""`stoep demo` as a user runs it."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

STOEP = Path(sys.executable).with_name("stoep")


def start_demo(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """Its temporary files go below folder."""
    command = [str(STOEP), "demo", "--no-browser", *arguments]
    environment = os.environ | {"TMPDIR": str(folder), "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def processes_of(folder: Path) -> list[str]:
    """Command lines of the processes that work below the folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().decode(errors="replace").replace("\0", " ")
        except OSError:
            continue
        if str(folder) in words:
            found.append(words)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    below = tmp_path / "temporary"
    below.mkdir()
    return below


def test_a_short_demo_delivers_all_four_kinds_and_balances(folder: Path) -> None:
    demo = start_demo(folder, "--minutes", "0.1", "--seed", "3")
    output, _ = demo.communicate(timeout=120)
    assert demo.returncode == 0, output
    lines = output.strip().splitlines()
    assert "delivered" in lines[-1]
    assert "20 devices of 4 kinds" in lines[-1]
    assert re.search(r"http://127\.0\.0\.1:\d+/", output)
    for backend in ("archive", "csv"):
        counts = re.search(rf"{backend}: released (\d+)  delivered (\d+)  pending 0 .* balanced", output)
        assert counts, output
        assert counts[1] == counts[2] != "0"
    assert processes_of(folder) == []
    assert list(folder.iterdir()) == []


def test_a_demo_shows_something_within_twenty_seconds(folder: Path) -> None:
    began_s = time.monotonic()
    demo = start_demo(folder, "--minutes", "10")
    assert demo.stdout is not None
    for line in demo.stdout:
        if "first readings are delivered" in line:
            break
    took_s = time.monotonic() - began_s
    demo.send_signal(signal.SIGINT)
    demo.communicate(timeout=60)
    assert took_s < 20


@pytest.mark.parametrize("line", ["devices around a beach", "devices enrolled", "the gateway runs"])
def test_ctrl_c_at_any_moment_leaves_nothing_behind(line: str, folder: Path) -> None:
    demo = start_demo(folder)
    assert demo.stdout is not None
    for told in demo.stdout:
        if line in told:
            break
    demo.send_signal(signal.SIGINT)
    output, _ = demo.communicate(timeout=60)
    assert demo.returncode in (0, 1, 130), output
    assert "Traceback" not in output
    assert processes_of(folder) == []
    assert list(folder.iterdir()) == []
