"""The power is cut after any disk call of the journal: what had returned is there, whole, and nothing is half.

FAULT_CUTS: how many random cuts (make faults: 5,000, in a longer recording). FAULT_SEED: others of the same kind.
"""

import os
import random
import shutil
from pathlib import Path

import pytest

from support.fault_disk import preload
from support.fault_disk.history import Returned, differences
from support.fault_disk.recording import Call, Disk, read

CUTS = int(os.environ.get("FAULT_CUTS", "200"))
SEED = int(os.environ.get("FAULT_SEED", "7"))
COMMITS = 12 if CUTS <= 1_000 else 60

pytestmark = pytest.mark.needs("gcc")


class Cutter:
    """Records one history, then opens what a cut would have left."""

    def __init__(self, folder: Path, *, library: Path, synchronous: str) -> None:
        log, state = folder / "log", folder / "state"
        self._again = folder / "again"
        state.mkdir()
        preload.run(library, "record", state / "journal.db", str(COMMITS), synchronous, folder=state, log=log)
        self.calls = read(log)

    def found(self, files: dict[str, bytes], *, mark: int) -> list[str]:
        """What is wrong when the gateway opens a folder with these files."""
        shutil.rmtree(self._again, ignore_errors=True)
        self._again.mkdir()
        for name, data in files.items():
            (self._again / name).write_bytes(data)
        try:
            return list(differences(self._again / "journal.db", returned=Returned.of_mark(mark), limit=COMMITS))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
            return [f"{type(error).__name__}: {error}"]

    def random_cuts(self) -> list[str]:
        """Findings of CUTS cuts, spread over the recording; each keeps, drops or tears what was not synced."""
        rng = random.Random(SEED)
        due = sorted(rng.randrange(len(self.calls)) for _ in range(CUTS))
        found, disk, applied = [], Disk(), 0
        for at in due:
            _apply(disk, self.calls[applied : at + 1])
            applied = at + 1
            found += [f"cut after call {at}: {line}" for line in self.found(disk.cut(rng), mark=disk.mark)]
        return found


def _apply(disk: Disk, calls: tuple[Call, ...]) -> None:
    for call in calls:
        disk.apply(call)


@pytest.fixture
def cutter(tmp_path: Path, library: Path) -> Cutter:
    return Cutter(tmp_path, library=library, synchronous="FULL")


def test_killed_after_any_call_the_journal_holds_what_had_returned(cutter: Cutter) -> None:
    disk, found = Disk(), []
    for at, call in enumerate(cutter.calls):
        disk.apply(call)
        if call.kind not in "SDM":  # these leave the files as they were
            found += [f"call {at}: {line}" for line in cutter.found(disk.killed(), mark=disk.mark)]
    assert found == []


def test_a_power_cut_leaves_what_had_returned(cutter: Cutter) -> None:
    assert cutter.random_cuts() == []


def test_a_journal_that_did_not_sync_would_be_found_out(tmp_path: Path, library: Path) -> None:
    found = Cutter(tmp_path, library=library, synchronous="OFF").random_cuts()
    assert any("commits had returned" in line for line in found)


def test_the_recording_passes_through_every_part_of_sqlites_work(cutter: Cutter) -> None:
    kinds = {(call.kind, call.name) for call in cutter.calls}
    assert kinds >= {
        ("W", "journal.db"),  # folded in
        ("W", "journal.db-wal"),
        ("S", "journal.db"),
        ("S", "journal.db-wal"),
        ("U", "journal.db-wal"),  # closed
        ("R", ".ledger.anchor.new"),
        ("D", ""),
    }
    heads = [call for call in cutter.calls if call.name == "journal.db-wal" and call.number == 0]
    assert len([call for call in heads if call.kind == "W"]) > 2  # the log begins anew over the old one
