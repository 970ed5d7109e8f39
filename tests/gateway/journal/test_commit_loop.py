"""When a commit starts, and what happens while the disk fails, in virtual time."""

import asyncio
from collections.abc import Iterator
from itertools import repeat

from stoep_gateway.journal import CommitLoop, JournalError
from stoep_gateway.journal.records import CommitBatch
from stoep_simulators.virtual_time import run_virtual
from support.commit_batches import batch


class Held:
    """Ingest's side: `waiting` batches to come, one at a time."""

    def __init__(self) -> None:
        self.waiting = 0
        self.wants_commit = False
        self.number = 0
        self.settled: list[int] = []

    def batch(self) -> CommitBatch | None:
        if not self.waiting:
            return None
        self.waiting = 0
        self.wants_commit = False
        self.number += 1
        return batch(self.number, row=self.number)

    def committed(self, batch: CommitBatch) -> None:
        self.settled.append(batch.number)


class Disk:
    """The journal's side: when each try came; the next `failures` fail."""

    def __init__(self, *, failures: int = 0) -> None:
        self.failures = failures
        self.tries: list[tuple[float, int]] = []

    async def commit(self, batch: CommitBatch) -> None:
        self.tries.append((asyncio.get_running_loop().time(), batch.number))
        await asyncio.sleep(0)
        if self.failures:
            self.failures -= 1
            raise JournalError("journal journal.db: the disk is full")


class Bench:
    def __init__(self, *, interval_s: float, failures: int = 0) -> None:
        self.held = Held()
        self.disk = Disk(failures=failures)
        self.told: list[str] = []
        self.loop = CommitLoop(
            self.held,
            sink=self.disk,
            interval_s=interval_s,
            delays_s=self._delays_s,
            on_committed=lambda: self.told.append("committed"),
            on_failed=lambda error: self.told.append(str(error)),
        )

    @staticmethod
    def _delays_s() -> Iterator[float]:
        return repeat(5.0)


def test_a_commit_takes_what_came_in_an_interval() -> None:
    async def main() -> None:
        bench = Bench(interval_s=30.0)
        task = asyncio.create_task(bench.loop.run(), name="commits")
        for _ in range(50):
            await asyncio.sleep(1.0)
            bench.held.waiting += 1
            bench.loop.poke()
        bench.loop.stop()
        await task
        assert bench.disk.tries == [(30.0, 1), (50.0, 2)]

    run_virtual(main())


def test_a_closed_window_does_not_wait() -> None:
    async def main() -> None:
        bench = Bench(interval_s=30.0)
        task = asyncio.create_task(bench.loop.run(), name="commits")
        await asyncio.sleep(1.0)
        bench.held.waiting, bench.held.wants_commit = 1, True
        bench.loop.poke()
        await asyncio.sleep(1.0)
        assert bench.held.settled == [1]
        bench.loop.stop()
        await task

    run_virtual(main())


def test_interval_zero_commits_whatever_there_is() -> None:
    async def main() -> None:
        bench = Bench(interval_s=0.0)
        task = asyncio.create_task(bench.loop.run(), name="commits")
        await asyncio.sleep(1.0)
        bench.held.waiting = 1
        bench.loop.poke()
        await asyncio.sleep(1.0)
        assert bench.disk.tries == [(1.0, 1)]
        bench.loop.stop()
        await task

    run_virtual(main())


def test_a_failing_disk_gets_the_same_batch_until_it_takes_it() -> None:
    async def main() -> None:
        bench = Bench(interval_s=30.0, failures=2)
        task = asyncio.create_task(bench.loop.run(), name="commits")
        await asyncio.sleep(1.0)
        bench.held.waiting, bench.held.wants_commit = 1, True
        bench.loop.poke()
        await asyncio.sleep(3.0)
        bench.held.waiting, bench.held.wants_commit = 1, True
        bench.loop.poke()
        await asyncio.sleep(20.0)
        assert bench.disk.tries == [(1.0, 1), (6.0, 1), (11.0, 1), (11.0, 2)]
        assert bench.told == ["journal journal.db: the disk is full"] * 2 + ["committed"] * 2
        bench.loop.stop()
        await task

    run_virtual(main())


def test_a_stop_commits_what_is_held() -> None:
    async def main() -> None:
        bench = Bench(interval_s=30.0)
        task = asyncio.create_task(bench.loop.run(), name="commits")
        await asyncio.sleep(1.0)
        bench.held.waiting = 1
        bench.loop.stop()
        await task
        assert bench.held.settled == [1]

    run_virtual(main())


def test_a_stop_does_not_wait_for_a_disk_that_fails() -> None:
    async def main() -> None:
        bench = Bench(interval_s=30.0, failures=99)
        task = asyncio.create_task(bench.loop.run(), name="commits")
        bench.held.waiting, bench.held.wants_commit = 1, True
        bench.loop.poke()
        await asyncio.sleep(12.0)
        bench.loop.stop()
        await task
        assert asyncio.get_running_loop().time() == 12.0
        assert bench.held.settled == []

    run_virtual(main())
