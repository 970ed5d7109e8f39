"""Let every n-th disk call of each step of a journal fail, and say what came of it that should not."""

import errno
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from stoep_gateway import accounts
from stoep_gateway.errors import ConfigError
from stoep_gateway.journal import Journal, JournalError
from stoep_gateway.migrations import migrations
from support.fault_disk.history import BACKENDS, Returned, batches, differences, next_delivery
from support.fault_disk.preload import ALLOCATE, NAME, OPEN, SYNC, TRUNCATE, WRITE, FaultDisk

_PAGES = 24  # see child.py
_RESERVE_BYTES = 1 << 16
_CALLS_MAX = 400  # of one step; more means that a fault never ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """kinds: of calls that fail. always: from the n-th on, else only that one."""

    kinds: int
    error: int
    always: bool


FAULTS = {
    "full": Fault(kinds=WRITE | ALLOCATE, error=errno.ENOSPC, always=True),
    "full once": Fault(kinds=WRITE | ALLOCATE, error=errno.ENOSPC, always=False),
    "write error": Fault(kinds=WRITE, error=errno.EIO, always=False),
    "sync error": Fault(kinds=SYNC, error=errno.EIO, always=False),
    "broken": Fault(kinds=WRITE | SYNC | TRUNCATE | OPEN | NAME, error=errno.EIO, always=True),
    "read-only": Fault(kinds=WRITE | TRUNCATE | OPEN | NAME | ALLOCATE, error=errno.EROFS, always=True),
}


class Sweep:
    """One journal that goes through one kind of fault, step after step. findings: what went wrong."""

    def __init__(self, folder: Path, *, fault: Fault, commits: int) -> None:
        self.findings: list[str] = []
        self.failures = 0
        self._path = folder / "journal.db"
        self._copy = folder.with_name("copy")
        self._fault = fault
        self._disk = FaultDisk()
        self._limit = commits
        self._returned = Returned()
        self._journal: Journal | None = None

    def run(self) -> None:
        """Open, attach, commit and deliver, each of them again and again until no call of it fails."""
        older(self._path)
        self._open()
        for number in range(1, self._limit + 1):
            self._step(f"commit {number}", self._commit)
            self._step(f"cursor {number}", self._split)
            if number % 3:
                self._step(f"deliver {number}", self._deliver)
            if number == self._limit // 2:
                self._opened().close()
                self._open()
        self._opened().close()
        self._compare("at the end", self._path)

    def _open(self) -> None:
        """The gateway starts on a disk that fails: ConfigError, and nothing is left in the way of the next start."""
        for nth in range(1, _CALLS_MAX):
            self._fail(nth)
            try:
                self._journal = Journal.open(self._path, reserve_bytes=_RESERVE_BYTES)
            except ConfigError:
                self._journal = None
            except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
                self.findings.append(f"open, call {nth}: {type(error).__name__}: {error}")
            if not self._heal():
                break
            if self._journal is not None:
                self._journal.close()
        self._opened()._connection.execute(f"PRAGMA wal_autocheckpoint = {_PAGES}")
        self._step("attach", lambda journal: journal.attach(BACKENDS))

    def _commit(self, journal: Journal) -> None:
        journal.commit(batches(self._limit)[self._returned.commits])

    def _split(self, journal: Journal) -> None:
        journal.cursor(BACKENDS[0], lag_entries=5)

    def _deliver(self, journal: Journal) -> None:
        delivery = next_delivery(journal, BACKENDS[self._returned.commits % 2])
        if delivery:
            journal.deliver(delivery)

    def _step(self, name: str, work: Callable[[Journal], object]) -> None:
        """Fail its first call, then its second, until it passes: it must say JournalError, and nothing is half."""
        for nth in range(1, _CALLS_MAX):
            self._fail(nth)
            failure: Exception | None = None
            try:
                work(self._opened())
            except JournalError as error:
                failure = error
            except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
                self.findings.append(f"{name}, call {nth}: {type(error).__name__}: {error}")
                failure = error
            was_hit = self._heal()
            if failure is None:
                self._note(name)
            if was_hit:
                self._look(f"{name}, call {nth}")
            if failure is None and not was_hit:
                return
            if failure is None:
                return  # SQLite got on without that call; the step is done and cannot be done again
        self.findings.append(f"{name}: never succeeds")

    def _note(self, name: str) -> None:
        self._returned = Returned(
            commits=self._returned.commits + name.startswith("commit"),
            deliveries=self._returned.deliveries + name.startswith("deliver"),
        )

    def _look(self, where: str) -> None:
        """The accounts of the open journal balance; a copy, as a kill would leave it, holds what had returned."""
        if not accounts.read(self._path).balanced:
            self.findings.append(f"{where}: accounts do not balance")
        shutil.rmtree(self._copy, ignore_errors=True)
        shutil.copytree(self._path.parent, self._copy)
        self._compare(where, self._copy / self._path.name)

    def _compare(self, where: str, path: Path) -> None:
        for line in _differences(path, returned=self._returned, limit=self._limit):
            self.findings.append(f"{where}: {line}")

    def _fail(self, nth: int) -> None:
        fault = self._fault
        self._disk.fail(fault.kinds, nth=nth, error=fault.error, always=fault.always)

    def _heal(self) -> bool:
        """Whether any call had failed."""
        failed = self._disk.failed
        self._disk.heal()
        self.failures += failed
        return failed

    def _opened(self) -> Journal:
        if self._journal is None:
            raise RuntimeError("the journal never opened")
        return self._journal


def older(path: Path) -> None:
    """An empty journal of the first version: the next start brings it up to date."""
    _, sql = migrations("journal")[0]
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(f"PRAGMA journal_mode = WAL; BEGIN; {sql}; PRAGMA user_version = 1; COMMIT;")


def _differences(path: Path, *, returned: Returned, limit: int) -> Iterator[str]:
    try:
        yield from differences(path, returned=returned, limit=limit)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
        yield f"{type(error).__name__}: {error}"
