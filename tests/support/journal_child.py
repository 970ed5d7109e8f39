"""A process to be killed: commits batch after batch and prints each row's number once it is durable."""

import sys
from pathlib import Path

from stoep_gateway.journal import Journal
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


def main(path: Path) -> None:
    journal = Journal.open(path)
    journal.attach(["archive"])
    lives = journal.load_state().lives
    row = lives[0].floor if lives else 0
    number = 0
    while True:
        number, row = number + 1, row + 1
        journal.commit(batch(number, row=row))
        print(row, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
