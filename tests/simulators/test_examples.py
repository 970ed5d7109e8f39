"""The programs in examples/ do what they say, as somebody who reads docs/simulate.md would start them."""

import subprocess
import sys

import pytest

from support.repository import ROOT
from support.waiting import LONG_LIMIT_S


@pytest.mark.parametrize("option", [[], pytest.param(["--vm"], marks=pytest.mark.needs("micropython"))])
def test_a_day_from_a_csv_file_arrives_once(option: list[str]) -> None:
    command = [sys.executable, ROOT / "examples/a_day_from_csv.py", *option]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LONG_LIMIT_S, check=False)
    assert done.returncode == 0, done.stderr
    assert "values delivered, each once" in done.stdout


def test_counts_of_a_beach_have_a_row_for_each_counter_and_quarter() -> None:
    command = [sys.executable, ROOT / "examples/counts_of_a_beach.py", "--days", "3"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LONG_LIMIT_S, check=True)
    head, *rows = (line.split(",") for line in done.stdout.splitlines())
    assert head == ["sensor", "ts", "count"]
    assert len(rows) == 3 * 96 * 5
    assert sum(int(count) for _, _, count in rows) > 10_000
