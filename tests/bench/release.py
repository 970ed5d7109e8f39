"""What a window of people counts costs when it closes, against the commit of one row of anything else."""

import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from bench.figures import Figure
from stoep_gateway.config.settings import PeopleSettings
from stoep_gateway.ingest import Ingest
from stoep_gateway.journal.database import Journal
from stoep_gateway.journal.records import CommitBatch
from stoep_protocol.extras import Echo, Extras
from support.ingest_bench import MASTER, NOON_S, enrolled
from support.wire_device import WireDevice

_WINDOWS = 100  # more than a day has with noise
_EPOCH = bytes(range(8))
_LIFE = b"liv1"
_NAME = "counter-1"
_BLOB = bytes(range(146))  # the size that thirty readings take


def release(*, runs: int) -> list[Figure]:
    """Some seconds, on the disk of the temporary folder."""
    return [
        Figure(
            name="release_vs_plain_commit",
            value=round(median(_ratio() for _ in range(runs)), 2),
            unit="ratio",
            bar="≤ 3",
            conditions="a window that closes: two sums with noise, row of the ledger, place, life, entry, commit and"
            " the ledger's second file; ÷ the journal's commit of one entry of readings into a database with the same"
            f" settings; medians of {_WINDOWS} of each in turns, WAL and FULL sync, on the disk of the temporary"
            f" folder; median of {runs} runs",
        )
    ]


def _ratio() -> float:
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="stoep-bench-")))
        journals = [Journal.open(folder / name) for name in ("journal.db", "plain.db")]
        for journal in journals:
            opened.callback(journal.close)
            journal.attach(("archive",))
        return _measure(*journals)


def _measure(journal: Journal, plain: Journal) -> float:
    """Medians of a window that closes, and of a plain commit after each of them."""
    policy = PeopleSettings(night_h=0)
    counter = WireDevice(_NAME, master=MASTER, profile="people", sample_s=60)
    ingest = Ingest(
        {_NAME: enrolled(_NAME, profile="people")},
        master=MASTER,
        epoch=_EPOCH,
        policy=policy,
        state=journal.load_state(),
        memory_bytes=1 << 20,
    )
    echo = Extras(None, None, Echo(_EPOCH, None, None))
    mono_s = 0.0
    ingest.take(counter.hello(_LIFE), now_s=NOON_S, mono_s=mono_s)
    _commit(ingest, journal)
    closings, plains = [], []
    for number in range(1, _WINDOWS + 1):
        now_s = NOON_S + number * policy.window_s + 60
        ingest.take(counter.rows(number, [(now_s, (60, 40))], life=_LIFE, extras=echo), now_s=now_s, mono_s=mono_s)
        _commit(ingest, journal)
        mono_s += policy.ring_s + 1
        began_s = time.perf_counter()
        ingest.tick(now_s=now_s, mono_s=mono_s)  # silent for so long that its window closes
        _commit(ingest, journal)
        closings.append(time.perf_counter() - began_s)
        began_s = time.perf_counter()
        plain.commit(CommitBatch(number=number, entries=((30, _BLOB),)))
        plains.append(time.perf_counter() - began_s)
    assert journal.load_state().places[_NAME].closed == 2 * _WINDOWS, "not every window was drawn from"
    return median(closings) / median(plains)


def _commit(ingest: Ingest, journal: Journal) -> None:
    if (batch := ingest.batch()) is not None:
        journal.commit(batch)
        ingest.committed(batch)
