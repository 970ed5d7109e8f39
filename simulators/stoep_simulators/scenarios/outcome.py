"""What a scenario came to: rows by device, when they were delivered, and the gateway's accounts."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stoep_simulators.scenarios.records import Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceOutcome:
    """Seconds since the start, rising. taken_s: when rows were taken; met_s: when all before was delivered."""

    name: str
    kind: str
    on_vm: bool
    taken_s: tuple[int, ...]
    met_s: tuple[int, ...]

    @property
    def oldest_s(self) -> int:
        """Age of its oldest row on delivery; 0 without rows. One that never was is as old as it became."""
        oldest_s = 0
        for taken_s in self.taken_s:
            place = bisect_left(self.met_s, taken_s)
            until_s = self.met_s[place] if place < len(self.met_s) else max(self.taken_s[-1], *self.met_s, 0)
            oldest_s = max(oldest_s, until_s - taken_s)
        return oldest_s


@dataclass(frozen=True, slots=True, kw_only=True)
class BackendReturn:
    """A back-end that was away. waited, left: observations that it had not got, when it came back and at last.

    was_met: whether the gateway tried meanwhile, if it had something. caught_up_s: real seconds until it had got all.
    """

    name: str
    waited: int
    was_met: bool
    left: int
    caught_up_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """rows_sha256: of the rows before the end, by row_log.rows_sha256. steps: those the conductor led devices through.

    accounts: as `stoep accounts --json` has them, of a gateway that was started once, after it has ended;
    accounts_table: the same for people. played_s: how long the scenario's days took, without the deliveries after them.
    """

    scenario: Scenario
    devices: tuple[DeviceOutcome, ...]
    rows_sha256: str
    accounts: Mapping[str, Any]
    accounts_table: str
    played_s: float
    real_s: float
    steps: int
    injected: int = 0  # messages that an attacker sent
    updates: tuple[tuple[str, str], ...] = ()  # device, how far it is with the update that was cut half-way
    returns: tuple[BackendReturn, ...] = ()  # of back-ends that were away

    @property
    def taken(self) -> int:
        """Rows of all devices."""
        return sum(len(device.taken_s) for device in self.devices)

    @property
    def speed(self) -> float:
        """Virtual time by real time while the devices lived."""
        return self.scenario.end_s / self.played_s
