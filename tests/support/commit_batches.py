"""Commits of one row for tests of the journal."""

from collections.abc import Iterable
from pathlib import Path

from stoep_gateway.journal import Journal
from stoep_gateway.journal.blob import encode_rows
from stoep_gateway.journal.records import CommitBatch, LifeRow, StartRow

LIFE = b"liv1"


def batch(number: int, *, row: int, device: str = "garden-7", time_s: int | None = None) -> CommitBatch:
    """One row of one value, and the floor that passes it. time_s: wire time, else ten minutes a row."""
    blob = encode_rows(
        device,
        profile=1,
        life=LIFE,
        cell=None,
        timed=True,
        rows=row,
        times=(600 * row if time_s is None else time_s,),
        columns=((row % 3000,), (None,), (None,), (None,), (None,)),
    )
    return CommitBatch(
        number=number,
        entries=((1, blob),),
        lives=(LifeRow(device=device, life=LIFE, floor=row, kept=row),),
        devices=(),
        places=(),
        start=StartRow(received=number, kept=number),
    )


def leave_row(path: Path, *, row: int, time_s: int, backends: Iterable[str]) -> None:
    """A row of garden-7 in a journal that no gateway runs on; the back-ends have yet to get it. time_s: wire time."""
    journal = Journal.open(path)
    journal.attach(backends)
    journal.commit(batch(1, row=row, time_s=time_s))
    journal.close()
