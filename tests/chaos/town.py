"""A gateway with its broker, back-ends and devices, living on while things happen to it, and judged when it is calm."""

import asyncio
import random
import shutil
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from chaos import board, oracle
from chaos.board import KINDS, CountingBoard, SoilBoard
from chaos.judge import Judge
from chaos.nonces import TwoWayProxy
from chaos.ring_link import RingLink, running
from chaos.site import Site
from chaos.verdict import Verdict
from chaos.witnesses import ArchiveWitness, CsvWitness, PostgresWitness, SensorThingsWitness, Witness
from stoep_gateway.accounts import Accounts
from stoep_gateway.anonymise.policy import MODE_NONE, Policy, decimal
from stoep_gateway.registry.master import load_master
from support import tools
from support.postgres_server import private_folder
from support.ring_device import RingDevice
from support.waiting import LIMIT_S, until_stuck

STEP_S = 0.25
STEP_ROWS = 3
_CAPACITY = 100_000
STUCK = "the end of a phase"
_START_S = 215_049_600 - 7_200  # wire time: two hours before Amsterdam puts its clocks back, on 25 October 2026
PROFILES = {"tuin": "soil", "lucht": "air", "weer": "weather", "telpunt": "people"}


class Town:
    """Made by `town`. allowed: reasons for which rows of counts may be lost in this phase."""

    def __init__(
        self,
        folder: Path,
        *,
        site: Site,
        seed: str,
        policy: Policy,
        city: SensorThingsWitness | None,
        database: PostgresWitness | None,
        patience_s: float,
    ) -> None:
        self.folder = folder
        self.site = site
        self.city = city
        self._stores = [store for store in (city, database) if store]
        self.allowed: frozenset[str] = frozenset()
        self.links: list[RingLink] = []
        self.boards: list[SoilBoard | CountingBoard] = []
        self.proxy = TwoWayProxy(target_port=site.port)
        self.lock = asyncio.Lock()  # one thing at a time happens to the gateway's processes
        self.city_lock = asyncio.Lock()  # its server fails in one way at a time
        self.witnesses: list[Witness] = [ArchiveWitness(site), CsvWitness(site), *self._stores]
        self.judge = Judge(site, proxy=self.proxy, policy=policy)
        self._policy = policy
        self._source = random.Random(f"{seed}/rows")
        self._seed = seed
        self._patience_s = patience_s

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
        return self.judge.accounts()

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
        kind = KINDS[PROFILES[name.split("-")[0]]]
        bundle = self.site.enroll(name, profile=kind.profile, sample_s=board.SAMPLE_S, send_s=board.SAMPLE_S)
        bundle["broker"]["port"] = self.proxy.port
        self.boards.append(kind(self.folder / name, bundle=bundle, compiled=compiled))

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
        """Of the site, of the city's server or of a board."""
        if part == "board":
            return next((each.pid for each in self.boards if each.pid), None)
        return self.city.server.pid if part == "city" and self.city else self.site.pid_of(part)

    async def on_site(self, act: Callable[[], Any]) -> None:
        """Something happens to the processes, one after the other; the devices go on meanwhile."""
        async with self.lock:
            await asyncio.to_thread(act)

    async def calm(self) -> Verdict:
        """No more faults: all settles and is delivered. Then everything is held against what the devices took."""
        self.site.disarm()
        while self.counting and self._policy.window_of(self.counting[0].now_s)[0] != self.counting[0].now_s:
            self.take_rows(1)
        for link in self.links:
            link.storminess = 0.0
            link.greet()
        stuck, marks = Verdict(), dict[str, int]()
        try:
            await self._boards_are_done(marks)
            await self._until(
                lambda: all(link.is_settled for link in self.links),
                progress=lambda: [link.ring.settled for link in self.links],
                what="settled",
            )
            sight = await asyncio.to_thread(self.judge.look, self.witnesses)
            while not sight.is_delivered:
                await self._until(
                    self._is_delivered,
                    progress=lambda: [(of.delivered, of.pending) for of in self.accounts().backends],
                    what="delivered",
                )
                sight = await asyncio.to_thread(self.judge.look, self.witnesses)
        except AssertionError as error:
            waiting = [f"{link.ring.name} {link.state}" for link in self.links if not link.is_settled]
            waiting += [f"{each.name} has rows to {each.last_row}: {each.said}" for each in self.boards]
            stuck.leave_open([str(error), *waiting, self.site.log.read_text()[-1_500:]], where=STUCK)
            for each in self.boards:
                await each.cut_power()
            sight = await asyncio.to_thread(self.judge.look, self.witnesses)
        found = await asyncio.to_thread(
            self.judge.judge,
            sight,
            witnesses=self.witnesses,
            rings=[link.ring for link in self.links],
            boards=self.boards,
            marks=marks,
            allowed=self.allowed,
        )
        found.add(stuck)
        return found

    async def _boards_are_done(self, marks: dict[str, int]) -> None:
        """Each has taken one more row, and all up to there has its verdict. They are off then. marks: is filled in."""
        before = {each.name: each.last_row for each in self.boards}
        for each in self.boards:
            await each.power_on()
        await self._until(
            lambda: all(each.last_row > before[each.name] for each in self.boards),
            progress=lambda: [max(each.last_row, before[each.name] + 1) for each in self.boards],
            what="the boards take rows",
        )
        marks.update({each.name: each.last_row for each in self.boards})
        site = self.site
        if self.boards:
            await self.on_site(lambda: site.wait_until(site.is_healthy, what="the gateway answers"))
            self._skip(site.clock.latest_s - site.clock.now_s + oracle.WINDOW_S)  # windows of boards close
        for each in self.boards:  # else it may wait long after many failures, or talk long before it asks for the time
            await each.cut_power()
            await each.power_on()

        def floors() -> dict[str, int]:
            lives = {life.device: life.floor for life in self.accounts().lives}
            return {name: min(lives.get(name, 0), row) for name, row in marks.items()}

        await self._until(lambda: floors() == marks, progress=floors, what="the boards' rows have come")
        for each in self.boards:
            await each.cut_power()

    def _skip(self, by_s: int) -> None:
        """So much time passes, in whole windows, and no device takes a row."""
        windows_s = -(-by_s // oracle.WINDOW_S) * oracle.WINDOW_S
        self.site.clock.go_on(windows_s)
        for link in self.links:
            link.ring.set_clock(by_s=windows_s)

    async def _until(self, condition: Callable[[], bool], *, progress: Callable[[], object], what: str) -> None:
        await until_stuck(condition, progress=progress, what=what, patience_s=self._patience_s)

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
            self.judge.draws.look()
            self.judge.remember(self.witnesses)
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

    def _values(self, ring: RingDevice) -> tuple[int | None, ...]:
        if ring.profile.is_people:
            return oracle.counts(ring.now_s + oracle.SAMPLE_S, chance=self._source.random())
        return (ring.next_row % 900, *[None] * (len(ring.profile.columns) - 1))

    def _is_delivered(self) -> bool:
        return all(backend.pending == 0 for backend in self.accounts().backends if backend.configured)


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
    disk: Path | None = None,
    mutant: str = "",
    policy: Policy = oracle.EXACT,
    patience_s: float = LIMIT_S,
) -> AsyncIterator[Town]:
    """Running, with its devices in touch. devices, boards: names that begin with a key of PROFILES.

    compiled: what the boards run. disk: see `Site`.
    patience_s: after so long without any progress nothing more is waited for.
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
        settings: Mapping[str, Mapping[str, object]] = {
            "people": {
                "window_s": policy.window_s,
                "night_h": policy.night_h,
                "k": policy.k,
                "epsilon": MODE_NONE if policy.epsilon is None else decimal(policy.epsilon),
            },
            "clock": {"trust": "ntp"},
        }
        tables: list[Mapping[str, object]] = [{"name": "files", "type": "csv"}]
        if city:
            tables.append(city.table())
        if database:
            tables.append(database.table())
        site = Site(folder / "site", broker=broker, settings=settings, backends=tables, mutant=mutant, disk=disk)
        made = Town(folder, site=site, seed=seed, policy=policy, city=city, database=database, patience_s=patience_s)
        opened.enter_context(site)
        opened.enter_context(made.proxy)
        site.clock.go_on(_START_S - site.clock.now_s)
        for name in devices:
            made.add_device(name)
        if compiled:
            for name in boards:
                made.add_board(name, compiled=compiled)
                opened.push_async_callback(made.boards[-1].cut_power)
        await asyncio.to_thread(site.start)
        async with running(made.links):
            yield made
