"""A process to be killed: commits batch after batch and prints each row's number once it is durable."""

import sys
from pathlib import Path

from stoep_gateway.journal import Journal
from support.commit_batches import batch


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
