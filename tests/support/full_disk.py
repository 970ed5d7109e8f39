"""Scenes on a small disk that is filled to its last byte; each prints a line for what is not as it should be."""

import shutil
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from stoep_gateway import accounts
from stoep_gateway.commands.journal_verify import findings
from stoep_gateway.journal import Journal
from stoep_gateway.journal.database import RESERVE_FILE
from stoep_gateway.journal.errors import DiskFullError
from support.fault_disk.history import BACKENDS, KEY, batches, next_delivery

RESERVE_BYTES = 512 << 10
_BLOCK_BYTES = 4096
COMMITS = 10_000
_DELIVERED = 100  # entries of one batch


class FullDisk:
    """One journal and another program's file on the same disk."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "journal.db"
        self._other = folder / "other"
        self._at = 0
        self.open()

    def open(self) -> None:
        self.journal = Journal.open(self.path, reserve_bytes=RESERVE_BYTES)
        self.journal.attach(BACKENDS)

    def restart(self) -> None:
        self.journal.close()
        self.open()

    def commit(self, count: int) -> None:
        """DiskFullError: the next one is the same again."""
        for _ in range(count):
            self.journal.commit(batches(COMMITS)[self._at])
            self._at += 1

    def commit_until_full(self) -> bool:
        try:
            self.commit(COMMITS - self._at)
        except DiskFullError:
            return True
        return False

    def is_full(self) -> bool:
        """Whether the next commit finds no room."""
        try:
            self.commit(1)
        except DiskFullError:
            return True
        return False

    def deliver(self, *, tries: int = 3) -> int:
        """Deliver everything to every back-end; how many batches had to be tried again. DiskFullError: in vain."""
        again = 0
        for backend in BACKENDS:
            while (delivery := next_delivery(self.journal, backend, limit=_DELIVERED)) is not None:
                for left in reversed(range(tries)):
                    try:
                        self.journal.deliver(delivery)
                        break
                    except DiskFullError:
                        again += 1
                        if not left:
                            raise
        return again

    def fill(self, *, leave_bytes: int = 0) -> None:
        """Another program takes all that is left, or all but some."""
        with suppress(OSError), self._other.open("ab", buffering=0) as file:
            while shutil.disk_usage(self.path.parent).free > leave_bytes:
                file.write(bytes(_BLOCK_BYTES))

    def clear(self) -> None:
        self._other.unlink()

    @property
    def pending(self) -> int:
        return sum(backend.pending for backend in accounts.read(self.path).backends)

    @property
    def has_reserve(self) -> bool:
        return self.path.with_name(RESERVE_FILE).exists()


def others_fill_it(disk: FullDisk) -> None:
    disk.commit(200)
    check(disk.has_reserve, "a reserve is kept")
    disk.fill()
    check(disk.commit_until_full(), "the disk is full")
    check(disk.pending > 0, "something waits")
    disk.deliver()
    check(disk.pending == 0, "forwarding goes on")
    check(disk.is_full(), "what is left is for deliveries")
    disk.clear()
    check(not disk.is_full() and disk.has_reserve, "commits go on by themselves, with a reserve")


def the_journal_fills_it(disk: FullDisk) -> None:
    disk.fill(leave_bytes=6 << 20)
    check(disk.commit_until_full(), "the disk is full")
    disk.deliver()
    check(disk.pending == 0, "forwarding goes on")
    for _ in range(20):  # many times as much as the disk has left
        check(not disk.is_full(), "the room that forwarding has freed is used again")
        disk.commit(50)
        disk.deliver()


def the_gateway_starts_on_it(disk: FullDisk) -> None:
    disk.commit(200)
    disk.fill()
    check(disk.commit_until_full(), "the disk is full")
    disk.restart()
    disk.fill()
    disk.restart()
    disk.deliver()
    check(disk.pending == 0, "forwarding goes on")
    disk.clear()
    check(not disk.is_full(), "commits go on by themselves")


def others_take_the_reserve(disk: FullDisk) -> None:
    disk.commit(200)
    disk.fill()
    check(disk.commit_until_full(), "the disk is full")
    disk.fill()
    disk.deliver()
    check(disk.pending == 0, "forwarding goes on")
    disk.clear()
    check(not disk.is_full(), "commits go on by themselves")


def check(is_so: bool, what: str) -> None:
    if not is_so:
        print(f"not so: {what}")


SCENES: dict[str, Callable[[FullDisk], None]] = {
    scene.__name__: scene
    for scene in (others_fill_it, the_journal_fills_it, the_gateway_starts_on_it, others_take_the_reserve)
}


def main(folder: Path, scene: str) -> None:
    disk = FullDisk(folder)
    SCENES[scene](disk)
    check(accounts.read(disk.path).balanced, "accounts balance")
    disk.journal.close()
    for line in findings(disk.path, key=KEY, progress=lambda seen, total: None):
        print(line)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
