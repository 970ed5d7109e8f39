"""What processes take of this machine, by Linux's /proc: processor time and memory, of a program and all it started."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """cpu_s: user and system, of all its threads since its start. stat(5) counts in hundredths of a second."""

    pid: int
    parent: int
    name: str
    cpu_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Of several processes over some time. cores: processors used; memory_bytes: the most that they had together."""

    cores: float
    memory_bytes: int
    processes: int


class Watch:
    """Look now and then, the first and the last time at the ends of what is to be told; then `usage`."""

    def __init__(self) -> None:
        self._began_s = self._ended_s = 0.0
        self._first: dict[int, float] = {}
        self._last: dict[int, float] = {}
        self._memory_bytes = self._processes = 0

    def look(self, found: Sequence[Process], *, memory_bytes: Mapping[int, int], now_s: float) -> None:
        """What is seen for the first time later on began within the time watched: all that it used counts."""
        is_first = not self._last
        if is_first:
            self._began_s = now_s
        self._ended_s = now_s
        for process in found:
            self._first.setdefault(process.pid, process.cpu_s if is_first else 0.0)
            self._last[process.pid] = process.cpu_s
        self._memory_bytes = max(self._memory_bytes, sum(memory_bytes.get(process.pid, 0) for process in found))
        self._processes = max(self._processes, len(found))

    @property
    def usage(self) -> Usage:
        """So far."""
        used_s = sum(self._last[pid] - self._first[pid] for pid in self._last)
        over_s = self._ended_s - self._began_s
        cores = used_s / over_s if over_s > 0 else 0.0
        return Usage(cores=cores, memory_bytes=self._memory_bytes, processes=self._processes)


def processes(root: Path = Path("/proc")) -> dict[int, Process]:
    """All that run now; none where there is no /proc."""
    found = {}
    for folder in root.glob("[0-9]*"):
        try:
            process = parse_stat((folder / "stat").read_text())
        except (OSError, ValueError):  # ended meanwhile
            continue
        found[process.pid] = process
    return found


def parse_stat(text: str) -> Process:
    """One line of proc_pid_stat(5). The name may hold spaces and brackets. ValueError."""
    pid, _, rest = text.partition(" (")
    name, _, fields = rest.rpartition(") ")
    told = fields.split()
    if len(told) < 13:
        raise ValueError("not a line of stat")
    return Process(pid=int(pid), parent=int(told[1]), name=name, cpu_s=(int(told[11]) + int(told[12])) / _TICKS)


def tree(found: Mapping[int, Process], *, root: int) -> list[Process]:
    """The process and all that descend from it."""
    children: dict[int, list[Process]] = {}
    for process in found.values():
        children.setdefault(process.parent, []).append(process)
    members = [found[root]] if root in found else []
    for member in members:
        members += children.get(member.pid, [])
    return members


def memory_bytes(pid: int, *, root: Path = Path("/proc")) -> int:
    """Its proportional share of memory (PSS); resident pages where the kernel does not tell it; 0 once it has ended."""
    try:
        for line in (root / str(pid) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError):
        pass
    try:
        return int((root / str(pid) / "statm").read_text().split()[1]) * _PAGE_BYTES
    except (OSError, ValueError, IndexError):
        return 0
