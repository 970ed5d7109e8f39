"""The real firmware on the MicroPython VM, measuring soil in real time; its own log says what it took."""

import time
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from chaos.verdict import Verdict
from stoep_protocol.profiles import by_name
from stoep_simulators.tape import TapeWriter
from stoep_simulators.vm.vm_node import VmNode
from support.backend_benches import Stored

SAMPLE_S = 1
_PROFILE = by_name("soil")
_START_S = 200_000_000  # wire time of its world; it learns the true time from the gateway
_WORLD_S = 86_400
_SENSORS = [{"type": "probe", "pin": 34}]


class SoilBoard:
    """cuts: how often it lost its power, by SIGKILL."""

    def __init__(self, home: Path, *, bundle: dict[str, Any], compiled: Path) -> None:
        """compiled: the folder of `compile_for_vm`."""
        self.name: str = bundle["device"]
        self.cuts = 0
        home.mkdir()
        tape = TapeWriter()
        tape.level("probe_mv", [(_START_S, 100), (_START_S + _WORLD_S, 3_200)])
        tape.write(str(home / "tape"))
        flashed = {**bundle, "wifi": [["street", ""]], "sensors": _SENSORS}
        self._node = VmNode(home / "node", bundle=flashed, tape=home / "tape", import_path=compiled)
        self._began_s = time.monotonic()

    @property
    def last_row(self) -> int:
        """By its own log."""
        return max((row.row for row in self._node.rows()), default=0)

    @property
    def said(self) -> str:
        """The end of it."""
        return self._node.said()[-500:]

    async def power_on(self) -> None:
        """Does nothing if it is on."""
        if not self._node.is_running:
            await self._node.start(("live", None), start_s=_START_S + int(time.monotonic() - self._began_s))

    async def cut_power(self) -> None:
        """Does nothing if it is off."""
        if self._node.is_running:
            self.cuts += 1
            await self._node.kill()

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
        pairs = zip(_PROFILE.columns, values, strict=True)
        return {column.quantity: value / 10**column.decimals for column, value in pairs if value is not None}


def _parts(identity: str) -> tuple[str, str, str, str]:
    """(device, life, row, quantity) of a reading."""
    device, life, row, quantity = identity.split("/")
    return device, life, row, quantity
