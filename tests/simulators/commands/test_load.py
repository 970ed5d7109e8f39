"""`stoep load` refuses what it cannot do, and leaves nothing behind when it is told to stop."""

import argparse
import os
import signal
import subprocess
from pathlib import Path

import pytest

from stoep_simulators.commands import load
from support.gateway import STOEP
from support.waiting import LIMIT_S


def parse(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    load.add_arguments(parser)
    return parser.parse_args(words)


def test_the_number_of_devices_is_enough() -> None:
    args = parse("--devices", "1000")
    assert (args.devices, args.per_minute, args.minutes, args.seed, args.json) == (1_000, 1, 5, 1, False)


@pytest.mark.parametrize("option", ["--devices", "--per-minute", "--minutes", "--seed"])
@pytest.mark.parametrize("number", ["-1", "1.5", "many", "²", "", "1" * 5_000, "99999999999"])
def test_what_is_no_such_number_is_wrong_use(option: str, number: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        parse("--devices", "3", f"{option}={number}")
    assert stopped.value.code == 2
    assert f"argument {option}: {number}: give a whole number from" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--devices", "10001"), "from 1 to 10,000"),
        (("--devices", "3", "--per-minute", "61"), "from 1 to 60"),
        (("--devices", "3", "--minutes", "0"), "from 1 to 1,440"),
        ((), "--devices"),
    ],
)
def test_bounds_are_told(words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        parse(*words)
    assert stopped.value.code == 2
    assert said in capsys.readouterr().err


def test_more_frames_than_can_be_kept_in_mind_are_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        load.run(parse("--devices", "10000", "--per-minute", "60", "--minutes", "1440"))
    assert stopped.value.code == 2
    assert "more than 2,000,000 frames in all: fewer minutes, or fewer devices" in capsys.readouterr().err


def test_told_to_stop_it_ends_and_leaves_nothing_behind(tmp_path: Path) -> None:
    environment = os.environ | {"TMPDIR": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    command = [str(STOEP), "load", "--devices", "3", "--minutes", "1"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        assert run.stderr is not None
        assert next((line for line in run.stderr if "3 devices connected" in line), "")
        run.send_signal(signal.SIGINT)
        output, errors = run.communicate(timeout=LIMIT_S)
    assert (run.returncode, output) == (130, "")
    assert errors == "stopped before the end: nothing to report\n"
    assert list(tmp_path.iterdir()) == []
