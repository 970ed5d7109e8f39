"""What a gateway would commit and deliver, the same in every run, and whether a journal holds the first part of it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from stoep_gateway import accounts
from stoep_gateway.anonymise.audit import findings
from stoep_gateway.anonymise.ledger import Ledger
from stoep_gateway.journal import Journal
from stoep_gateway.journal.blob import encode_rows, encode_window
from stoep_gateway.journal.lanes import LIVE
from stoep_gateway.journal.ledger_rows import ANCHOR_FILE, read_anchor, read_rows
from stoep_gateway.journal.records import CommitBatch, Delivery, LedgerState, LifeRow, PlaceRow, StartRow
from stoep_gateway.records import Provenance
from support.policies import PLAIN

KEY = bytes(range(32))
BACKENDS = ("archive", "city")
LIVES = 4
ROWS = 30  # of one commit
ENTRIES = 2  # of one commit: rows of a garden, a window of a beach
DELIVERED = 3  # entries of one delivery
WINDOW_S = 900
_LIFE = b"liv"
_PASSED = 1 << 20  # in a mark: so many deliveries had returned


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """How many calls had returned before the cut; the one after them may have reached the disk."""

    commits: int = 0
    deliveries: int = 0

    @classmethod
    def of_mark(cls, mark: int) -> "Returned":
        return cls(commits=mark % _PASSED, deliveries=mark // _PASSED)

    @property
    def mark(self) -> int:
        return self.deliveries * _PASSED + self.commits


@cache
def batches(count: int) -> tuple[CommitBatch, ...]:
    """The first `count` commits of one gateway start. Commit n holds 30 rows of a life, a window and its ledger row."""
    ledger = Ledger(LedgerState(), key=KEY, epoch=bytes(8))
    made = []
    for number in range(1, count + 1):
        start_s = WINDOW_S * number
        row = ledger.draw(place="beach", start_s=start_s, end_s=start_s + WINDOW_S, policy=PLAIN)
        kept, life = _rows_before(number), number % LIVES
        made.append(
            CommitBatch(
                number=number,
                entries=((ROWS, _garden(number, first=kept + 1)), (2, _beach(start_s, number=number))),
                lives=(
                    LifeRow(device=f"garden-{life}", life=_LIFE + b"%d" % life, floor=kept + ROWS, kept=kept + ROWS),
                ),
                places=(
                    PlaceRow(
                        place="beach",
                        watermark_s=start_s + WINDOW_S,
                        closed_until_s=start_s + WINDOW_S,
                        closed=2 * number,
                        released=2 * number,
                        ledger_index=row.index,
                    ),
                ),
                start=StartRow(received=ROWS * number, kept=ROWS * number),
                ledger=(row,),
                anchor=ledger.head,
            )
        )
    return tuple(made)


def next_delivery(journal: Journal, backend: str, *, limit: int = DELIVERED) -> Delivery | None:
    """At most `limit` entries, or None when there is nothing left."""
    first = journal.cursor(backend, lag_entries=1 << 30).live_next
    entries = journal.read(first, end=first + limit, max_observations=1 << 30)
    if not entries:
        return None
    return Delivery(
        backend=backend,
        lane=LIVE,
        entries=tuple((entry.position, entry.observations) for entry in entries),
        next_position=entries[-1].position + 1,
        delivered=sum(entry.observations for entry in entries),
    )


def differences(path: Path, *, returned: Returned, limit: int) -> Iterator[str]:
    """Open it as the gateway would, and say what is not as it was promised. limit: commits that were ever begun."""
    journal = Journal.open(path)
    try:
        attached = bool(returned.commits) or bool(journal.head())
        if attached:
            journal.attach(BACKENDS)
        state = journal.load_state()
        entries = journal.read(1, end=None, max_observations=1 << 40)
        head = journal.head()
    finally:
        journal.close()
    commits, half = divmod(head, ENTRIES)
    if half or not returned.commits <= commits <= min(limit, returned.commits + 1):
        yield f"{head} entries, {returned.commits} commits had returned"
        return
    made = batches(limit)[:commits]
    blobs = [entry for batch in made for entry in batch.entries]
    for entry in entries:
        if not entry.sound or (entry.observations, entry.blob) != blobs[entry.position - 1]:
            yield f"entry {entry.position} is not what was committed"
    if [entry.position for entry in entries] != list(range(head - len(entries) + 1, head + 1)):
        yield "entries are missing"
    floors = {batch.lives[0].device: batch.lives[0] for batch in made}
    if {life.device: life for life in state.lives} != floors:
        yield "floors are not what was committed"
    if state.places != ({made[-1].places[0].place: made[-1].places[0]} if made else {}):
        yield "places are not what was committed"
    if Ledger(state.ledger, key=KEY, epoch=bytes(8)).is_shut:
        yield "the ledger is shut"
    counted = accounts.read(path)
    if not counted.balanced:
        yield "accounts do not balance"
    if attached and sum(backend.delivered for backend in counted.backends) < _least(returned.deliveries):
        yield "a delivery that had returned is forgotten"
    anchor = read_anchor(path.with_name(ANCHOR_FILE))
    with closing(sqlite3.connect(path)) as connection:
        rows = list(read_rows(connection))
        if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            yield "the database is damaged"
    if len(rows) != commits:
        yield f"{len(rows)} rows of the ledger for {commits} commits"
    yield from findings(rows, state=state.ledger, anchor=anchor, key=KEY)


def _least(deliveries: int) -> int:
    """Observations of so many deliveries, at least: each holds one window or more."""
    return deliveries * 2


def _rows_before(number: int) -> int:
    """Rows that the life of this commit had before it."""
    return ROWS * ((number - 1) // LIVES if number % LIVES else number // LIVES - 1)


def _life(life: int, *, rows: int) -> LifeRow:
    return LifeRow(device=f"garden-{life}", life=_LIFE + b"%d" % life, floor=rows, kept=rows)


def _garden(number: int, *, first: int) -> bytes:
    column = tuple((number * 37 + row * 11) % 3000 for row in range(ROWS))
    return encode_rows(
        f"garden-{number % LIVES}",
        profile=1,
        life=_LIFE + b"%d" % (number % LIVES),
        cell=None,
        timed=True,
        rows=first,
        times=tuple(600 * (first + row) for row in range(ROWS)),
        columns=(column, *[(None,) * ROWS] * 4),
    )


def _beach(start_s: int, *, number: int) -> bytes:
    return encode_window(
        "beach-1",
        profile=2,
        cell=None,
        start_s=start_s,
        window_s=WINDOW_S,
        values=((0, number), (1, number)),
        provenance=Provenance(epsilon="", contribution=2, k=1, rounding=1, covered_s=WINDOW_S),
    )
