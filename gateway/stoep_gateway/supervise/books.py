"""What pages are told of the ledger: how far it is durable, and whether it is sound. Reads beside the writer.

Verifying a ledger of years must not hold up a gateway on a small machine: a thread of its own takes some rows at a
time, each in a transaction of its own, so that the write-ahead log can be folded in, and rests in between.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from stoep_gateway.anonymise.audit import findings, knows
from stoep_gateway.anonymise.ledger import POLICY, WINDOW, pay
from stoep_gateway.anonymise.policy import Policy, parse, schedule_of
from stoep_gateway.errors import ConfigError
from stoep_gateway.grid import DAY_S
from stoep_gateway.journal.ledger_rows import ANCHOR_FILE, load_ledger, read_anchor, read_rows
from stoep_gateway.journal.read_only import read_only
from stoep_gateway.journal.records import LedgerRow, LedgerState

_LOG = logging.getLogger("stoep.ledger")
_FIRST_S = 30.0  # devices that waited for the gateway come first
_PAGE_ROWS = 1000
_REST = 3.0  # times as long as a page took: a fourth of one core at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """Of one look over all rows up to `index`. at_s: Unix. anchor: whether the second file agrees, None without one."""

    at_s: int
    rows: int
    index: int
    findings: tuple[str, ...]
    anchor: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BooksTold:
    """index, hash: of the newest row, 0 and empty before the first. rows: None before the first verification.

    changes: (wire time from which it holds, policy), in order of time. spent: {(place, UTC day): millionths}.
    """

    index: int
    hash: bytes
    rows: int | None
    changes: tuple[tuple[int, Policy], ...]
    spent: Mapping[tuple[str, int], int]
    verified: Verified | None


class Books:
    """state: of this start, before its first commit."""

    def __init__(self, state: LedgerState, *, path: Path, key: bytes) -> None:
        self._path = path
        self._key = key
        self._index = state.index
        self._hash = state.hashes[-1] if state.hashes else b""
        self._schedule = schedule_of(state.policies)
        self._spent = dict(state.spent)
        self._verified: Verified | None = None

    async def keep_verified(self) -> None:
        """Soon and then each day, until cancelled."""
        stop = threading.Event()
        try:
            await asyncio.sleep(_FIRST_S)
            while True:
                await asyncio.to_thread(self.look_over, stop)
                await asyncio.sleep(DAY_S)
        finally:
            stop.set()

    def look_over(self, stop: threading.Event) -> None:
        """Verify the whole ledger; blocks long."""
        try:
            verified = verify(self._path, key=self._key, stop=stop)
        except ConfigError as error:
            _LOG.warning("the ledger was not verified: %s", error)
            return
        if verified is None:
            return
        self._verified = verified
        if verified.findings:
            count = len(verified.findings)
            _LOG.error(
                "the ledger has %d findings: run stoep ledger verify; the first: %s", count, verified.findings[0]
            )

    def told(self) -> BooksTold:
        """Reads what is new; blocks while the disk does. ConfigError: the journal cannot be read now."""
        with read_only(self._path) as connection:
            for row in read_rows(connection, after=self._index):
                self._note(row)
        done = self._verified
        return BooksTold(
            index=self._index,
            hash=self._hash,
            rows=done.rows + self._index - done.index if done else None,  # only a stopped gateway leaves numbers out
            changes=self._schedule.changes,
            spent=dict(self._spent),
            verified=done,
        )

    def _note(self, row: LedgerRow) -> None:
        if row.kind == POLICY:
            self._schedule.add(row.start_s, parse(row.mode))
        elif row.kind == WINDOW:
            pay(self._spent, place=row.place, day=row.start_s // DAY_S, cost=row.spent)
        self._index, self._hash = row.index, row.hash


def verify(path: Path, *, key: bytes, stop: threading.Event, rest: float = _REST) -> Verified | None:
    """A look over the whole ledger, without haste; None: stopped on the way. ConfigError: it cannot be read."""
    anchor = read_anchor(path.with_name(ANCHOR_FILE))  # first: it follows the rows
    with read_only(path) as connection:
        state = load_ledger(connection, anchor=anchor)
    rows = index = 0

    def paged() -> Iterator[LedgerRow]:
        nonlocal rows, index
        while not stop.is_set():
            began_s = time.monotonic()
            with read_only(path) as connection:
                page = tuple(read_rows(connection, after=index, limit=_PAGE_ROWS))
            yield from page
            rows += len(page)
            index = page[-1].index if page else index
            if len(page) < _PAGE_ROWS:
                return
            stop.wait(rest * (time.monotonic() - began_s))

    found = tuple(findings(paged(), state=state, anchor=anchor, key=key))
    if stop.is_set():
        return None
    agrees = knows(state, anchor=anchor, key=key) if anchor else None
    return Verified(at_s=int(time.time()), rows=rows, index=index, findings=found, anchor=agrees)
