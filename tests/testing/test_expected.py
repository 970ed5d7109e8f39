"""What must arrive of what a device keeps: all of it, but for rows that the accounts explain."""

from collections.abc import Sequence
from typing import Any

import pytest

from stoep_simulators.row_log import KeptRow
from stoep_simulators.scenarios.records import POWER_CUT, Fault
from stoep_testing.expected import expected
from stoep_testing.stored import Stored

LIFE = {"device": "garden-1", "life": "0a1b", "floor": 4, "dropped": 0, "rejected": {}}


def log(*numbers: int) -> tuple[KeptRow, ...]:
    """Rows of a soil node that measured the temperature alone."""
    return tuple(
        KeptRow(row=row, time_s=None, at_s=600 * row, values=(None, 200 + row, None, None, None)) for row in numbers
    )


def identities(kept: Sequence[KeptRow], *, lives: Sequence[dict[str, Any]], released: Sequence[int] = ()) -> list[str]:
    found = expected(
        {"garden-1": kept},
        kinds={"garden-1": "soil"},
        lives=lives,
        released=[Stored(f"garden-1/0a1b/{row}/soil_temperature", 0, 0, 20.0) for row in released],
        faults=(Fault(kind=POWER_CUT, at_s=0, for_s=60, devices=frozenset({"garden-1"})),),
    )
    return [row.identity for row in found]


def names(*rows: int, life: str = "0a1b") -> list[str]:
    return [f"garden-1/{life}/{row}/soil_temperature" for row in rows]


def test_what_was_measured_is_expected_with_its_life_and_value() -> None:
    (row, _) = expected({"garden-1": log(1, 2)}, kinds={"garden-1": "soil"}, lives=[LIFE], released=[])
    assert row == Stored("garden-1/0a1b/1/soil_temperature", None, 0, 20.1)


def test_people_are_expected_as_windows_only() -> None:
    rows = (KeptRow(row=1, time_s=None, at_s=0, values=(3, 2)),)
    assert expected({"gate-1": rows}, kinds={"gate-1": "people"}, lives=[], released=[]) == []


@pytest.mark.parametrize(
    ("account", "due"),
    [
        ({}, (1, 2, 3, 4)),
        ({"dropped": 2}, (1, 4)),
        ({"dropped": 1}, (1, 2, 3, 4)),
        ({"rejected": {"no time": 2}}, (1, 4)),
        ({"rejected": {"clone": 2}}, (1, 2, 3, 4)),
    ],
    ids=["lost", "dropped", "more lost than dropped", "refused with a reason", "refused without"],
)
def test_rows_that_the_accounts_explain_need_not_arrive(account: dict[str, Any], due: tuple[int, ...]) -> None:
    assert identities(log(1, 2, 3, 4), lives=[{**LIFE, **account}], released=(1, 4)) == names(*due)


def test_a_wiped_board_has_two_lives() -> None:
    second = {**LIFE, "life": "ffff", "floor": 2}
    assert identities(log(1, 2, 3, 4, 1, 2), lives=[second, LIFE]) == names(1, 2, 3, 4) + names(1, 2, life="ffff")
    assert identities(log(1, 2, 3, 4, 1), lives=[second, LIFE]) == names(1, 2, 3, 4) + names(1, life="?")
