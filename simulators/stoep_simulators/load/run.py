"""A load run's acts: a gateway of its own, devices enrolled and connected, frames on schedule, verdicts awaited."""

import asyncio
import os
import time
from pathlib import Path
from typing import Any

from stoep_protocol.profiles import by_name
from stoep_simulators.commands.local_fleet import enrol
from stoep_simulators.commands.local_gateway import LocalGateway, Wish
from stoep_simulators.commands.progress import Progress
from stoep_simulators.load.report import LoadReport, report_of
from stoep_simulators.load.schedule import Moment, schedule
from stoep_simulators.load.senders import Account, Endpoint, Senders
from stoep_simulators.load.settings import LoadSettings
from stoep_simulators.load.talker import Row, Speaker
from stoep_simulators.load.tally import Tally
from stoep_simulators.load.usage import Process, Watch, memory_bytes, processes, tree
from stoep_simulators.load.walks import Walk
from stoep_simulators.sim_clock import real_wire_ms

# The town's mix without counters: their rows are settled when their window closes, whatever the load.
_KINDS = ("soil", "air", "soil", "weather", "soil") * 2 + ("soil", "air", "soil", "weather", "air")  # 8, 4, 3
_FIRST_CELL_M, _CELL_M, _CELLS_A_ROW = (78_750, 456_750), 500, 50
_AHEAD_S = 1.0  # between the last hello and the first moment
_LOOK_S = 0.25
_USAGE_S = 2.0
_STALLED_S = 30.0  # longer than replies, tries and reconnections take
_BROKER = "nats-server"


class LoadRun:
    """Everything lives in `folder`. run() may be cancelled at any moment. report: once it is done."""

    def __init__(self, settings: LoadSettings, *, folder: Path, progress: Progress) -> None:
        self._settings = settings
        self._progress = progress
        self.gateway = LocalGateway(folder)
        self.tally = Tally()
        self._watches = {"gateway": Watch(), "broker": Watch(), "load generator": Watch()}
        self._began_s = time.monotonic()
        self.report: LoadReport | None = None

    async def run(self) -> None:
        """All of it; nothing runs afterwards, however it ends. GatewayError, LoadError, alone or in a group."""
        try:
            await self._run()
        finally:
            await self.gateway.stop()

    async def _run(self) -> None:
        settings = self._settings
        await self.gateway.prepare(
            changes={
                ("gateway", "name"): "stoep load",
                ("gateway", "log_level"): "warning",
                ("clock", "trust"): "system",
                ("journal", "commit_interval_s"): settings.commit_interval_s,
            }
        )
        wishes = _wishes(settings)
        bundles = await enrol(self.gateway, wishes=wishes, progress=self._progress)
        self._say(f"{len(bundles):,} devices enrolled")
        await self.gateway.start()
        await self.gateway.ready()
        broker = Endpoint(host="127.0.0.1", port=self.gateway.broker_port)
        accounts = [_account(bundles[wish.name]) for wish in wishes]
        senders = Senders(accounts, broker=broker, tally=self.tally, seed=settings.seed)
        async with senders.connected():
            await self._introduced(senders)
            sent_s = await self._sent(senders)
            await self._settled(senders)
        await self.gateway.stop()
        self.report = report_of(
            settings,
            tally=self.tally,
            sent_s=sent_s,
            usage={who: watch.usage for who, watch in self._watches.items() if watch.usage.processes},
            accounts=await self.gateway.accounts(),
        )

    async def _introduced(self, senders: Senders) -> None:
        def told(found: int) -> None:
            self.gateway.check()
            self._progress.bar("connecting", share=found / self._settings.devices)

        await senders.introduce(patience_s=_STALLED_S, told=told)
        self._say(f"{self._settings.devices:,} devices connected")

    async def _sent(self, senders: Senders) -> float:
        """How long it took, in seconds."""
        settings = self._settings
        walks = [Walk(by_name(_kind(number)), seed=f"{settings.seed}/{number}") for number in range(settings.devices)]
        start_s = asyncio.get_running_loop().time() + _AHEAD_S
        start_wire_s = real_wire_ms() // 1_000 + _AHEAD_S

        def rows_of(moment: Moment) -> list[Row]:
            return [(int(start_wire_s + moment.at_s), walks[moment.device].next_row())]

        moments = schedule(settings.devices, every_s=settings.every_s, frames=settings.frames, seed=settings.seed)
        async with asyncio.TaskGroup() as group:
            watching = group.create_task(self._watch(), name="watch")
            showing = group.create_task(self._show(), name="show")
            await senders.send(moments, start_s=start_s, rows_of=rows_of)
            watching.cancel()
            showing.cancel()
        await self._look()
        sent_s = asyncio.get_running_loop().time() - start_s
        self._say(f"{self.tally.due:,} frames were due in {sent_s:.0f} s, {self.tally.settled:,} are settled")
        return sent_s

    async def _show(self) -> None:
        whole = self._settings.devices * self._settings.frames
        while True:
            self.gateway.check()
            self._progress.bar("sending", share=self.tally.due / whole, after=f" {self.tally.settled:,} settled")
            await asyncio.sleep(_LOOK_S)

    async def _settled(self, senders: Senders) -> None:
        """Until every frame is, or nothing moves for longer than a commit, a reply and a new connection take."""
        least, moved_s = self.tally.unsettled, time.monotonic()
        asked_s = moved_s
        patience_s = 2 * self._settings.commit_interval_s + _STALLED_S
        while left := self.tally.unsettled:
            self.gateway.check()
            now_s = time.monotonic()
            if left < least:
                least, moved_s = left, now_s
            if now_s - moved_s > patience_s:
                return
            if now_s - max(asked_s, moved_s) > self._settings.commit_interval_s + 1:
                asked_s = now_s
                senders.ask()
            self._progress.bar("settling", share=self.tally.settled / self.tally.due)
            await asyncio.sleep(_LOOK_S)

    async def _watch(self) -> None:
        while True:
            await self._look()
            await asyncio.sleep(_USAGE_S)

    async def _look(self) -> None:
        found = await asyncio.to_thread(self._seen)
        now_s = time.monotonic()
        for who, (members, used_bytes) in found.items():
            self._watches[who].look(members, memory_bytes=used_bytes, now_s=now_s)

    def _seen(self) -> dict[str, tuple[list[Process], dict[int, int]]]:
        """By who: processes and the memory of each."""
        running = processes()
        pid = self.gateway.pid
        daemon = tree(running, root=pid) if pid is not None else []
        parts = {
            "gateway": [process for process in daemon if process.name != _BROKER],
            "broker": [process for process in daemon if process.name == _BROKER],
            "load generator": [running[os.getpid()]] if os.getpid() in running else [],
        }
        return {
            who: (members, {process.pid: memory_bytes(process.pid) for process in members})
            for who, members in parts.items()
        }

    def _say(self, text: str) -> None:
        self._progress.line(f"{time.monotonic() - self._began_s:6.1f} s  {text}")


def _kind(number: int) -> str:
    return _KINDS[number % len(_KINDS)]


def _wishes(settings: LoadSettings) -> list[Wish]:
    pace_s = int(settings.every_s)
    return [
        Wish(
            name=f"load-{number + 1}",
            profile=_kind(number),
            cell=(
                _FIRST_CELL_M[0] + _CELL_M * (number % _CELLS_A_ROW),
                _FIRST_CELL_M[1] + _CELL_M * (number // _CELLS_A_ROW % _CELLS_A_ROW),
            ),
            sample_s=pace_s,
            send_s=pace_s,
        )
        for number in range(settings.devices)
    ]


def _account(bundle: dict[str, Any]) -> Account:
    broker = bundle["broker"]
    speaker = Speaker(
        name=bundle["device"],
        secret=bytes.fromhex(bundle["secret"]),
        profile=by_name(bundle["profile"]),
        sample_s=bundle["sample_s"],
        send_s=bundle["send_s"],
    )
    return Account(speaker=speaker, user=broker["user"], password=broker["password"])
