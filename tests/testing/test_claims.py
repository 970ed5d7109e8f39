"""Claims about a run fail when they are not true, and say what is wrong in words."""

from collections.abc import Mapping
from typing import Any

import pytest

from stoep_testing.claims import every_row_arrived_once, no_row_is_older_than, the_accounts_balance
from stoep_testing.stored import BrokenPromiseError, Stored

NOON_S = 1_780_315_200
ROWS = [
    Stored(f"garden-{device}/0a1b2c3d/{row}/soil_temperature", NOON_S + 600 * row, 0, 20 + device + row / 10)
    for device in (1, 2)
    for row in range(1, 4)
]
WINDOWS = [Stored("beach-1/w900/1780315200/in", NOON_S, 900, 30.0)]


class Ran:
    """A run that went as planned."""

    def promised(self) -> list[Stored]:
        return [
            Stored(f"garden-{device}/{row}/soil_temperature", None, 0, 20 + device + row / 10)
            for device in (1, 2)
            for row in range(1, 4)
        ]

    def released(self) -> list[Stored]:
        return [*ROWS, *WINDOWS]

    def __str__(self) -> str:
        return "2 devices, seed=7"


class Books:
    def __init__(self, **changes: Any) -> None:
        life = {"absent": 0, "restore": 0, "rejected": {}}
        backend = {"name": "city", "pending": 0, "dead": 0}
        self._accounts = {
            "balanced": changes.get("balanced", True),
            "lives": [{key: changes.get(key, value) for key, value in life.items()}],
            "backends": [{key: changes.get(key, value) for key, value in backend.items()}],
        }

    def accounts(self) -> Mapping[str, Any]:
        return self._accounts


def swapped(row: Stored) -> Stored:
    names = {"garden-1": "garden-2", "garden-2": "garden-1"}
    device, rest = row.identity.split("/", 1)
    return row._replace(identity=f"{names.get(device, device)}/{rest}")


def test_a_run_that_went_well_passes() -> None:
    every_row_arrived_once(Ran())
    every_row_arrived_once(Ran(), at=reversed([*ROWS, *WINDOWS]))


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (ROWS[1:] + WINDOWS, "1 of 6 observations are missing: garden-1/1/soil_temperature (2 devices, seed=7)"),
        (ROWS + ROWS[:2] + WINDOWS, "2 of 6 observations are stored more than once: garden-1/1/"),
        ([swapped(row) for row in ROWS] + WINDOWS, "value 22.1 instead of time None, value 21.1"),
        (ROWS + WINDOWS + [Stored("x/0a1b2c3d/1/co2", NOON_S, 0, 1.0)], "stored that nobody sent: x/1/co2"),
        (ROWS, "1 of 7 observations are missing: beach-1/w900/"),
        (ROWS + WINDOWS * 2, "1 of 7 observations are stored more than once: beach-1/w900/"),
        ([row._replace(time_s=0) for row in ROWS] + WINDOWS, "6 of 7 observations have another time"),
        ([*ROWS, WINDOWS[0]._replace(window_s=60)], "window 60 s, value 30.0 instead of time 1780315200, window 900 s"),
    ],
    ids=["lost", "doubled", "swapped", "invented", "window lost", "window doubled", "redated", "window shortened"],
)
def test_what_is_wrong_with_the_rows_is_said(at: list[Stored], told: str) -> None:
    with pytest.raises(BrokenPromiseError) as caught:
        every_row_arrived_once(Ran(), at=at)
    assert told in str(caught.value)


def test_old_rows_are_named() -> None:
    undated = Stored("garden-3/0a1b2c3d/1/soil_temperature", None, 0, 1.0)
    no_row_is_older_than(days=1, at=[*ROWS, undated], now_s=NOON_S + 86_400)
    with pytest.raises(BrokenPromiseError) as caught:
        no_row_is_older_than(days=1, at=[*ROWS, undated], now_s=NOON_S + 86_400 + 1_000)
    assert str(caught.value).startswith("2 rows are older than 1 days: garden-1/0a1b2c3d/1/soil_temperature (by 0.1 h)")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"balanced": False}, "the accounts do not balance"),
        ({"absent": 2}, "2 rows are lost and no device says why"),
        ({"rejected": {"clone": 3}}, "3 rows were rejected"),
        ({"pending": 1}, "city: 1 pending, 0 dead letters"),
        ({"dead": 1}, "city: 0 pending, 1 dead letters"),
    ],
)
def test_what_is_wrong_with_the_accounts_is_said(changes: dict[str, Any], told: str) -> None:
    the_accounts_balance(Books())
    with pytest.raises(BrokenPromiseError, match=told):
        the_accounts_balance(Books(**changes))
