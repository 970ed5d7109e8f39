"""How a process's memory might reach the disk: swap, core dumps. Looked up in /proc and /sys, nothing is changed."""

from collections.abc import Iterator
from pathlib import Path

_NO_CONTROLLER = (
    "swap is on, and this kernel cannot keep counts of people off it (no memory controller): swapoff -a, or boot with"
    " cgroup_enable=memory for MemorySwapMax=0 in stoep.service to count"
)
_SWAPPABLE = (
    "swap is on and the gateway's memory, with counts of people, may land there: run it as the service that stoep init"
    " writes (MemorySwapMax=0 in its unit), or swapoff -a"
)
# Linux tells its locks 4 kB at a time and may leave one out when others come or go in between: once in 7,000 looks at
# 120 locks, measured.
_LOOKS = 3
_DUMPABLE = (
    "a crash of the gateway would write its memory, with counts of people, out ({pattern}): LimitCORE=0 in its unit,"
    " then restart it"
)


def ways(pid: int | None, *, root: Path = Path("/")) -> Iterator[str]:
    """A line for each. pid: the gateway's, None while it does not run: then only what would hold for any start."""
    if _has_swap(root):
        if "memory" not in _read(root / "sys/fs/cgroup/cgroup.controllers").split():
            yield _NO_CONTROLLER
        elif pid is not None and not _is_kept_off(pid, root=root):
            yield _SWAPPABLE
    if pid is not None and _may_dump(pid, root=root):
        yield _DUMPABLE.format(pattern=_read(root / "proc/sys/kernel/core_pattern").strip())


def holder(lock: Path, *, root: Path = Path("/")) -> int | None:
    """The process that holds this flock(2); None: nobody, or it cannot be seen from here."""
    try:
        inode = str(lock.stat().st_ino)
    except OSError:
        return None
    for _ in range(_LOOKS):
        for line in _read(root / "proc/locks").splitlines():
            words = line.split()  # proc_locks(5): 1: FLOCK ADVISORY WRITE 708 fe:00:131 0 EOF
            if words[1:2] == ["FLOCK"] and words[5].split(":")[-1] == inode and int(words[4]) > 0:
                return int(words[4])
    return None


def _has_swap(root: Path) -> bool:
    """zram is memory, unless it has a disk behind it."""
    for line in _read(root / "proc/swaps").splitlines()[1:]:
        name = Path(line.split()[0]).name
        behind = _read(root / "sys/block" / name / "backing_dev").strip()
        if not name.startswith("zram") or behind not in ("", "none"):
            return True
    return False


def _is_kept_off(pid: int, *, root: Path) -> bool:
    """cgroup v2: a limit of 0 on the process's group or one above it."""
    lines = _read(root / f"proc/{pid}/cgroup").splitlines()
    group = next((line.removeprefix("0::/") for line in lines if line.startswith("0::/")), None)
    if group is None:
        return False
    top = root / "sys/fs/cgroup"
    folder = top / group
    while folder.is_relative_to(top):
        if _read(folder / "memory.swap.max").strip() == "0":
            return True
        folder = folder.parent
    return False


def _may_dump(pid: int, *, root: Path) -> bool:
    """By the limit alone: a process that is not dumpable besides (core_dumps) cannot be told from outside."""
    for line in _read(root / f"proc/{pid}/limits").splitlines():
        if line.startswith("Max core file size"):
            return line.split()[4] != "0"
    return False


def _read(path: Path) -> str:
    """Empty: not there, or not for us."""
    try:
        return path.read_text()
    except OSError:
        return ""
