"""Claims about a run fail when they are not true, and say what is wrong in words."""

from collections.abc import Mapping
from typing import Any

import pytest

from stoep_simulators.scenarios.promises import Verdict
from stoep_simulators.scenarios.records import POWER_CUT, Fault
from stoep_testing.claims import (
    every_promise_holds,
    every_row_arrived_once,
    no_row_is_older_than,
    the_accounts_balance,
)
from stoep_testing.stored import BrokenPromiseError, Stored
from support.scenario_outcome import OUTCOME, SCENARIO

NOON_S = 1_780_315_200
ROWS = [
    Stored(f"garden-{device}/{device}a1b2c3d/{row}/soil_temperature", NOON_S + 600 * row, 0, 20 + device + row / 10)
    for device in (1, 2)
    for row in range(1, 4)
]
WINDOWS = [Stored("beach-1/w900/1780315200/in", NOON_S, 900, 30.0)]


class Ran:
    """A run that went as planned."""

    outcome = OUTCOME

    def promised(self) -> list[Stored]:
        return [row._replace(time_s=None) for row in ROWS]

    def released(self) -> list[Stored]:
        return [*(row._replace(unit="Cel") for row in ROWS), *WINDOWS]

    def verdicts(self) -> tuple[Verdict, ...]:
        return (Verdict(promise="every row arrived once"), Verdict(promise="the accounts balance", broken="no"))

    def __str__(self) -> str:
        return "2 devices, seed=7"


class Books:
    again = "2 devices, seed=7"
    faults = (Fault(kind=POWER_CUT, at_s=0, for_s=60, devices=frozenset({"gate-1"})),)
    groups = SCENARIO.groups

    def __init__(self, **changes: Any) -> None:
        life = {"device": "gate-1", "absent": 0, "dropped": 0, "restore": 0, "rejected": {}}
        backend = {"name": "city", "pending": 0, "expired": 0, "dead": 0}
        self._accounts = {
            "balanced": changes.get("balanced", True),
            "lives": [{key: changes.get(key, value) for key, value in life.items()}],
            "backends": [{key: changes.get(key, value) for key, value in backend.items()}],
        }

    def accounts(self) -> Mapping[str, Any]:
        return self._accounts


def swapped(row: Stored) -> Stored:
    """Under the other device's name."""
    names = {"garden-1": "garden-2", "garden-2": "garden-1"}
    device, rest = row.identity.split("/", 1)
    return row._replace(identity=f"{names.get(device, device)}/{rest}")


def test_a_run_that_went_well_passes() -> None:
    every_row_arrived_once(Ran())
    every_row_arrived_once(Ran(), at=reversed([*ROWS, *WINDOWS]))


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (
            ROWS[1:] + WINDOWS,
            "1 of 6 observations are missing: garden-1/1a1b2c3d/1/soil_temperature (2 devices, seed=7)",
        ),
        (ROWS + ROWS[:2] + WINDOWS, "2 of 6 observations are stored more than once: garden-1/1a1b2c3d/1/"),
        (
            [swapped(row) for row in ROWS] + WINDOWS,
            "6 observations are stored under another device's name: garden-1 as garden-2, garden-2 as garden-1 (",
        ),
        (ROWS + WINDOWS + [Stored("x/0a1b2c3d/1/co2", NOON_S, 0, 1.0)], "stored that nobody sent: x/0a1b2c3d/1/co2"),
        (ROWS, "1 of 7 observations are missing: beach-1/w900/"),
        (ROWS + WINDOWS * 2, "1 of 7 observations are stored more than once: beach-1/w900/"),
        ([row._replace(time_s=0) for row in ROWS] + WINDOWS, "6 of 7 observations have another time"),
        (
            [*ROWS, WINDOWS[0]._replace(window_s=60)],
            "have another window: beach-1/w900/1780315200/in (window 60 s instead of 900 s)",
        ),
        (
            [row._replace(time_s=(row.time_s or 0) + 7_200) for row in ROWS] + WINDOWS,
            "6 of 7 observations have another time: garden-1/1a1b2c3d/1/soil_temperature "
            "(time 1780323000 instead of 1780315800: 2 h late), ",
        ),
        (
            [row._replace(value=round(row.value)) for row in ROWS] + WINDOWS,
            "6 of 6 observations have another value: garden-1/1a1b2c3d/1/soil_temperature (value 21 instead of 21.1), ",
        ),
        (
            [ROWS[0]._replace(unit="K"), *ROWS[1:], *WINDOWS],
            "1 of 7 observations have another unit: garden-1/1a1b2c3d/1/soil_temperature (unit 'K' instead of 'Cel') (",
        ),
        ([*ROWS, *WINDOWS, Stored("x", NOON_S, 0, 1.0)], "1 observations are stored that nobody sent: x ("),
    ],
    ids=[
        "lost",
        "doubled",
        "swapped",
        "invented",
        "window lost",
        "window doubled",
        "redated",
        "window shortened",
        "time zone",
        "rounded",
        "unit",
        "no identity",
    ],
)
def test_what_is_wrong_with_the_rows_is_said(at: list[Stored], told: str) -> None:
    with pytest.raises(BrokenPromiseError) as caught:
        every_row_arrived_once(Ran(), at=at)
    assert told in str(caught.value)


@pytest.mark.parametrize("row", [("garden-1/1a1b2c3d/1/soil_temperature", 0, 0, 1.0), Stored(None, 0, 0, 1.0)])  # type: ignore[arg-type]
def test_what_is_no_row_is_said(row: Any) -> None:
    with pytest.raises(TypeError, match=r"^at: give stoep_testing\.stored\.Stored rows"):
        every_row_arrived_once(Ran(), at=[row])


class Lost(Ran):
    """Everything is, with what the devices said of it."""

    def promised(self) -> list[Stored]:
        return []

    released = promised


def test_a_run_of_which_nothing_is_left_does_not_pass() -> None:
    with pytest.raises(BrokenPromiseError, match=r"^not a row arrived, .* \(2 devices, seed=7\)$"):
        every_row_arrived_once(Lost())
    books = Books()
    books.accounts()["lives"].clear()
    with pytest.raises(BrokenPromiseError, match=r"^the gateway has met no device \(2 devices, seed=7\)$"):
        the_accounts_balance(books)


def test_devices_with_old_rows_are_named() -> None:
    no_row_is_older_than(Ran(), hours=2)
    with pytest.raises(BrokenPromiseError) as caught:
        no_row_is_older_than(Ran(), hours=0.5)
    assert str(caught.value) == "rows were older than 0.5 h on delivery: garden-1 (1 h) (2 devices, seed=7)"


def test_broken_promises_are_told() -> None:
    with pytest.raises(BrokenPromiseError, match=r"^not so: the accounts balance: no \(2 devices, seed=7\)$"):
        every_promise_holds(Ran())


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"balanced": False}, "the accounts do not balance"),
        ({"absent": 2}, "rows lost, and no device says why: gate-1 2"),
        ({"dropped": 2}, r"^rows dropped by rings that cannot have been full: gate-1 2 \(explained: 0\) \(2 devices"),
        ({"rejected": {"clone": 3, "no time": 2}}, r"^rows refused: gate-1 \(clone\) 3 \(2 devices, seed=7\)$"),
        ({"pending": 1}, "city: 1 observations pending"),
        ({"expired": 1}, "city: 1 observations expired"),
        ({"dead": 1}, "city: 1 observations dead"),
        ({"device": "gate-2", "rejected": {"no time": 2}}, r"rows refused: gate-2 \(no time\) 2"),
    ],
)
def test_what_is_wrong_with_the_accounts_is_said(changes: dict[str, Any], told: str) -> None:
    the_accounts_balance(Books())
    with pytest.raises(BrokenPromiseError, match=told):
        the_accounts_balance(Books(**changes))
