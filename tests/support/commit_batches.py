"""Commits of one row for tests of the journal."""

from stoep_gateway.journal.blob import encode_rows
from stoep_gateway.journal.records import CommitBatch, LifeRow, StartRow

LIFE = b"liv1"


def batch(number: int, *, row: int) -> CommitBatch:
    """One row of one value, and the floor that passes it."""
    blob = encode_rows(
        "garden-7",
        profile=1,
        life=LIFE,
        cell=None,
        timed=True,
        rows=row,
        times=(600 * row,),
        columns=((row % 3000,), (None,), (None,), (None,), (None,)),
    )
    return CommitBatch(
        number=number,
        entries=((1, blob),),
        lives=(LifeRow(device="garden-7", life=LIFE, floor=row, kept=row),),
        devices=(),
        places=(),
        start=StartRow(received=number, kept=number),
    )
