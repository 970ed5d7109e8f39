"""A fleet for one test: simulated devices with the real firmware, on CPython or on the MicroPython VM, and faults."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from stoep_simulators.commands.progress import Progress
from stoep_simulators.commands.toml_text import toml_text
from stoep_simulators.commands.until_told import alone
from stoep_simulators.row_log import KeptRow
from stoep_simulators.scenarios.durations import words
from stoep_simulators.scenarios.outcome import Outcome
from stoep_simulators.scenarios.parse import read_scenario
from stoep_simulators.scenarios.play import Play
from stoep_simulators.scenarios.promises import Verdict, verdicts
from stoep_simulators.scenarios.records import KINDS, Scenario
from stoep_testing.expected import expected
from stoep_testing.gateway import Gateway
from stoep_testing.loop_thread import LoopThread
from stoep_testing.stored import Stored


class Devices:
    """add and fault what there is to be, then live; or play a scenario file. Once."""

    def __init__(self, folder: Path, *, gateway: Gateway, loop: LoopThread) -> None:
        self._folder = folder
        self._gateway = gateway
        self._loop = loop
        self._tables: list[str] = []
        self._play: Play | None = None

    def add(
        self,
        count: int,
        *,
        kinds: Sequence[str] = KINDS,
        on_vm: bool = False,
        name: str = "",
        sample: str = "",
        send: str = "",
        csv: str | Path = "",
        columns: Mapping[str, str] | None = None,
    ) -> None:
        """So many devices more, of these kinds in turns: soil-1, soil-2 …, air-1 ….

        on_vm: on the MicroPython VM, a process each, called soil-vm-1 …. name: of a group of your own, name-soil-1 …,
        or name-1 … if it is of one kind. The others are those of a scenario's [[devices]]. ValueError.
        """
        if count < 1 or not kinds or not set(kinds) <= set(KINDS):
            raise ValueError(f"add: a count from 1 on, and kinds among {', '.join(KINDS)}")
        for place, kind in enumerate(kinds[:count]):
            own = kind + ("-vm" if on_vm else "") if not name else name if len(kinds) == 1 else f"{name}-{kind}"
            told = {"kind": kind, "name": own, "count": (count - place - 1) // len(kinds) + 1, "vm": on_vm}
            more = {"sample": sample, "send": send, "csv": str(Path(csv).resolve()) if csv else "", "columns": columns}
            self._tables.append(toml_text({"devices": [told | {key: value for key, value in more.items() if value}]}))

    def fault(
        self,
        kind: str,
        *,
        at: str,
        lasts: str,
        devices: str | float | Sequence[str] | None = None,
        **own: str | int,
    ) -> None:
        """Something that goes wrong on purpose, a [[faults]] table of a scenario: `fault("wifi-away", at="6 h",
        lasts="8 h", devices=0.5)`. devices: "all", a share, or names of devices and groups; own: what else it takes.
        """
        whom = {} if devices is None else {"devices": devices if isinstance(devices, str | float) else list(devices)}
        self._tables.append(toml_text({"faults": [{"kind": kind, "at": at, "for": lasts, **whom, **own}]}))

    def live(self, *, days: int, seed: int = 1) -> None:
        """Enrol all, start the gateway, let them live for so many days of virtual time, until all is delivered.

        Everybody's clock stands still while the wire owes an answer. GatewayError, FleetError; ScenarioError: something
        that was added cannot be so; FileNotFoundError: no VM here.
        """
        path = self._folder / "scenario.toml"
        self._folder.mkdir(parents=True, exist_ok=True)
        path.write_text(f"seed = {seed}\ndays = {days}\n" + "".join(self._tables), encoding="utf-8")
        self._run(
            read_scenario(path, backends=self._gateway.backends), again=f"stoep_fleet.live(days={days}, seed={seed})"
        )

    def play(self, path: str | Path, *, seed: int | None = None) -> None:
        """The same with a scenario file and all that it says. seed: in place of the file's."""
        if self._tables:
            raise RuntimeError("play: a scenario file has its own devices and faults; add nothing to it")
        scenario = read_scenario(Path(path), seed=seed, backends=self._gateway.backends)
        self._run(scenario, again=f'stoep_fleet.play("{path}", seed={scenario.seed})')

    def stop(self) -> None:
        """Take the power away."""
        if self._play is not None:
            self._loop.run(self._play.close())

    @property
    def outcome(self) -> Outcome:
        """What it came to: rows and conversations of each device, the accounts. RuntimeError before they lived."""
        if self._play is None or self._play.outcome is None:
            raise RuntimeError("the devices have not lived yet: call stoep_fleet.live first")
        return self._play.outcome

    def verdicts(self) -> tuple[Verdict, ...]:
        """What became of the promises that every scenario has, and of the file's own."""
        return verdicts(self.outcome)

    def kept(self) -> Mapping[str, tuple[KeptRow, ...]]:
        """What each device itself says it kept, by name."""
        return self._play.logs if self._play is not None else {}

    def promised(self) -> list[Stored]:
        """What must arrive of the rows that are passed on one by one, so not of counts of people; time_s None."""
        scenario, lives = self.outcome.scenario, self.outcome.accounts["lives"]
        return expected(
            self.kept(), groups=scenario.groups, lives=lives, released=self.released(), faults=scenario.faults
        )

    def released(self) -> list[Stored]:
        """What the gateway released of it, by its own CSV files."""
        return self._gateway.arrived()

    def __str__(self) -> str:
        return self._gateway.again

    def _run(self, scenario: Scenario, *, again: str) -> None:
        if self._play is not None:
            raise RuntimeError("a fleet lives once: take another one for another life")
        counts = f"{_count(len(scenario.devices), 'device')}, {_count(len(scenario.faults), 'fault')}"
        self._gateway.again = f"{counts}, {words(scenario.end_s)}; the same again: {again}"
        self._gateway.faults, self._gateway.groups = scenario.faults, scenario.groups
        progress = Progress(sys.stderr, redraws=False)
        self._play = Play(scenario, folder=self._folder, progress=progress, gateway=self._gateway.held)
        self._loop.run(alone(self._play.run()))


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
