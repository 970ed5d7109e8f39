"""A report says what arrived and whether that is all right."""

import json
from dataclasses import replace
from typing import Any

import pytest

from stoep_simulators.commands.simulate_report import Report
from stoep_simulators.scenarios.arrivals import Arrivals, arrivals

_ACCOUNTS: dict[str, Any] = {
    "lives": [
        {"kept": 70, "rejected": {}, "dropped": 4, "absent": 0, "restore": 0},
        {"kept": 20, "rejected": {"order": 1, "ahead": 1}, "dropped": 0, "absent": 3, "restore": 0},
    ],
    "start": {"open": 6},
    "backends": [{"name": "archive", "delivered": 1_234, "pending": 2}],
    "balanced": True,
}
_ARRIVED = Arrivals(kept=90, open=6, rejected=0, dropped=4, absent=0, restore=0, pending=0)
_REPORT = Report(
    devices=2,
    days=1,
    seed=7,
    on_vm=False,
    away_s=10.0,
    real_s=20.0,
    rows={"soil": 58, "air": 40},
    rows_sha256="ab" * 32,
    taken=100,
    arrived=_ARRIVED,
    accounts=_ACCOUNTS,
)


def test_arrivals_are_the_sums_over_all_lives() -> None:
    found = arrivals(_ACCOUNTS)
    assert found == Arrivals(kept=90, open=6, rejected=2, dropped=4, absent=3, restore=0, pending=2)
    assert found.accounted == 105


def test_all_is_fine_when_every_row_is_somewhere() -> None:
    assert _REPORT.is_fine
    assert _REPORT.as_text().endswith("every row of the rings arrived and the accounts balance")


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"accounts": {**_ACCOUNTS, "balanced": False}}, "the accounts do not balance"),
        ({"taken": 101}, "1 rows did not arrive: is this machine too slow for so many devices?"),
        ({"arrived": replace(_ARRIVED, kept=88, absent=2)}, "2 rows are lost and no device says why"),
        ({"arrived": replace(_ARRIVED, kept=89, rejected=1)}, "1 rows were rejected"),
        ({"arrived": replace(_ARRIVED, pending=3)}, "3 observations were not delivered"),
    ],
)
def test_each_fault_is_told(changes: dict[str, Any], fault: str) -> None:
    report = replace(_REPORT, **changes)
    assert report.faults == (fault,)
    assert report.as_text().endswith(fault)


def test_speed_is_virtual_time_by_real_time() -> None:
    assert _REPORT.speed == 8_640
    assert "virtual ÷ real time: 8,640 (86,400 s in 10.0 s)" in _REPORT.as_text()


def test_the_json_holds_all_that_the_text_says() -> None:
    told = json.loads(json.dumps(_REPORT.as_json()))
    assert told["rows"] == {"air": 40, "soil": 58}
    assert told["rows_sha256"] == "ab" * 32
    assert told["virtual_to_real"] == 8_640
    assert told["arrived"]["missing"] == 0
    assert told["accounts"] == _ACCOUNTS
    assert told["balanced"] is True
