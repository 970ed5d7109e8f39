"""A gateway with its broker, back-ends and devices, living on while things happen to it, and judged when it is calm."""

import asyncio
import random
import shutil
import subprocess
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from chaos import board, oracle, verdict
from chaos.board import SoilBoard
from chaos.draws import Draws
from chaos.nonces import TwoWayProxy
from chaos.ring_link import RingLink
from chaos.site import Site
from chaos.verdict import Verdict
from chaos.witnesses import ArchiveWitness, CsvWitness, PostgresWitness, SensorThingsWitness, Witness
from stoep_gateway.accounts import Accounts
from stoep_gateway.accounts import read as read_accounts
from stoep_gateway.registry.master import load_master
from support import tools
from support.backend_benches import Stored
from support.postgres_server import private_folder
from support.ring_device import RingDevice
from support.waiting import until

STEP_S = 0.25
STEP_ROWS = 3
_CAPACITY = 100_000
PATIENCE_S = 120.0  # on a machine that has much else to do
_START_S = 215_049_600 - 7_200  # wire time: two hours before Amsterdam puts its clocks back, on 25 October 2026
PROFILES = {"tuin": "soil", "lucht": "air", "weer": "weather", "telpunt": "people"}


class Town:
    """Made by `town`. allowed: reasons for which rows of counts may be lost in this phase.

    uncounted: back-ends whose accounts do not say what their store holds, since it has had two names.
    """

    def __init__(
        self,
        folder: Path,
        *,
        site: Site,
        seed: str,
        city: SensorThingsWitness | None,
        database: PostgresWitness | None,
        patience_s: float,
    ) -> None:
        self.folder = folder
        self.site = site
        self.city = city
        self._stores = [store for store in (city, database) if store]
        self.allowed: frozenset[str] = frozenset()
        self.uncounted: set[str] = set()
        self.links: list[RingLink] = []
        self.boards: list[SoilBoard] = []
        self.proxy = TwoWayProxy(target_port=site.port)
        self.lock = asyncio.Lock()  # one thing at a time happens to the gateway's processes
        self.city_lock = asyncio.Lock()  # its server fails in one way at a time
        self.witnesses: list[Witness] = [ArchiveWitness(site), CsvWitness(site), *self._stores]
        self._draws = Draws(site.state_dir / "journal.db")
        self._source = random.Random(f"{seed}/rows")
        self._seed = seed
        self._patience_s = patience_s
        self._reasons: dict[str, Counter[str]] = {}  # of each counter, when it was judged last

    @property
    def harmless(self) -> list[RingDevice]:
        return [link.ring for link in self.links if not link.ring.profile.is_people]

    @property
    def counting(self) -> list[RingDevice]:
        return [link.ring for link in self.links if link.ring.profile.is_people]

    @property
    def rows(self) -> int:
        """Taken by the devices so far."""
        return sum(len(link.ring.taken) for link in self.links) + sum(board.last_row for board in self.boards)

    @property
    def sigkills(self) -> int:
        cuts = sum(board.cuts for board in self.boards)
        return self.site.sigkills + cuts + (self.city.sigkills if self.city else 0)

    def accounts(self) -> Accounts:
        return read_accounts(self.site.state_dir / "journal.db")

    def add_device(self, name: str) -> None:
        """Enrolled, before the gateway's start."""
        profile = PROFILES[name.split("-")[0]]
        bundle = self.site.enroll(name, profile=profile, sample_s=oracle.SAMPLE_S, send_s=oracle.SAMPLE_S)
        bundle["broker"]["port"] = self.proxy.port
        ring = RingDevice(
            name,
            master=load_master(self.site.state_dir),
            profile=profile,
            capacity=_CAPACITY,
            sample_s=oracle.SAMPLE_S,
            start_s=self.site.clock.now_s // oracle.WINDOW_S * oracle.WINDOW_S,
        )
        self.links.append(RingLink(ring, bundle=bundle, broker_port=self.site.port, seed=f"{self._seed}/{name}"))

    def add_board(self, name: str, *, compiled: Path) -> None:
        """The firmware on the VM; likewise."""
        bundle = self.site.enroll(name, profile="soil", sample_s=board.SAMPLE_S, send_s=board.SAMPLE_S)
        bundle["broker"]["port"] = self.proxy.port
        self.boards.append(SoilBoard(self.folder / name, bundle=bundle, compiled=compiled))

    def take_rows(self, count: int) -> None:
        """Time passes, and every device takes so many rows."""
        self.site.clock.go_on(count * oracle.SAMPLE_S)
        for link in self.links:
            for _ in range(count):
                link.ring.sample(self._values(link.ring))
            link.wake()

    async def live(self) -> None:
        """Rows come in, until cancelled."""
        while True:
            self.take_rows(STEP_ROWS)
            await asyncio.sleep(STEP_S)

    def pid_of(self, part: str) -> int | None:
        """Of the site or of the city's server."""
        return self.city.server.pid if part == "city" and self.city else self.site.pid_of(part)

    async def on_site(self, act: Callable[[], Any]) -> None:
        """Something happens to the processes, one after the other; the devices go on meanwhile."""
        async with self.lock:
            await asyncio.to_thread(act)

    async def calm(self) -> Verdict:
        """No more faults: all settles and is delivered. Then everything is held against what the devices took."""
        self.site.disarm()
        while self.counting and self.counting[0].now_s % oracle.WINDOW_S:
            self.take_rows(1)
        for link in self.links:
            link.storminess = 0.0
            link.greet()
        stuck, marks = Verdict(), {each.name: each.last_row for each in self.boards}
        try:
            await until(lambda: self._have_floors(marks), what="the boards' rows have come", limit_s=self._patience_s)
            for each in self.boards:
                await each.cut_power()
            await until(lambda: all(link.is_settled for link in self.links), what="settled", limit_s=self._patience_s)
            await until(self._is_delivered, what="delivered", limit_s=self._patience_s)
        except AssertionError as error:
            waiting = [f"{link.ring.name} {link.state}" for link in self.links if not link.is_settled]
            waiting += [f"{each.name} has rows to {each.last_row}: {each.said}" for each in self.boards]
            stuck.leave_open([str(error), *waiting, self.site.log.read_text()[-1_500:]], where="the end of a phase")
        found = await asyncio.to_thread(self.judge, marks)
        found.add(stuck)
        return found

    def judge(self, marks: Mapping[str, int]) -> Verdict:
        """As things are now. marks: board -> the row up to which its rows must have come."""
        found, accounts = Verdict(), self.accounts()
        kept: Counter[tuple[str, str]] = Counter()
        arrived: dict[str, tuple[int, int]] = {}
        reasons = {ring.name: verdict.reasons_of(ring.name, accounts=accounts) for ring in self.counting}
        for name, told in reasons.items():
            before = self._reasons.get(name, Counter())
            found.add(verdict.of_reasons(name, reasons=told, before=before, allowed=self.allowed))
        self._reasons = reasons
        undated: set[str] = set()  # a board that lost its power before it was told the time never can date them
        for witness in sorted(self.witnesses, key=lambda witness: witness.needs_time):
            stored = witness.stored()
            undated |= {row.identity for row in stored if row.time_s is None}
            spared = undated if witness.needs_time else set()
            found.add(verdict.twice(witness.name, stored=stored))
            by_device: dict[str, list[Stored]] = {}
            for row in stored:
                by_device.setdefault(row.identity.split("/")[0], []).append(row)
            for ring in self.harmless:
                mine = by_device.get(ring.name, [])
                found.add(verdict.of_readings(witness.name, stored=mine, readings=oracle.readings(ring)))
            for each in self.boards:
                if not marks[each.name]:
                    found.leave_open([f"{each.name} took no rows: {each.said}"], where="a board")
                mine = by_device.get(each.name, [])
                found.add(each.judge(witness.name, stored=mine, until_row=marks[each.name], spared=spared))
            if witness.name == "archive":
                rows = {tuple(row.identity.split("/")[:3]) for row in stored if not row.window_s}
                kept.update((device, life) for device, life, _ in rows)
            for ring in self.counting:
                short = oracle.shortfall(ring, by_device.get(ring.name, []))
                found.add(verdict.of_windows(ring.name, witness=witness.name, short=short, reasons=reasons[ring.name]))
            if witness.name not in self.uncounted:
                arrived[witness.name] = (len(stored) + len(spared), sum(row.window_s > 0 for row in stored))
        found.add(verdict.of_accounts(accounts, kept=kept, arrived=arrived))
        found.add(self._draws.look(windows_released=accounts.windows.released))
        found.double([str(nonce) for nonce in self.proxy.repeated()], where="the proxy: nonces")
        found.leave_open(self._ledger_findings(), where="stoep ledger verify")
        return found

    async def copy_state(self) -> Path:
        """A backup of everything, the city's stores too. The gateway is stopped meanwhile."""
        copy = self.folder / "copy"
        shutil.rmtree(copy, ignore_errors=True)

        def act() -> None:
            self.site.stop()
            shutil.copytree(self.site.state_dir, copy / "state")
            for store in self._stores:
                store.copy(copy / store.name)
            self.site.start()

        await self.on_site(act)
        return copy

    async def restore_state(self, copy: Path) -> None:
        """The backup is put back; the books that are lost are remembered."""

        def act() -> None:
            self.site.stop()
            self._draws.look()
            shutil.rmtree(self.site.state_dir)
            (copy / "state").rename(self.site.state_dir)
            for store in self._stores:
                store.restore(copy / store.name)
            self.site.start()

        await self.on_site(act)

    async def recover_ledger(self) -> None:
        """As docs/operate.md says, after a restore."""

        def act() -> None:
            self.site.stop()
            self.site.command("ledger", "recover")
            self.site.start()

        await self.on_site(act)

    def _have_floors(self, marks: Mapping[str, int]) -> bool:
        floors = {life.device: life.floor for life in self.accounts().lives}
        return all(floors.get(name, 0) >= row for name, row in marks.items())

    def _values(self, ring: RingDevice) -> tuple[int | None, ...]:
        if ring.profile.is_people:
            return oracle.counts(ring.now_s + oracle.SAMPLE_S, chance=self._source.random())
        return (ring.next_row % 900, *[None] * (len(ring.profile.columns) - 1))

    def _is_delivered(self) -> bool:
        return all(backend.pending == 0 for backend in self.accounts().backends if backend.configured)

    def _ledger_findings(self) -> Sequence[str]:
        try:
            self.site.command("ledger", "verify")
        except subprocess.CalledProcessError as error:
            return [str(error.output)]
        return []


@asynccontextmanager
async def town(
    folder: Path,
    *,
    seed: str,
    broker: str,
    devices: Sequence[str],
    boards: Sequence[str] = (),
    compiled: Path | None = None,
    has_city: bool = True,
    mutant: str = "",
    patience_s: float = PATIENCE_S,
) -> AsyncIterator[Town]:
    """Running, with its devices in touch. devices: names that begin with a key of PROFILES. boards: names.

    compiled: what the boards run.
    patience_s: how long it may take until all is settled, and again until all is delivered.
    """
    async with AsyncExitStack() as opened:
        folder.mkdir(parents=True)
        city = None
        if has_city:
            city = await asyncio.to_thread(SensorThingsWitness, folder / "city")
            opened.callback(city.server.kill)
            opened.enter_context(city.faults)
        database = None
        if has_city and tools.missing("postgresql") is None:
            database = await asyncio.to_thread(PostgresWitness, opened.enter_context(private_folder()))
            opened.callback(database.server.kill)
        settings: Mapping[str, Mapping[str, object]] = {"people": {"window_s": oracle.WINDOW_S, "k": oracle.K}}
        tables: list[Mapping[str, object]] = [{"name": "files", "type": "csv"}]
        if city:
            tables.append(city.table())
        if database:
            tables.append(database.table())
        site = Site(folder / "site", broker=broker, settings=settings, backends=tables, mutant=mutant)
        made = Town(folder, site=site, seed=seed, city=city, database=database, patience_s=patience_s)
        opened.enter_context(site)
        opened.enter_context(made.proxy)
        site.clock.go_on(_START_S - site.clock.now_s)
        for name in devices:
            made.add_device(name)
        if compiled:
            for name in boards:
                made.add_board(name, compiled=compiled)
        await asyncio.to_thread(site.start)
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(link.run(), name=link.ring.name) for link in made.links]
            yield made
            for each in made.boards:
                await each.cut_power()
            for task in tasks:
                task.cancel()
