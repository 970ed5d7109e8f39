"""A simulation's acts: enrol, live away in virtual time, connect, deliver, count.

What the seed decides: each device's world and so, while no network tells the time, its rows: numbers, moments, values.
What it does not: keys, lives, sessions, the moment of the first connection, the rows taken on the way to it. A device
that is away knows only how long it is up, and the gateway dates its rows back from the real moment at which they meet;
so it does not matter that the virtual days stand elsewhere in the calendar, and no count comes from the future. From
the first connection on a device's time stands still: nothing is taken that would have to wait for the next one.
"""

import asyncio
import os
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from stoep_simulators.commands.local_fleet import AHEAD_S, AWAY_RATES_S, enrol, flashed
from stoep_simulators.commands.local_gateway import LocalGateway
from stoep_simulators.commands.progress import Progress
from stoep_simulators.commands.simulate_report import Report
from stoep_simulators.fleet import Fleet
from stoep_simulators.neighbourhood import Neighbourhood
from stoep_simulators.row_log import KeptRow, read_rows, rows_away, rows_sha256
from stoep_simulators.scenarios.arrivals import Arrivals, arrivals
from stoep_simulators.scenarios.records import START_S
from stoep_simulators.tape import TapeWriter
from stoep_simulators.town import town
from stoep_simulators.vm.vm_fleet import VmFleet
from stoep_simulators.vm.vm_node import compiled_where_it_can

_DAY_S = 86_400
_LOOK_S = 1.0
_STALLED_S = 30.0  # commits wait a second, a back-end's retries some more


class _Fleet(Protocol):
    """What both fleets offer."""

    def add(self, bundle: dict[str, Any], *, tape: TapeWriter, seed: int) -> object: ...

    async def run_away(self, until_s: int) -> None: ...

    async def deliver(self) -> None: ...

    async def stop(self) -> None: ...

    def rows_taken(self) -> int: ...

    def row_logs(self) -> dict[str, Path]: ...

    def share_away(self) -> float: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationSettings:
    """devices, days >= 1."""

    devices: int
    days: int
    seed: int
    on_vm: bool


class Simulation:
    """Everything lives in `folder`. run() may be cancelled at any moment; then close(). report: once it is done."""

    def __init__(self, settings: SimulationSettings, *, folder: Path, progress: Progress) -> None:
        self._settings = settings
        self._folder = folder
        self._progress = progress
        self._spots = town(settings.devices, seed=settings.seed)
        self._gateway = LocalGateway(folder)
        self._fleet: _Fleet | None = None
        self._began_s = time.monotonic()
        self.report: Report | None = None

    async def run(self) -> None:
        """All acts. GatewayError, FleetError, alone or in a group."""
        settings = self._settings
        await self._gateway.prepare(
            changes={
                ("gateway", "name"): "stoep simulate",
                ("gateway", "log_level"): "warning",
                ("clock", "trust"): "system",
                ("journal", "commit_interval_s"): 1.0,
            }
        )
        bundles = await enrol(self._gateway, spots=self._spots, rates_s=AWAY_RATES_S, progress=self._progress)
        self._say(f"{len(bundles)} devices enrolled")
        await self._gateway.start()
        await self._gateway.ready()
        fleet = self._fleet = self._made_fleet(bundles)
        until_s = START_S + settings.days * _DAY_S
        away_s = await self._away(fleet, until_s=until_s)
        speed = settings.days * _DAY_S / away_s
        self._say(f"{settings.days} days away in {away_s:.1f} s (virtual ÷ real time: {speed:,.0f})")
        taken, arrived = await self._deliver(fleet)
        await fleet.stop()
        await self._gateway.stop()
        self._say("delivered")
        rows = {name: rows_away(read_rows(path), before_s=until_s) for name, path in fleet.row_logs().items()}
        self.report = Report(
            devices=settings.devices,
            days=settings.days,
            seed=settings.seed,
            on_vm=settings.on_vm,
            away_s=away_s,
            real_s=time.monotonic() - self._began_s,
            rows=self._by_kind(rows),
            rows_sha256=rows_sha256(rows, start_s=START_S),
            taken=taken,
            arrived=arrived,
            accounts=await self._gateway.accounts(),
        )

    async def close(self) -> None:
        """Nothing runs after this."""
        if self._fleet is not None:
            await self._fleet.stop()
        await self._gateway.stop()

    def _made_fleet(self, bundles: dict[str, dict[str, Any]]) -> _Fleet:
        settings, folder = self._settings, self._folder / "devices"
        fleet: _Fleet
        if settings.on_vm:
            fleet = VmFleet(
                folder,
                start_s=START_S,
                import_path=compiled_where_it_can(self._folder / "compiled"),
                at_once=os.cpu_count() or 1,
            )
        else:
            fleet = Fleet(folder, start_s=START_S)
        end_s = START_S + settings.days * _DAY_S + AHEAD_S
        place = Neighbourhood(seed=settings.seed, start_s=START_S, end_s=end_s)
        for spot in self._spots:
            bundle = flashed(bundles[spot.name], spot=spot, rates_s=AWAY_RATES_S)
            fleet.add(bundle, tape=place.tape(spot), seed=settings.seed)
        return fleet

    async def _away(self, fleet: _Fleet, *, until_s: int) -> float:
        """How long it took, in real seconds."""
        began_s = time.monotonic()
        ended_s = began_s

        async def live() -> None:
            nonlocal ended_s
            await fleet.run_away(until_s)
            ended_s = time.monotonic()
            showing.cancel()

        async with asyncio.TaskGroup() as group:
            showing = group.create_task(self._show_away(fleet), name="show")
            group.create_task(live(), name="fleet away")
        return ended_s - began_s

    async def _show_away(self, fleet: _Fleet) -> None:
        while True:
            self._progress.bar(f"{self._settings.days} days away", share=fleet.share_away())
            await asyncio.sleep(_LOOK_S)

    async def _deliver(self, fleet: _Fleet) -> tuple[int, Arrivals]:
        """Connect all and wait until every row is somewhere, or nothing moves. Rows taken, and where they are."""
        async with asyncio.TaskGroup() as group:
            delivering = group.create_task(fleet.deliver(), name="fleet")
            least, moved_s = None, time.monotonic()
            while True:
                await asyncio.sleep(_LOOK_S)
                self._gateway.check()
                is_still = delivering.done()  # no row is taken from then on
                taken = fleet.rows_taken()
                now = arrivals(await self._gateway.accounts())
                left = taken - now.accounted + now.pending
                if least is None or left < least or not is_still:
                    least, moved_s = left, time.monotonic()
                if is_still and (not left or time.monotonic() - moved_s > _STALLED_S):
                    return taken, now
                state = f"  {now.accounted:,} of {taken:,} rows"
                self._progress.bar("delivering", share=now.accounted / max(taken, 1), after=state)

    def _by_kind(self, rows: dict[str, tuple[KeptRow, ...]]) -> dict[str, int]:
        counts: Counter[str] = Counter()
        for spot in self._spots:
            counts[spot.profile] += len(rows[spot.name])
        return dict(counts)

    def _say(self, text: str) -> None:
        self._progress.line(f"{time.monotonic() - self._began_s:6.1f} s  {text}")
