"""A counter on a line opposite a gateway's core, both real, and what attackers need: the clock, copies, patience."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from stoep_gateway.anonymise.ledger import Ledger
from stoep_gateway.anonymise.policy import schedule_of
from stoep_gateway.anonymise.recovery import accept
from stoep_gateway.anonymise.windows import Closing, Windows
from stoep_gateway.config.settings import PeopleSettings
from stoep_gateway.ingest.policies import Policies
from stoep_gateway.records import WIRE_EPOCH_S, Arrival, Observation
from stoep_gateway.registry.device import Device
from stoep_protocol.limits import PEOPLE_FRAME_ROWS
from stoep_protocol.master_keys import ledger_key
from support.ingest_bench import MASTER, NOON_S, Core, enrolled
from support.ring_device import RingDevice
from support.wire_device import WireDevice

NAME = "street-1"
QUARTER_S = 900
SHOWN = PeopleSettings(epsilon="none", night_h=0, k=1)  # a policy that hides nothing but an empty window
Span = tuple[int, int]  # wire times


class Line:
    """now_s is the time that the gateway is told; the counter's own goes along while it counts."""

    def __init__(
        self, folder: Path, *, policy: PeopleSettings = SHOWN, start_s: int = NOON_S, others: Sequence[Device] = ()
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.core = Core(folder, enrolled(NAME, profile="people"), *others, policy=policy)
        self.core.now_s = start_s
        self.said: list[Arrival] = []
        self.counters: dict[str, RingDevice] = {}
        self.ring = self.counter(NAME, start_s=start_s)

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *_: object) -> None:
        self.core.close()

    @property
    def now_s(self) -> int:
        assert self.core.now_s is not None
        return self.core.now_s

    def counter(self, name: str, *, start_s: int, profile: str = "people") -> RingDevice:
        self.counters[name] = RingDevice(
            name, master=MASTER, profile=profile, capacity=10_000, sample_s=60, start_s=start_s
        )
        return self.counters[name]

    def count(self, *minutes: int) -> None:
        """A row a minute: so many in, nobody out."""
        for people in minutes:
            self.ring.sample((people, 0))
        assert self.core.now_s is not None
        self.core.now_s += 60 * len(minutes)

    def push_clock(self, by_s: int) -> None:
        """The gateway's clock is wrong from now on, or right again; it tells the counter."""
        self.core.now_s = self.now_s + by_s
        self.ring.set_clock(by_s=by_s)
        self.core.ingest.tick(now_s=self.now_s, mono_s=self.core.mono_s)

    def send(self, ring: RingDevice | None = None) -> None:
        """Until the counter has said all it has and heard what became of it."""
        ring = ring or self.ring
        self.try_to_send(ring, rounds=1_000)
        assert ring.seen == ring.next_row - 1, "the gateway does not take it all"

    def try_to_send(self, ring: RingDevice, *, to: Core | None = None, rounds: int = 30) -> None:
        """As long as it has something to say, but no longer. to: another gateway at the same broker."""
        for _ in range(rounds):
            self._take(ring.next_frames(window=4), by=to or self.core)
            for outgoing in (to or self.core).replies():
                self.counters[outgoing.topic.split("/")[2]].hear(outgoing)
            if ring.seen == ring.next_row - 1 and not ring.wants_hello:
                return

    def send_unheard(self) -> None:
        """All that the counter has; the replies are lost."""
        self._take(self.ring.next_frames(window=1_000), by=self.core)
        self.core.replies()

    def take_again(self, *minutes: int) -> None:
        """A counter that was wiped has those last minutes again, as a copy of its flash would."""
        self.ring.wipe()
        self.ring.set_clock(by_s=-60 * len(minutes))
        for people in minutes:
            self.ring.sample((people, 0))

    def restart(self, *, policy: PeopleSettings | None = None) -> None:
        """Another start of the gateway; policy: what the operator wants from now on."""
        self.core.policy = policy or self.core.policy
        self.core.restart()
        self.core.ingest.tick(now_s=self.now_s, mono_s=self.core.mono_s)
        self.core.commit()

    def accept(self) -> None:
        """`stoep clock accept`."""
        core = self.core
        core.restart()
        state = core.journal.load_state()
        schedule = schedule_of(state.ledger.policies)
        batch = accept(
            state,
            drawn=[row for row in core.ledger() if row.end_s > schedule.window_of(self.now_s)[0]],
            ledger=Ledger(state.ledger, key=ledger_key(MASTER), epoch=core.epoch),
            now_s=self.now_s,
            schedule=schedule,
        )
        if batch is not None:
            core.journal.commit(batch)
        core.restart()

    def released(self) -> list[tuple[Span, float]]:
        """Of those who came in; see `released` below."""
        return released(self.core)

    def drawn(self, place: str = NAME) -> list[Span]:
        """Of every draw, shown or not."""
        return [(row.start_s, row.end_s) for row in self.core.books() if row.place == place]

    def _take(self, frames: Sequence[Arrival], *, by: Core) -> None:
        self.said += frames
        by.take(*frames)
        by.commit()


@contextmanager
def counted(folder: Path, rows: Sequence[tuple[int, tuple[int, int]]], *, policy: PeopleSettings) -> Iterator[Core]:
    """A gateway that was told these rows. A row covers the time since the one before, a quarter of an hour at most."""
    folder.mkdir(parents=True, exist_ok=True)
    with Core(folder, enrolled(NAME, profile="people"), policy=policy) as core:
        core.now_s = rows[-1][0]
        device = WireDevice(NAME, master=MASTER, profile="people", sample_s=QUARTER_S)
        core.take(device.hello(extras=core.echo))
        for first in range(0, len(rows), PEOPLE_FRAME_ROWS):
            part = rows[first : first + PEOPLE_FRAME_ROWS]
            core.take(device.rows(first + 1, part, lag=first, extras=core.echo))
        core.commit()
        yield core


def of_windows(folder: Path, totals: Sequence[int], *, policy: PeopleSettings) -> list[float | None]:
    """What is shown of quarters of an hour with these totals, one after the other; None: hidden."""
    ends_s = [NOON_S + QUARTER_S * (at + 1) for at in range(len(totals))]
    rows = [(end_s, (total, 0)) for end_s, total in zip(ends_s, totals, strict=True)]
    with counted(folder, rows, policy=policy) as core:
        assert len(core.books()) == len(totals)
        shown = {span[1]: value for span, value in released(core)}
    return [shown.get(end_s) for end_s in ends_s]


def released(core: Core) -> list[tuple[Span, float]]:
    """Every durable value of who came in there, as back-ends get it, in the order of release."""
    return [
        (_span(found), found.value) for found in core.observations() if (found.device, found.quantity) == (NAME, "in")
    ]


def overlaps(spans: Sequence[Span]) -> int:
    """How many of them share time with one before."""
    return sum(
        any(span[0] < before[1] and before[0] < span[1] for before in spans[:at]) for at, span in enumerate(spans)
    )


@contextmanager
def changed(owner: object, name: str, value: object) -> Iterator[None]:
    """A defence is off, in this process."""
    kept = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, kept)


@contextmanager
def forgetful(line: Line) -> Iterator[None]:
    """The gateway remembers no window that was drawn: its own memory and the database's rule are off."""
    with ExitStack() as stack:
        stack.enter_context(changed(Windows, "accepts", lambda _self, **_row: True))
        stack.enter_context(changed(Windows, "pass_start", _turn_to))
        drop_rule(line.core.path, "ledger_draws_once")
        yield


def _turn_to(windows: Windows, start_s: int, *, quantities: int) -> Closing:
    """Go to the window of that time, wherever it lies."""
    is_there = windows._start_s in (None, windows._grid(start_s))
    return Closing(window=None, skipped=0 * quantities) if is_there else windows.close()


@contextmanager
def obedient() -> Iterator[None]:
    """What the operator wants holds at once, for every window."""

    def tick(self: Policies, *, now_s: int | None) -> None:
        assert now_s is not None
        newest = self.schedule.newest
        if newest and newest.text() != self._policy.text():
            self._declare(from_s=0)

    with changed(Policies, "tick", tick):
        yield


def drop_rule(journal: Path, *names: str) -> None:
    """Somebody who knows SQL takes a trigger away."""
    with closing(sqlite3.connect(journal)) as connection:
        connection.executescript("".join(f"DROP TRIGGER IF EXISTS {name};" for name in names))


def _span(found: Observation) -> Span:
    assert found.time_s is not None
    assert found.window_s is not None
    start_s = found.time_s - WIRE_EPOCH_S
    return start_s, start_s + found.window_s
