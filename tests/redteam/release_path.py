"""A gateway's release path in a process that is forked for each life of it and dies of SIGKILL where it is told to.

Run as `python -m redteam.release_path FOLDER KILLS MUTANT` under `fault_disk.c`; prints what came of it as JSON.
"""

import json
import os
import random
import signal
import sys
import threading
import traceback
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

from redteam.books import Books
from redteam.release_mutants import MUTANTS
from stoep_gateway.anonymise import release
from stoep_gateway.anonymise.ledger import Ledger
from stoep_gateway.config.settings import PeopleSettings
from stoep_gateway.ingest import Ingest, people
from stoep_gateway.journal import Journal, database
from stoep_gateway.journal.blob import expand
from stoep_gateway.journal.database import JOURNAL_FILE
from stoep_gateway.journal.lanes import LIVE
from stoep_gateway.journal.records import Delivery
from stoep_gateway.records import Arrival, Outgoing
from support.fault_disk.preload import ALLOCATE, KILL, NAME, OPEN, SYNC, TRUNCATE, WRITE, FaultDisk
from support.ingest_bench import MASTER, NOON_S, enrolled
from support.ring_device import RingDevice

DISK = "disk call"  # any that changes something: a write is cut in its middle, others are not made
MOMENT = "moment"  # whatever it is just doing
# Where a life ends, and at which pass of it at the latest.
POINTS = {
    "before the draw": 4,
    "after the draw": 4,
    "in the noise": 8,
    "after the noise": 4,
    "before the commit": 4,
    "in the transaction": 4,
    "before the second file": 4,
    "after the commit": 4,
    "before a reply": 12,
    "after a reply": 12,
    "before a delivery": 4,
    "after a delivery": 4,
    DISK: 120,
    MOMENT: 60,  # milliseconds
}
_SHARES = {DISK: 6}  # of the kills; the others have one each
COUNTERS = ("telpunt-1", "telpunt-2")
WINDOW_S = 3_600
SAMPLE_S = 720
_BACKEND = "city"
_COUNT = 9_000
_LIVES = 40  # of one journal; then another one begins, since each look at it takes longer
_TURNS = 60  # of one life; more means that its point never comes
# Noise of hundreds of counts: two draws of one window are hardly ever alike.
# By the second policy a place has spent all at noon.
_POLICIES = tuple(
    PeopleSettings(window_s=WINDOW_S, night_h=0, epsilon="0.01", epsilon_per_day=per_day) for per_day in ("", "0.12")
)


@dataclass(frozen=True, slots=True)
class Given:
    """A back-end got this."""

    values: tuple[tuple[str, float], ...]


class _Life:
    """The gateway, in the forked process. Says on the connection what leaves it; None when it waits."""

    def __init__(self, connection: Connection, path: Path, *, policy: PeopleSettings) -> None:
        self._connection = connection
        self._path = path
        self._policy = policy

    def run(self, *, point: str, nth: int, mutant: str) -> None:
        """Until it is told to stop, or dies."""
        if mutant:
            MUTANTS[mutant](self.give)
        _put(point, nth=nth, life=self)
        journal = Journal.open(self._path)
        journal.attach([_BACKEND])
        ingest = Ingest(
            {name: enrolled(name, profile="people") for name in COUNTERS},
            master=MASTER,
            epoch=os.urandom(8),
            policy=self._policy,
            state=journal.load_state(),
            memory_bytes=1 << 20,
        )
        while (told := self._connection.recv()) is not None:
            now_s, arrivals = told
            for arrival in arrivals:
                ingest.take(arrival, now_s=now_s, mono_s=float(now_s))
            self._reply(ingest.replies(now_s=now_s))
            batch = ingest.batch()
            if batch is not None:
                journal.commit(batch)
                ingest.committed(batch)
            self._reply(ingest.replies(now_s=now_s))
            self._deliver(journal)
            self._connection.send(None)
        journal.close()

    def _reply(self, replies: Iterable[Outgoing]) -> None:
        for reply in replies:
            self.reply(reply)

    def _deliver(self, journal: Journal) -> None:
        first = journal.cursor(_BACKEND, lag_entries=1 << 30).live_next
        entries = journal.read(first, end=None, max_observations=1 << 30)
        if entries:
            self.give((entry.observations, entry.blob) for entry in entries)
            journal.deliver(
                Delivery(
                    backend=_BACKEND,
                    lane=LIVE,
                    entries=tuple((entry.position, entry.observations) for entry in entries),
                    next_position=entries[-1].position + 1,
                    delivered=sum(entry.observations for entry in entries),
                )
            )

    def reply(self, reply: Outgoing) -> None:
        self._connection.send(reply)

    def give(self, entries: Iterable[tuple[int, bytes]]) -> None:
        """To the back-end."""
        found = [each for _, blob in entries for each in expand(blob, position=1)]
        self._connection.send(Given(tuple((each.identity, each.value) for each in found)))


def _put(point: str, *, nth: int, life: _Life) -> None:
    """This process dies at the nth pass of the point."""
    if point == DISK:
        kinds = WRITE | SYNC | TRUNCATE | OPEN | NAME | ALLOCATE
        FaultDisk().fail(kinds, nth=nth, error=KILL, always=False)
        return
    places: dict[str, tuple[object, str, bool]] = {
        "before the draw": (Ledger, "draw", False),
        "after the draw": (Ledger, "draw", True),
        "in the noise": (release, "laplace", True),
        "after the noise": (people, "release", True),
        "before the commit": (Journal, "commit", False),
        "in the transaction": (database, "write_state", True),
        "before the second file": (database, "write_anchor", False),
        "after the commit": (Journal, "commit", True),
        "before a reply": (life, "reply", False),
        "after a reply": (life, "reply", True),
        "before a delivery": (life, "give", False),
        "after a delivery": (life, "give", True),
    }
    if point in places:
        owner, name, is_after = places[point]
        _die_at(owner, name, nth=nth, is_after=is_after)


def _die_at(owner: object, name: str, *, nth: int, is_after: bool) -> None:
    inner: Callable[..., object] = getattr(owner, name)
    passed = 0

    def call(*arguments: object, **options: object) -> object:
        nonlocal passed
        passed += 1
        if passed == nth and not is_after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = inner(*arguments, **options)
        if passed == nth:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, name, call)


class _Street:
    """One journal, and the counters that it hears, through many lives."""

    def __init__(self, folder: Path, *, policy: PeopleSettings, mutant: str) -> None:
        folder.mkdir()
        os.environ["FAULT_DISK_FOLDER"] = str(folder)
        self._path = folder / JOURNAL_FILE
        self._policy = policy
        self._mutant = mutant
        self._rings = {
            name: RingDevice(name, master=MASTER, profile="people", capacity=10_000, sample_s=SAMPLE_S, start_s=NOON_S)
            for name in COUNTERS
        }
        self.books = Books(self._path)

    @property
    def findings(self) -> list[str]:
        return self.books.findings

    def live(self, *, point: str, nth: int) -> bool:
        """One life, and a look at what it left. Whether it was killed. point: "" for one that ends in peace."""
        ours, theirs = Pipe()
        child = os.fork()
        if child == 0:
            ours.close()
            _end_as(
                lambda: _Life(theirs, self._path, policy=self._policy).run(point=point, nth=nth, mutant=self._mutant)
            )
        theirs.close()
        killer = threading.Timer(nth / 1_000, os.kill, (child, signal.SIGKILL))
        if point == MOMENT:
            killer.start()
        try:
            self._talk(ours, is_last=not point)
        except (EOFError, OSError):
            pass  # it is dead
        finally:
            ours.close()
            _, status = os.waitpid(child, 0)
            killer.cancel()
        was_killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        if not was_killed and (point or status):
            self.books.find(f"it ended by itself ({status}) before it passed {point or 'its end'}")
        self.books.look()
        return was_killed

    def _talk(self, gateway: Connection, *, is_last: bool) -> None:
        """Rows come as long as it lives; in its last life until all is settled that closed a window."""
        for _ in range(_TURNS):
            if self._are_settled and is_last:
                break
            if self._are_settled:
                for ring in self._rings.values():
                    for _ in range(WINDOW_S // SAMPLE_S):
                        ring.sample((_COUNT, _COUNT))
            gateway.send((self._now_s, self._frames()))
            while (said := gateway.recv()) is not None:
                self._hear(said)
        gateway.send(None)

    def _frames(self) -> list[Arrival]:
        frames = []
        for ring in self._rings.values():
            own = ring.next_frames(window=4)
            if not own and ring.settled < ring.next_row - 1:
                own = [ring.hello()]  # it waits for a verdict
            frames += own
        return frames

    def _hear(self, said: Outgoing | Given) -> None:
        if isinstance(said, Given):
            self.books.note(said.values)
        else:
            self._rings[said.topic.split("/")[2]].hear(said)

    @property
    def _are_settled(self) -> bool:
        return all(ring.settled == ring.next_row - 1 for ring in self._rings.values())

    @property
    def _now_s(self) -> int:
        return max(ring.now_s for ring in self._rings.values())

    def end(self) -> None:
        """A life in peace: every window that closed was drawn once, and no row is missing."""
        self.live(point="", nth=0)
        rows = {name: ring.next_row - 1 for name, ring in self._rings.items()}
        self.books.judge(rows=rows, windows=sum(rows.values()) * SAMPLE_S // WINDOW_S)


def _end_as(run: Callable[[], None]) -> None:
    """Of a forked process: nothing of its parent's goes on in it."""
    try:
        run()
    except BaseException:  # noqa: BLE001 - whatever it is, it is said, and the exit code tells
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def run(folder: Path, *, kills: int, mutant: str) -> dict[str, object]:
    """{"kills": {point: how many}, "doubled": …, "findings": [one line each]}. Ends after a journal with findings."""
    source = random.Random(f"{kills}/{mutant}")
    killed: Counter[str] = Counter()
    findings: list[str] = []
    doubled = 0
    number = 0
    while killed.total() < kills and not findings:
        street = _Street(folder / str(number), policy=_POLICIES[number % len(_POLICIES)], mutant=mutant)
        for _ in range(min(_LIVES, kills - killed.total())):
            point = min(POINTS, key=lambda name: (killed[name] / _SHARES.get(name, 1), source.random()))
            killed[point] += street.live(point=point, nth=source.randint(1, POINTS[point]))
        street.end()
        findings += street.findings
        doubled += len(street.books.given.doubled)
        number += 1
    return {"kills": killed, "doubled": doubled, "findings": findings}


if __name__ == "__main__":
    where, count, name = sys.argv[1:]
    print(json.dumps(run(Path(where), kills=int(count), mutant=name)))
