"""Play a scenario: a gateway of its own, its devices enrolled and flashed, led through the days, counted at the end."""

import asyncio
import time
from collections.abc import Mapping
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import Any

from stoep_simulators.commands.local_fleet import enrol, flashed, wish
from stoep_simulators.commands.progress import Progress
from stoep_simulators.row_log import KeptRow, read_rows, rows_sha256
from stoep_simulators.scenarios.attacker import Attacker
from stoep_simulators.scenarios.backends_away import BackendsAway
from stoep_simulators.scenarios.conductor import Conductor, Moment
from stoep_simulators.scenarios.cutter import Cutter
from stoep_simulators.scenarios.durations import words
from stoep_simulators.scenarios.held_gateway import HeldGateway
from stoep_simulators.scenarios.outcome import DeviceOutcome, Outcome
from stoep_simulators.scenarios.players import HostPlayer, Player, VmPlayer
from stoep_simulators.scenarios.records import ATTACKER, GATEWAY_AWAY, START_S, UPDATE_HALF_WAY, Fault, Scenario
from stoep_simulators.scenarios.updates import Update, flash_slots, half_of, make_update, offered
from stoep_simulators.scenarios.world import World
from stoep_simulators.vm import vm_parent
from stoep_simulators.vm.vm_node import compiled_where_it_can

_LOOK_S = 0.5


class Play:
    """Everything lives in `folder`. run() may be cancelled at any moment. outcome: once it is done.

    gateway: with its folder and its back-ends, where it is somebody's; it is started, anew if it runs, and stopped at
    the end.
    """

    def __init__(
        self, scenario: Scenario, *, folder: Path, progress: Progress, gateway: HeldGateway | None = None
    ) -> None:
        self._scenario = scenario
        self._folder = folder
        self._compiled = folder / "compiled"
        self._progress = progress
        self._world = World(scenario)
        self._held = gateway or HeldGateway(folder, name="stoep simulate")
        self._gateway = self._held.local
        self._conductor: Conductor | None = None
        self._updated = [fault for fault in scenario.faults if fault.kind == UPDATE_HALF_WAY]
        self._update: Update | None = None
        self._attacker = Attacker(seed=f"{scenario.seed}/attacker", is_on=self._is_attacked)
        self._cutter = Cutter()
        self._backends = BackendsAway(self._held, faults=scenario.faults)
        self._began_s = self._played_from_s = time.monotonic()
        self._played_s = 0.0
        self.logs: Mapping[str, tuple[KeptRow, ...]] = {}  # what each device itself says it kept, once it is done
        self.outcome: Outcome | None = None

    async def run(self) -> None:
        """All of it; nothing runs afterwards, however it ends. GatewayError, FleetError, alone or in a group;
        ScenarioError.
        """
        try:
            await self._run()
        finally:
            await self.close()

    async def _run(self) -> None:
        settings: dict[tuple[str, str], object] = {}
        if self._updated:
            self._progress.running("making the update")
            self._update = await asyncio.to_thread(make_update, self._folder / "update")
            settings["updates", "public_keys"] = [str(self._update.public_key)]
        await self._held.prepare(settings=settings, own=self._scenario.config)
        bundles = await self._enrolled()
        self._say(f"{len(bundles)} devices enrolled")
        async with AsyncExitStack() as opened:
            faults = self._scenario.faults
            self._backends.ways = await opened.enter_async_context(self._held.ways(self._backends.names))
            there: dict[str, object] = {}
            broker = (self._gateway.broker_host, self._gateway.broker_port)
            if any(fault.kind == ATTACKER for fault in faults):
                broker = await opened.enter_async_context(self._attacker.listening(broker))
            if any(fault.mid_conversation for fault in faults):
                broker = await opened.enter_async_context(self._cutter.listening(broker))
            if broker != (self._gateway.broker_host, self._gateway.broker_port):
                there = {"host": broker[0], "port": broker[1]}
            await self._days(
                {name: {**bundle, "broker": {**bundle["broker"], **there}} for name, bundle in bundles.items()}
            )

    async def _days(self, bundles: dict[str, dict[str, Any]]) -> None:
        players = await self._players(bundles)
        await self._held.start_anew()
        conductor = self._conductor = Conductor(
            players,
            faults=self._scenario.faults,
            clock=self._held.clock,
            start_s=START_S,
            end_s=START_S + self._scenario.end_s,
            moments=self._moments(),
        )
        await self._lead(conductor)
        await self._backends.all_back()
        logs = self.logs = {player.name: read_rows(player.row_log) for player in players}
        await self._settled(sum(map(len, logs.values())))
        await conductor.stop()
        await self._gateway.stop()
        self._say("stopped, and counted")
        stages = await self._stages() if self._updated else {}  # the daemon writes them down when it ends
        accounts, table = await self._gateway.counted()
        self.outcome = self._found(
            logs,
            conductor=conductor,
            accounts=accounts,
            table=table,
            updates=tuple(
                (name, stages.get(name, "unknown")) for each in self._updated for name in sorted(each.devices)
            ),
        )

    async def close(self) -> None:
        """Nothing runs after this, whatever it raises."""
        try:
            if self._conductor is not None:
                await self._conductor.stop()
        finally:
            vm_parent.end(self._compiled)
            await self._gateway.stop()

    def _moments(self) -> list[Moment]:
        """The gateway with its broker dies as by a power cut, and is started again; updates are offered; the end."""
        found: list[Moment] = self._backends.moments()
        for fault in self._scenario.faults:
            if fault.kind == GATEWAY_AWAY:
                found += [(START_S + fault.at_s, self._gateway.kill), (START_S + fault.end_s, self._held.start)]
            if fault.mid_conversation:
                found.append((START_S + fault.at_s, partial(self._arm, fault)))
        for fault in self._updated:
            found.append((START_S + fault.at_s, partial(self._order, fault)))
        return [*found, (START_S + self._scenario.end_s, self._days_are_over)]

    async def _days_are_over(self) -> None:
        """What devices do from now on is deliver."""
        self._played_s = time.monotonic() - self._played_from_s
        speed = self._scenario.end_s / self._played_s
        self._say(f"{words(self._scenario.end_s)} in {self._played_s:.1f} s (virtual ÷ real time: {speed:,.0f})")

    async def _arm(self, fault: Fault) -> None:
        """Cut the fault's devices off in their next conversation, but for those that still wait for an earlier cut."""
        conductor = self._conductor
        if conductor is None:
            return
        for name in sorted(fault.devices):
            track = conductor.tracks[name]
            if track.half is None:
                seed = f"{self._scenario.seed}/cut/{fault.at_s}/{name}"
                track.half = (self._cutter.arm(name, seed=seed), fault.for_s)

    async def _order(self, fault: Fault) -> None:
        """Offer the update to the fault's devices, whose power goes once they have half of it."""
        update, conductor = self._update, self._conductor
        if update is None or conductor is None:
            return
        names = sorted(fault.devices)
        image = str(update.image)
        await self._gateway.commands([("device", "update", "--group", name, "--image", image) for name in names])
        await offered(names, known=self._stages)
        for name in names:
            track = conductor.tracks[name]
            track.half = (half_of(update, flash=track.player.flash), fault.for_s)

    async def _stages(self) -> dict[str, str]:
        """How far each device is with its update."""
        rollouts = await self._gateway.rollouts()
        return {device["name"]: device["stage"] for rollout in rollouts for device in rollout["devices"]}

    def _is_attacked(self, device: str) -> bool:
        if self._conductor is None:
            return False
        since_s = self._conductor.now_s - START_S
        return any(
            fault.kind == ATTACKER and device in fault.devices and fault.at_s <= since_s < fault.end_s
            for fault in self._scenario.faults
        )

    async def _enrolled(self) -> dict[str, dict[str, Any]]:
        wishes = [
            wish(self._world.spot(name, kind=group.kind), sample_s=group.sample_s, send_s=group.send_s)
            for group in self._scenario.groups
            for name in group.devices
        ]
        return await enrol(self._gateway, wishes=wishes, progress=self._progress)

    async def _players(self, bundles: dict[str, dict[str, Any]]) -> list[Player]:
        import_path = None
        if any(group.on_vm for group in self._scenario.groups):
            self._progress.running("compiling the firmware")
            import_path = await asyncio.to_thread(compiled_where_it_can, self._compiled)
        players: list[Player] = []
        for group in self._scenario.groups:
            for name in group.devices:
                rates = {"sample_s": group.sample_s, "send_s": group.send_s}
                bundle = flashed(bundles[name], profile=group.kind, **rates)
                tape, home = self._world.tape(name, group=group), self._folder / "devices" / name
                seed = self._scenario.seed
                is_updated = any(name in fault.devices for fault in self._updated)
                if group.on_vm:
                    players.append(VmPlayer(bundle, tape=tape, home=home, seed=seed, import_path=import_path))
                else:
                    players.append(HostPlayer(bundle, tape=tape, home=home, seed=seed))
                if is_updated:
                    flash_slots(players[-1].flash)
                self._progress.bar("making their worlds", share=len(players) / len(bundles))
                await asyncio.sleep(0)  # who says stop is heard
        return players

    async def _lead(self, conductor: Conductor) -> None:
        self._played_from_s = time.monotonic()

        async def live() -> None:
            await conductor.run()
            showing.cancel()

        async with asyncio.TaskGroup() as group:
            showing = group.create_task(self._show(conductor), name="show")
            group.create_task(live(), name="devices")
        self._say(f"{conductor.done_count:,} of {len(conductor.tracks):,} devices have delivered")

    async def _show(self, conductor: Conductor) -> None:
        while True:
            if self._gateway.is_wanted:
                self._gateway.check()
            share = (conductor.now_s - START_S) / self._scenario.end_s
            if share < 1:
                self._progress.bar(words(self._scenario.end_s), share=share)
            else:
                done, count = conductor.done_count, len(conductor.tracks)
                self._progress.bar("delivering", share=done / count, after=f"  {done:,} of {count:,} devices")
            await asyncio.sleep(_LOOK_S)

    async def _settled(self, taken: int) -> None:
        """Wait until every row has its place, or nothing moves."""

        def told(placed: int) -> None:
            self._progress.bar("settling", share=placed / max(taken, 1))

        await self._held.settled(rows=taken, told=told)

    def _found(
        self,
        logs: Mapping[str, tuple[KeptRow, ...]],
        *,
        conductor: Conductor,
        accounts: dict[str, Any],
        table: str,
        updates: tuple[tuple[str, str], ...],
    ) -> Outcome:
        scenario = self._scenario
        within = {
            name: tuple(row for row in rows if row.at_s < START_S + scenario.end_s) for name, rows in logs.items()
        }
        return Outcome(
            scenario=scenario,
            devices=tuple(
                DeviceOutcome(
                    name=name,
                    kind=group.kind,
                    on_vm=group.on_vm,
                    taken_s=tuple(sorted(row.at_s - START_S for row in logs[name])),
                    met_s=tuple(met_s - START_S for met_s in conductor.tracks[name].met_s),
                )
                for group in scenario.groups
                for name in group.devices
            ),
            rows_sha256=rows_sha256(within, start_s=START_S),
            accounts=accounts,
            accounts_table=table,
            played_s=self._played_s,
            real_s=time.monotonic() - self._began_s,
            steps=conductor.steps,
            injected=self._attacker.injected,
            updates=updates,
            returns=tuple(self._backends.returns),
        )

    def _say(self, text: str) -> None:
        self._progress.line(f"{time.monotonic() - self._began_s:6.1f} s  {text}")
