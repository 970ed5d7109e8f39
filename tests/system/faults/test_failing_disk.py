"""Every disk call of every step fails once: nothing is settled, one kind of error, and the same step again succeeds."""

import os
from pathlib import Path

import pytest

from support.fault_disk import preload
from support.fault_disk.faults import FAULTS

COMMITS = 3 if int(os.environ.get("FAULT_CUTS", "200")) <= 1_000 else 30

pytestmark = pytest.mark.needs("gcc")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_step_that_fails_leaves_nothing_half_and_can_be_done_again(tmp_path: Path, library: Path, fault: str) -> None:
    state = tmp_path / "state"
    state.mkdir()
    *findings, failures = preload.run(library, "sweep", state, str(COMMITS), fault, folder=state).splitlines()
    assert findings == []
    assert int(failures) > 10
