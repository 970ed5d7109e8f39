"""A journal in which many frames wait for one back-end, `city`; the archive has them."""

from pathlib import Path

from stoep_gateway.journal import Journal
from stoep_gateway.journal.blob import encode_rows
from stoep_gateway.journal.lanes import LIVE
from stoep_gateway.journal.records import CommitBatch, Delivery
from support.honest import FRAME_ROWS
from support.ingest_bench import NOON_S

OBSERVATIONS = 30  # of a frame
RING_ROWS = 432  # 72 hours, a row each ten minutes
_GROUP = 1_000


def fill(path: Path, *, frames: int) -> None:
    """A new journal. All from one device that nobody knows any more."""
    journal = Journal.open(path)
    journal.attach(("archive", "city"))
    for number, first in enumerate(range(0, frames, _GROUP), start=1):
        group = range(first, min(first + _GROUP, frames))
        journal.commit(CommitBatch(number=number, entries=tuple((OBSERVATIONS, _blob(frame)) for frame in group)))
        journal.deliver(
            Delivery(
                backend="archive",
                lane=LIVE,
                entries=tuple((frame + 1, OBSERVATIONS) for frame in group),
                next_position=group[-1] + 2,
                delivered=OBSERVATIONS * len(group),
            )
        )
    journal.close()


def _blob(frame: int) -> bytes:
    first = 1 + FRAME_ROWS * frame
    columns = tuple((low,) * FRAME_ROWS for low in (1500, 180, 150, 201, 650))
    times = [NOON_S + row % RING_ROWS * 600 for row in range(first, first + FRAME_ROWS)]
    life = b"old1"
    return encode_rows(
        "garden-old", profile=1, life=life, cell=None, timed=True, rows=first, times=times, columns=columns
    )
