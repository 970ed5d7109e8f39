"""Kill a whole gateway again and again between draw, commit and receipt; what it gives out must not change by it."""

import asyncio
import re
import urllib.request
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from chaos.ring_link import RingLink, running
from chaos.site import Site
from chaos.witnesses import ArchiveWitness, CsvWitness
from stoep_gateway.accounts import Accounts
from stoep_gateway.accounts import read as read_accounts
from stoep_gateway.anonymise.ledger import WINDOW
from stoep_gateway.journal.database import JOURNAL_FILE
from stoep_gateway.journal.ledger_rows import read_rows
from stoep_gateway.journal.read_only import read_only
from stoep_gateway.registry.master import load_master
from support.given_out import GivenOut
from support.ring_device import RingDevice
from support.waiting import LIMIT_S, until, until_stuck

COUNTERS = ("telpunt-1", "telpunt-2")
WINDOW_S = 600
SAMPLE_S = 120
# Noise of hundreds of counts: two draws of one window are hardly ever alike.
PEOPLE = {"window_s": WINDOW_S, "night_h": 0, "epsilon": "0.01"}
_QUANTITIES = ("in", "out")
_PAGE = "the page of"
_COUNT = 9_000  # in and out, of each row
_CELL = re.compile(r"<t[hd][^>]*>([^<]*)")


class WholeGateway:
    """Made by `whole_gateway`. findings: what cannot be, one line each. kills: how often it died where."""

    def __init__(self, site: Site, *, name: str) -> None:
        self.given = GivenOut()
        self.findings: list[str] = []
        self.kills: Counter[str] = Counter()
        self.links: list[RingLink] = []
        self._site = site
        self._name = name
        self._journal = site.state_dir / JOURNAL_FILE
        self._witnesses = (ArchiveWitness(site), CsvWitness(site))

    def add_device(self, name: str) -> None:
        bundle = self._site.enroll(name, profile="people", sample_s=SAMPLE_S, send_s=SAMPLE_S)
        ring = RingDevice(
            name,
            master=load_master(self._site.state_dir),
            profile="people",
            capacity=100_000,
            sample_s=SAMPLE_S,
            start_s=self._site.clock.now_s // WINDOW_S * WINDOW_S,
        )
        self.links.append(RingLink(ring, bundle=bundle, broker_port=self._site.port, seed=name))

    async def die(self, point: str) -> None:
        """All processes of it at once, where the point is. Devices resend, and everybody is asked what they know."""
        site = self._site
        site.arm_whole(point)
        while site.is_armed(point) or "gateway" in site.pids():
            self._pass_window()
            await until_stuck(
                lambda: not site.is_armed(point) or self._are_settled,
                progress=self._progress,
                what=f"{self._name} comes to {point}",
                patience_s=LIMIT_S,
            )
            if not site.is_armed(point):
                await until(lambda: "gateway" not in site.pids(), what=f"{self._name} dies at {point}")
        self.kills[point] += 1
        await asyncio.to_thread(site.sigkill, "power")
        await asyncio.to_thread(self._ask_everybody)

    async def calm(self) -> None:
        """No more kills: all settles and is delivered, and the books say what was given out."""
        self._pass_window()
        for link in self.links:
            link.greet()
        await until_stuck(
            lambda: self._are_settled and all(link.is_settled for link in self.links),
            progress=self._progress,
            what="all is settled",
            patience_s=LIMIT_S,
        )
        await until_stuck(
            lambda: all(each.pending == 0 for each in self._accounts().backends),
            progress=lambda: [each.pending for each in self._accounts().backends],
            what="all is delivered",
            patience_s=LIMIT_S,
        )
        await asyncio.to_thread(self._ask_everybody)
        await asyncio.to_thread(self._judge)

    def _pass_window(self) -> None:
        self._site.clock.go_on(WINDOW_S)
        for link in self.links:
            for _ in range(WINDOW_S // SAMPLE_S):
                link.ring.sample((_COUNT, _COUNT))
            link.wake()

    @property
    def _are_settled(self) -> bool:
        return all(link.ring.settled == link.ring.next_row - 1 for link in self.links)

    def _progress(self) -> list[tuple[int, int]]:
        return [(link.ring.settled, link.ring.seen) for link in self.links]

    def _accounts(self) -> Accounts:
        return read_accounts(self._journal)

    def _ask_everybody(self) -> None:
        """Both back-ends, the pages and the ledger."""
        for witness in self._witnesses:
            for row in witness.stored():
                self.given.note(row.identity, row.value)
        for name, value in self._shown():
            self.given.note(name, value)
        with read_only(self._journal) as connection:
            self.given.note_draws(read_rows(connection))

    def _shown(self) -> Iterator[tuple[str, float]]:
        """By the pages of the counters, which name a window by its time."""
        for name in COUNTERS:
            day = ""
            for row in self._page(f"device/{name}?lang=en").split("<tr")[1:]:
                when, *cells = (cell.strip() for cell in _CELL.findall(row))
                if "rowgroup" in row:
                    day = when
                elif len(cells) == len(_QUANTITIES):
                    for quantity, cell in zip(_QUANTITIES, cells, strict=True):
                        if (number := cell.replace(",", "")).isdecimal():
                            yield f"{_PAGE} {name}: {day} {when} {quantity}", float(number)

    def _page(self, address: str) -> str:
        """The web process may be starting yet."""
        said = ""

        def answers() -> bool:
            nonlocal said
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self._site.web_port}/{address}", timeout=30) as answer:
                    said = answer.read().decode()
            except OSError:
                return False
            return True

        self._site.wait_until(answers, what=f"a page of {self._name} comes")
        return said

    def _judge(self) -> None:
        accounts = self._accounts()
        with read_only(self._journal) as connection:
            drawn = sum(row.kind == WINDOW for row in read_rows(connection))
        windows = len(_QUANTITIES) * sum((link.ring.next_row - 1) * SAMPLE_S // WINDOW_S for link in self.links)
        if not accounts.balanced:
            self._find("the accounts do not balance")
        if drawn * len(_QUANTITIES) != windows or accounts.windows.released + accounts.windows.suppressed != windows:
            self._find(f"{drawn} draws, {accounts.windows} of {windows}")
        for witness in self._witnesses:
            if len(witness.stored()) != accounts.windows.released:
                self._find(f"{witness.name} does not hold each released window once")
        if not any(name.startswith(_PAGE) for name in self.given.values):
            self._find("no page showed a window")
        for line in sorted(self.given.lost):
            self._find(f"its draw is gone: {line}")
        verified = self._site.stoep("ledger", "verify")
        if "all is well" not in verified:
            self._find(verified)

    def _find(self, line: str) -> None:
        self.findings.append(f"{self._name}: {line}")


@asynccontextmanager
async def whole_gateway(folder: Path, *, broker: str, disk: Path, mutant: str = "") -> AsyncIterator[WholeGateway]:
    """Running, with its counters in touch. disk: the library of `fault_disk.c`. mutant: of `chaos.preload`."""
    settings: dict[str, dict[str, object]] = {"people": PEOPLE, "clock": {"trust": "ntp"}}
    tables = [{"name": "files", "type": "csv"}]
    site = Site(folder, broker=broker, settings=settings, backends=tables, mutant=mutant, disk=disk)
    with site:
        made = WholeGateway(site, name=broker)
        for name in COUNTERS:
            made.add_device(name)
        await asyncio.to_thread(site.start)
        async with running(made.links):
            yield made


async def die_often(folder: Path, *, broker: str, disk: Path, points: Sequence[str]) -> WholeGateway:
    """At each of these points, one after the other."""
    async with whole_gateway(folder, broker=broker, disk=disk) as made:
        for point in points:
            await made.die(point)
        await made.calm()
    return made
