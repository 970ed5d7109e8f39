"""What must arrive of what a device keeps: all of it, but for rows that the accounts explain."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from stoep_simulators.row_log import KeptRow
from stoep_simulators.scenarios.records import POWER_CUT, START_S, WIFI_AWAY, Fault, Group
from stoep_testing.expected import expected
from stoep_testing.stored import Stored

GARDEN = Group(name="garden", kind="soil", count=1, on_vm=False, sample_s=600, send_s=3_600)
LIFE = {"device": "garden-1", "life": "0a1b", "floor": 4, "dropped": 0, "rejected": {}}


def log(*numbers: int) -> tuple[KeptRow, ...]:
    """Rows of a soil node that measured the temperature alone."""
    return tuple(
        KeptRow(row=row, time_s=None, at_s=START_S + 600 * row, values=(None, 200 + row, None, None, None))
        for row in numbers
    )


def identities(
    kept: Sequence[KeptRow],
    *,
    lives: Sequence[dict[str, Any]],
    released: Sequence[int] = (),
    faults: Sequence[Fault] = (),
) -> list[str]:
    found = expected(
        {"garden-1": kept},
        groups=[GARDEN],
        lives=lives,
        released=[Stored(f"garden-1/0a1b/{row}/soil_temperature", 0, 0, 20.0) for row in released],
        faults=(Fault(kind=POWER_CUT, at_s=0, for_s=60, devices=frozenset({"garden-1"})), *faults),
    )
    return [row.identity for row in found]


def names(*rows: int, life: str = "0a1b") -> list[str]:
    return [f"garden-1/{life}/{row}/soil_temperature" for row in rows]


def test_what_was_measured_is_expected_with_its_life_and_value() -> None:
    (row, _) = expected({"garden-1": log(1, 2)}, groups=[GARDEN], lives=[LIFE], released=[])
    assert row == Stored("garden-1/0a1b/1/soil_temperature", None, 0, 20.1)


def test_people_are_expected_as_windows_only() -> None:
    gate = replace(GARDEN, name="gate", kind="people")
    rows = (KeptRow(row=1, time_s=None, at_s=0, values=(3, 2)),)
    assert expected({"gate-1": rows}, groups=[gate], lives=[], released=[]) == []


@pytest.mark.parametrize(
    ("account", "due"),
    [
        ({}, (1, 2, 3, 4)),
        ({"dropped": 2}, (1, 2, 3, 4)),
        ({"rejected": {"no time": 2}}, (1, 4)),
        ({"rejected": {"clone": 2}}, (1, 2, 3, 4)),
    ],
    ids=["lost", "dropped without a reason", "refused with a reason", "refused without"],
)
def test_rows_that_the_accounts_explain_need_not_arrive(account: dict[str, Any], due: tuple[int, ...]) -> None:
    assert identities(log(1, 2, 3, 4), lives=[{**LIFE, **account}], released=(1, 4)) == names(*due)


@pytest.mark.parametrize(
    ("account", "lost", "due"),
    [
        ({"dropped": 64}, range(1, 65), ()),
        ({"dropped": 63}, range(1, 65), range(1, 65)),
        ({"dropped": 65}, (*range(1, 65), 500), (500,)),
        ({"dropped": 64, "rejected": {"no time": 1}}, (*range(1, 65), 500), ()),
        ({"dropped": 65, "rejected": {"no time": 1}}, (*range(1, 65), 500, 550), (500, 550)),
        ({"dropped": 2}, (50, 350), (350,)),
    ],
    ids=["the oldest", "more than it says", "a new one", "and one refused", "two new ones", "one too young"],
)
def test_a_ring_that_was_away_for_longer_than_it_holds_lost_its_oldest_rows(
    account: dict[str, Any], lost: Sequence[int], due: Sequence[int]
) -> None:
    rows = range(1, 721)  # five days
    away = Fault(kind=WIFI_AWAY, at_s=0, for_s=5 * 86_400, devices=frozenset({"garden-1"}))
    released = [row for row in rows if row not in lost]
    found = identities(log(*rows), lives=[{**LIFE, **account}], released=released, faults=(away,))
    assert found == names(*sorted([*released, *due]))


def test_a_wiped_board_has_two_lives() -> None:
    second = {**LIFE, "life": "ffff", "floor": 2}
    assert identities(log(1, 2, 3, 4, 1, 2), lives=[second, LIFE]) == names(1, 2, 3, 4) + names(1, 2, life="ffff")
    assert identities(log(1, 2, 3, 4, 1), lives=[second, LIFE]) == names(1, 2, 3, 4) + names(1, life="?")
