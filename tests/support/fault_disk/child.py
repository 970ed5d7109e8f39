"""The process under `fault_disk.c`: one of the runs below, on a journal of its own."""

import sys
from pathlib import Path

from stoep_gateway.journal import Journal
from support.fault_disk.faults import FAULTS, Sweep, older
from support.fault_disk.history import BACKENDS, Returned, batches, next_delivery
from support.fault_disk.preload import FaultDisk

_PAGES = 24  # of the write-ahead log until it is folded in: SQLite's 1000 would take a recording of many megabytes


def record(path: Path, *, commits: int, synchronous: str) -> None:
    """Migrate, commit and deliver, with a mark after each call that returned; close and open in the middle."""
    older(path)
    disk = FaultDisk()
    returned = Returned()
    for part in (range(commits // 2), range(commits // 2, commits)):
        journal = Journal.open(path)
        connection = journal._connection
        connection.execute(f"PRAGMA synchronous = {synchronous}")
        connection.execute(f"PRAGMA wal_autocheckpoint = {_PAGES}")
        journal.attach(BACKENDS)
        for at in part:
            batch = batches(commits)[at]
            journal.commit(batch)
            returned = Returned(commits=returned.commits + 1, deliveries=returned.deliveries)
            disk.mark(returned.mark)
            delivery = next_delivery(journal, BACKENDS[at % 2]) if at % 3 else None
            if delivery:
                journal.deliver(delivery)
                returned = Returned(commits=returned.commits, deliveries=returned.deliveries + 1)
                disk.mark(returned.mark)
        journal.close()


def sweep(folder: Path, *, fault: str, commits: int) -> None:
    """Print what went wrong, a line each, then how many calls have failed."""
    made = Sweep(folder, fault=FAULTS[fault], commits=commits)
    made.run()
    print("\n".join([*made.findings, str(made.failures)]))


if __name__ == "__main__":
    action, place, count, how = sys.argv[1:]
    if action == "record":
        record(Path(place), commits=int(count), synchronous=how)
    else:
        sweep(Path(place), commits=int(count), fault=how)
