"""A real gateway for one test: its own folder, broker and ports, used as an operator uses it."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from stoep_gateway.backends import kinds
from stoep_simulators.commands.toml_text import toml_text
from stoep_simulators.scenarios.held_gateway import HeldGateway
from stoep_simulators.scenarios.records import Fault, Group
from stoep_testing.csv_store import csv_rows
from stoep_testing.loop_thread import LoopThread
from stoep_testing.stored import Stored

OWN = "arrived"  # the back-end that is always there: CSV files, to hold the others against


class Gateway:
    """It starts when it is needed first; what is to be configured comes before that.

    Its clock is the fleet's: it stands still at 2026-07-01T00:00Z until devices live, and where they ended after that.
    """

    def __init__(self, folder: Path, *, loop: LoopThread) -> None:
        self._folder = folder
        self._loop = loop
        self._backends = [_backend(OWN, kind="csv", options={"output_dir": OWN})]
        self._made: HeldGateway | None = None
        self.faults: tuple[Fault, ...] = ()  # of its fleet: they explain what is refused and dropped
        self.groups: tuple[Group, ...] = ()
        self.again = ""  # what ran, and how to repeat it

    def forward_to(self, kind: str, *, name: str = "city", **options: str | float | bool) -> None:
        """A [[backend]] table of that type more, yours or one of stoep's, with its options.

        ValueError: no such type here; RuntimeError: the gateway runs already.
        """
        if self._made is not None:
            raise RuntimeError("forward_to comes before the gateway starts: call it before stoep_fleet.live")
        if kind not in kinds():
            raise ValueError(f"no back-end type {kind} here ({', '.join(kinds())}): is what brings it installed?")
        self._backends.append(_backend(name, kind=kind, options=options))

    @property
    def backends(self) -> list[dict[str, Any]]:
        """Its `[[backend]]` tables."""
        tables: list[dict[str, Any]] = tomllib.loads("".join(self._backends))["backend"]
        return tables

    @property
    def held(self) -> HeldGateway:
        """What a scenario is played against. From now on it has no more back-ends than it has."""
        if self._made is None:
            self._made = HeldGateway(self._folder, name="a test", backends="".join(self._backends))
        return self._made

    def start(self) -> None:
        """Until its broker and pages answer; does nothing when it runs. GatewayError: with what it said."""
        self._loop.run(self.held.prepare())
        self._loop.run(self.held.start())

    def stop(self) -> None:
        """As `systemctl stop` does; `start` goes on."""
        if self._made is not None:
            self._loop.run(self._made.local.stop())

    def accounts(self) -> dict[str, Any]:
        """What `stoep accounts --json` says now. GatewayError; RuntimeError: it has not run yet."""
        if self._made is None:
            raise RuntimeError("the gateway has not run yet, it has no accounts: call stoep_fleet.live first")
        local = self.held.local
        if local.is_wanted:
            self._loop.run(_soon(local.check))
        return self._loop.run(local.accounts())

    def arrived(self) -> list[Stored]:
        """What it released, windows of people counts too, by the CSV files that it keeps beside your back-ends."""
        return csv_rows(self._folder / OWN)


def _backend(name: str, *, kind: str, options: dict[str, Any]) -> str:
    return toml_text({"backend": [{"name": name, "type": kind, **options}]})


async def _soon(look: Callable[[], None]) -> None:
    look()  # in the loop that watches the process
