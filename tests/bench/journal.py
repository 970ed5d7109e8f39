"""What grouping commits is worth: the same frames, one transaction each or 330 a transaction."""

import tempfile
import time
from pathlib import Path
from statistics import median

from bench.figures import Figure
from stoep_gateway.journal.database import Journal
from stoep_gateway.journal.records import CommitBatch, StartRow

_GROUP = 330
_BLOB = bytes(range(146))  # the size that thirty readings take


def journal(*, runs: int) -> list[Figure]:
    """Some seconds, on the disk of the temporary folder."""
    ratios = [_frames_per_s(frames=9900, group=_GROUP) / _frames_per_s(frames=990, group=1) for _ in range(runs)]
    return [
        Figure(
            name="group_vs_single_commit",
            value=round(median(ratios), 2),
            unit="ratio",
            bar="≥ 5",
            conditions=f"frames a second, groups of {_GROUP} ÷ one by one, WAL and FULL sync, on the disk of the"
            f" temporary folder; median of {runs} runs in turns",
        )
    ]


def _frames_per_s(*, frames: int, group: int) -> float:
    with tempfile.TemporaryDirectory(prefix="stoep-bench-") as folder:
        opened = Journal.open(Path(folder) / "journal.db")
        try:
            opened.attach(("archive",))
            start_s = time.perf_counter()
            for number in range(frames // group):
                opened.commit(_batch(number + 1, size=group))
            return frames / (time.perf_counter() - start_s)
        finally:
            opened.close()


def _batch(number: int, *, size: int) -> CommitBatch:
    entries = ((30, _BLOB),) * size
    return CommitBatch(number=number, entries=entries, lives=(), devices=(), places=(), start=StartRow())
