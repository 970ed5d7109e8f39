"""A fleet for one test: simulated devices with the real firmware, on CPython or on the MicroPython VM."""

import os
from collections.abc import Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from stoep_protocol.profiles import by_name
from stoep_simulators.commands.local_fleet import AHEAD_S, AWAY_RATES_S, START_S, flashed, wish
from stoep_simulators.fleet import Fleet
from stoep_simulators.neighbourhood import Neighbourhood, Spot
from stoep_simulators.row_log import KeptRow, read_rows
from stoep_simulators.tape import TapeWriter
from stoep_simulators.town import town
from stoep_simulators.vm.vm_fleet import VmFleet
from stoep_simulators.vm.vm_node import compiled_where_it_can
from stoep_testing.gateway import Gateway
from stoep_testing.loop_thread import LoopThread
from stoep_testing.stored import Stored

KINDS = ("soil", "air", "people", "weather")
_DAY_S = 86_400
_PATIENCE_S = 30.0


class _Fleet(Protocol):
    def add(self, bundle: dict[str, Any], *, tape: TapeWriter, seed: int) -> object: ...

    def run_away(self, until_s: int) -> Coroutine[Any, Any, None]: ...

    def deliver(self) -> Coroutine[Any, Any, None]: ...

    def stop(self) -> Coroutine[Any, Any, None]: ...

    def rows_taken(self) -> int: ...

    def row_logs(self) -> dict[str, Path]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    spots: tuple[Spot, ...]
    on_vm: bool


class Devices:
    """add, live, deliver: once, in this order. seed: another one is another world."""

    def __init__(self, folder: Path, *, gateway: Gateway, loop: LoopThread) -> None:
        self._folder = folder
        self._gateway = gateway
        self._loop = loop
        self._wishes: list[tuple[int, tuple[str, ...], bool]] = []
        self._groups: list[_Group] = []
        self._fleets: list[_Fleet] = []
        self.seed = 1
        self.days = 0.0

    def add(self, count: int, *, kinds: tuple[str, ...] = KINDS, on_vm: bool = False) -> None:
        """So many devices more, of these kinds in turns. on_vm: on the MicroPython VM, a process each."""
        if count < 1 or not kinds or not set(kinds) <= set(KINDS):
            raise ValueError(f"add: a count from 1 on, and kinds among {', '.join(KINDS)}")
        self._wishes.append((count, kinds, on_vm))

    def live(self, *, days: float, seed: int = 1) -> None:
        """Enrol all, start the gateway, let them live for days of virtual time without a network.

        While they are away they know only how long they are up: the gateway dates their rows back from `deliver`.
        Rings hold three days of rows; then the oldest go and are counted. GatewayError, FleetError; FileNotFoundError:
        no VM here.
        """
        if self._fleets:
            raise RuntimeError("a fleet lives once: take another one for another life")
        self.seed, self.days = seed, days
        self._groups = _chosen(self._wishes, seed=seed)
        spots = [spot for group in self._groups for spot in group.spots]
        bundles = self._gateway.enrol([wish(spot, rates_s=AWAY_RATES_S) for spot in spots])
        self._gateway.start()
        end_s = START_S + int(days * _DAY_S)
        place = Neighbourhood(seed=seed, start_s=START_S, end_s=end_s + AHEAD_S)
        for number, group in enumerate(self._groups):
            fleet = self._made(group, folder=self._folder / str(number))
            self._fleets.append(fleet)
            for spot in group.spots:
                bundle = flashed(bundles[spot.name], spot=spot, rates_s=AWAY_RATES_S)
                fleet.add(bundle, tape=place.tape(spot), seed=seed)
        for fleet in self._fleets:
            self._loop.run(fleet.run_away(end_s))

    def deliver(self) -> None:
        """Give them the network; until every row has a place and every back-end got its own, or nothing moves."""
        self._gateway.start()
        for fleet in self._fleets:
            self._loop.run(fleet.deliver())
        self._gateway.until_delivered(self.rows_taken, patience_s=_PATIENCE_S)

    def stop(self) -> None:
        """Take the power away."""
        for fleet in self._fleets:
            self._loop.run(fleet.stop())

    def rows_taken(self) -> int:
        """Of all devices, by their own logs."""
        return sum(fleet.rows_taken() for fleet in self._fleets)

    def kept(self) -> dict[str, tuple[KeptRow, ...]]:
        """What each device itself says it kept, by name."""
        return {name: read_rows(path) for fleet in self._fleets for name, path in fleet.row_logs().items()}

    def promised(self) -> list[Stored]:
        """What must arrive of the rows that are passed on one by one, so not of counts of people.

        identity: device/row/quantity, for the life is drawn anew each time; time_s None, for the gateway dates them.
        A full ring's oldest rows are not in it: the device counted them as dropped.
        """
        kept = self.kept()
        dropped = {life["device"]: life["dropped"] for life in self._gateway.accounts()["lives"]}
        return [
            Stored(f"{spot.name}/{row.row}/{column.quantity}", None, 0, value / 10**column.decimals)
            for group in self._groups
            for spot in group.spots
            if not by_name(spot.profile).is_people
            for row in kept[spot.name][dropped.get(spot.name, 0) :]
            for column, value in zip(by_name(spot.profile).columns, row.values, strict=True)
            if value is not None
        ]

    def released(self) -> list[Stored]:
        """What the gateway released of it, by its own CSV files."""
        return self._gateway.arrived()

    def __str__(self) -> str:
        count = sum(len(group.spots) for group in self._groups)
        return f"{count} devices, {self.days:g} days, seed={self.seed}"

    def _made(self, group: _Group, *, folder: Path) -> _Fleet:
        if not group.on_vm:
            return Fleet(folder, start_s=START_S)
        code = compiled_where_it_can(self._folder / "compiled")
        return VmFleet(folder, start_s=START_S, import_path=code, at_once=os.cpu_count() or 1)


def _chosen(wishes: list[tuple[int, tuple[str, ...], bool]], *, seed: int) -> list[_Group]:
    """Spots of a town that is large enough: each twenty have three of the rarest kind."""
    left = list(town(20 * (1 + sum(count for count, _, _ in wishes)), seed=seed))
    groups = []
    for count, kinds, on_vm in wishes:
        spots = []
        for number in range(count):
            spot = next(each for each in left if each.profile == kinds[number % len(kinds)])
            left.remove(spot)
            spots.append(spot)
        groups.append(_Group(spots=tuple(spots), on_vm=on_vm))
    return groups
