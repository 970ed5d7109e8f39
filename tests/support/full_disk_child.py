"""A process whose files may not grow beyond a limit until it lifts it: commits, fails, and commits again."""

import resource
import sys
from pathlib import Path

from stoep_gateway.journal import Journal, JournalError
from support.commit_batches import batch


def main(path: Path) -> None:
    journal = Journal.open(path)
    journal.attach(["archive"])
    journal.commit(batch(1, row=1))
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    wal = path.with_name(path.name + "-wal")
    resource.setrlimit(resource.RLIMIT_FSIZE, (wal.stat().st_size, hard))
    for _ in range(2):
        try:
            journal.commit(batch(2, row=2))
        except JournalError as error:
            print(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    journal.commit(batch(2, row=2))
    journal.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
