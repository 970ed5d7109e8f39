"""What each sensor's maker reads when it fails as real ones do, and what the rest of the node says meanwhile."""

from pathlib import Path
from typing import Any

import pytest

from stoep_firmware import drivers
from stoep_simulators.models import faults
from support.on_device import run_on_micropython
from support.repository import ROOT
from support.sensor_faults import CASES, check

NAMES = {value: name for name, value in vars(faults).items() if isinstance(value, int)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0][0].name}, {case[1]} {NAMES[case[2]]}")
async def test_a_fault_gives_its_hint_and_costs_its_own_columns_only(case: Any) -> None:
    await check(case)


@pytest.mark.needs("micropython")
def test_the_same_on_the_boards_interpreter(compiled: Path) -> None:
    finished = run_on_micropython("sensor_faults.py", path=[compiled, ROOT / "tests"], heap="1m")
    assert finished.stdout == "ok\n", finished.stdout + finished.stderr


def test_no_sensor_and_no_fault_is_left_out() -> None:
    assert {case[1] for case in CASES} == {*drivers.TYPES, "i2c"}
    assert {case[2] for case in CASES} == set(NAMES) - {faults.NONE}
