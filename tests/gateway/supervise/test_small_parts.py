"""Backoff, clock and lock of the supervisor."""

import os
import random
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path

import pytest

from stoep_gateway.backoff import delays_s
from stoep_gateway.errors import ConfigError
from stoep_gateway.records import WIRE_EPOCH_S
from stoep_gateway.supervise.lock import hold
from stoep_gateway.supervise.trusted_clock import is_trusted, kernel_clock_is_synchronised, wire_time_s


def test_waits_double_up_to_the_cap_and_are_shortened_by_at_most_half() -> None:
    waits = list(islice(delays_s(first_s=1.0, max_s=8.0, rng=random.Random(1)), 6))
    for wait, full in zip(waits, (1, 2, 4, 8, 8, 8), strict=True):
        assert full / 2 <= wait <= full


def test_the_system_clock_is_trusted_when_the_operator_says_so() -> None:
    before = int(time.time()) - WIRE_EPOCH_S
    now_s = wire_time_s("system")
    assert now_s is not None
    assert 0 <= now_s - before <= 2


def test_ntp_trusts_what_the_kernel_says() -> None:
    assert is_trusted("ntp") == kernel_clock_is_synchronised()


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


def test_a_process_that_forbids_it_leaves_no_memory_behind() -> None:
    code = (
        "import resource; from stoep_gateway.supervise.core_dumps import forbid_core_dumps; forbid_core_dumps();"
        "import ctypes; print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3))"  # PR_GET_DUMPABLE
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True)
    assert run.stdout.strip() == "(0, 0) 0"
