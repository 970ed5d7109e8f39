"""`stoep demo` as a user runs it."""

import os
import re
import signal
import subprocess
from pathlib import Path

import pytest

from support.gateway import STOEP
from support.waiting import LIMIT_S


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


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> str:
    """All that a short demo says, which leaves nothing behind."""
    folder = tmp_path_factory.mktemp("temporary")
    demo = start_demo(folder, "--minutes", "0.1", "--seed", "3")
    output, _ = demo.communicate(timeout=5 * LIMIT_S)
    assert demo.returncode == 0, output
    assert processes_of(folder) == []
    assert list(folder.iterdir()) == []
    return output


def test_a_short_demo_delivers_all_four_kinds_and_balances(told: str) -> None:
    lines = told.strip().splitlines()
    assert "delivered" in lines[-1]
    assert "42 devices of 4 kinds" in lines[-1]
    assert re.search(r"http://127\.0\.0\.1:\d+/", told)
    for backend in ("archive", "csv"):
        counts = re.search(rf"{backend}: released (\d+)  delivered (\d+)  pending 0 .* balanced", told)
        assert counts, told
        assert counts[1] == counts[2] != "0"


def test_an_alert_is_raised_before_the_rush_and_acknowledged(told: str) -> None:
    assert re.search(
        r"alert: \w+ expected at .+ within 120 minutes .+ raised \d+ min before, acknowledged by demo", told
    )
    assert re.search(
        r"simulated: forecasts 15 min / 1 h / 2 h ahead were off by [\d/ ]+ %, the published formula", told
    )


def test_a_demo_says_when_it_shows_something(told: str) -> None:
    """How soon that is `make bench` measures."""
    first = re.search(r"[\d.]+ s  the first readings are delivered", told)
    everybody = re.search(r"[\d.]+ s  all 42 devices are connected", told)
    assert first, told
    assert everybody, told
    assert first.start() < everybody.start()


def test_a_garden_is_shown_from_firmware_to_picture(told: str) -> None:
    page = re.search(r"a garden's own page, as its keeper sees it: http://127\.0\.0\.1:\d+/my/\w+", told)
    assert page, told
    assert re.search(r"[\d.]+ s  that page shows its soil", told[page.end() :]), told


@pytest.mark.parametrize("line", ["devices around a beach", "devices enrolled", "the gateway runs"])
def test_ctrl_c_at_any_moment_leaves_nothing_behind(line: str, folder: Path) -> None:
    demo = start_demo(folder)
    assert demo.stdout is not None
    for told in demo.stdout:
        if line in told:
            break
    demo.send_signal(signal.SIGINT)
    output, _ = demo.communicate(timeout=LIMIT_S)
    assert demo.returncode in (0, 1, 130), output
    assert "Traceback" not in output
    assert processes_of(folder) == []
    assert list(folder.iterdir()) == []
