"""The real firmware on the MicroPython VM, measuring in real time; its own log says what it took."""

import shutil
import time
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from chaos import crowd_driver
from chaos.verdict import Verdict
from stoep_gateway.accounts import Accounts
from stoep_protocol.profiles import by_name
from stoep_simulators.tape import TapeWriter
from stoep_simulators.vm.vm_node import VmNode, compile_for_vm
from stoep_testing.stored import Stored

SAMPLE_S = 1
_START_S = 200_000_000  # wire time of its world; it learns the true time from the gateway
_WORLD_S = 86_400
_SENSORS = {"soil": [{"type": "probe", "pin": 34}], "people": [{"type": "chaos.crowd_driver"}]}


def compile_for_boards(target: Path) -> Path:
    """What boards run, and a driver of ours."""
    driver = compile_for_vm(target) / "chaos" / "crowd_driver.py"
    driver.parent.mkdir()
    shutil.copy(crowd_driver.__file__, driver)
    return target


class Board:
    """cuts: how often it lost its power, by SIGKILL."""

    profile: str

    def __init__(self, home: Path, *, bundle: dict[str, Any], compiled: Path) -> None:
        """compiled: the folder of `compile_for_boards`."""
        self.name: str = bundle["device"]
        self.cuts = 0
        home.mkdir()
        tape = TapeWriter()
        tape.level("probe_mv", [(_START_S, 100), (_START_S + _WORLD_S, 3_200)])
        tape.write(str(home / "tape"))
        flashed = {**bundle, "wifi": [["street", ""]], "sensors": _SENSORS[self.profile]}
        self._node = VmNode(home / "node", bundle=flashed, tape=home / "tape", import_path=compiled)
        self._began_s = time.monotonic()

    @property
    def last_row(self) -> int:
        """By its own log."""
        return max((row.row for row in self._node.rows()), default=0)

    @property
    def pid(self) -> int | None:
        return self._node.pid

    @property
    def said(self) -> str:
        """The end of it."""
        return self._node.said()[-200:]

    async def power_on(self) -> None:
        """Does nothing if it is on."""
        if not self._node.is_running:
            await self._node.start(("live", None), start_s=_START_S + int(time.monotonic() - self._began_s))

    async def cut_power(self) -> None:
        """Does nothing if it is off."""
        if self._node.is_running:
            self.cuts += 1
            await self._node.kill()


class SoilBoard(Board):
    """What it measures rises."""

    profile = "soil"

    def judge(self, witness: str, *, stored: Iterable[Stored], until_row: int, spared: Collection[str]) -> Verdict:
        """stored: of this device. Every row up to then has arrived; what is not in its log was cut off before it.

        spared: identities that this witness need not have.
        """
        held: dict[tuple[int, str], float] = {}
        for reading in stored:
            _, _, row, quantity = _parts(reading.identity)
            held[int(row), quantity] = reading.value
        logged = {row.row: self._values(row.values) for row in self._node.rows()}
        verdict = Verdict()
        due = {(row, name) for row, values in logged.items() if row <= until_row for name in values}
        elsewhere = {(int(row), name) for of, _, row, name in map(_parts, spared) if of == self.name}
        verdict.lose([f"{self.name} {key}" for key in sorted(due - held.keys() - elsewhere)], where=witness)
        strange = [
            f"{self.name} {row} {name} {value}"
            for (row, name), value in held.items()
            if row in logged and logged[row].get(name) != value
        ]
        unlogged = {row for row, _ in held if row not in logged}
        if len(unlogged) > self.cuts:
            strange.append(f"{self.name}: rows {sorted(unlogged)} that it never took")
        verdict.leave_open(strange, where=witness)
        return verdict

    def _values(self, values: Iterable[int | None]) -> Mapping[str, float]:
        pairs = zip(by_name(self.profile).columns, values, strict=True)
        return {column.quantity: value / 10**column.decimals for column, value in pairs if value is not None}


class CountingBoard(Board):
    """Every row counts as many people, so a sum of windows tells how many rows are in them."""

    profile = "people"

    def judge(self, witness: str, *, stored: Iterable[Stored], accounts: Accounts) -> Verdict:
        """stored: of this device. Each row with a verdict is in a window or has its reason, by the accounts."""
        people = sum(round(reading.value) for reading in stored if reading.identity.endswith("/in"))
        rows, rest = divmod(people, crowd_driver.PEOPLE)
        lives = [life for life in accounts.lives if life.device == self.name]
        kept, settled, taken = sum(life.kept for life in lives), sum(life.floor for life in lives), self.last_row
        verdict = Verdict()
        verdict.lose([f"{self.name}: a row in no window"] * (kept - rows), where=witness)
        verdict.double([f"{self.name}: a row in two windows"] * (rows - kept), where=witness)
        if rest or settled > taken + self.cuts:
            verdict.leave_open([f"{self.name}: {people} people, {taken} rows; {lives}"], where=witness)
        return verdict


KINDS: Mapping[str, type[SoilBoard] | type[CountingBoard]] = {kind.profile: kind for kind in (SoilBoard, CountingBoard)}


def _parts(identity: str) -> tuple[str, str, str, str]:
    """(device, life, row, quantity) of a reading."""
    device, life, row, quantity = identity.split("/")
    return device, life, row, quantity
