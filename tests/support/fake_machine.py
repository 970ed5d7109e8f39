"""A machine's /proc and /sys as far as memory that reaches a disk goes."""

from pathlib import Path

from stoep_gateway.supervise.memory_to_disk import ways

PID = 708
UNIT = "system.slice/stoep.service"
_SWAPS = "Filename\tType\tSize\tUsed\tPriority\n"
_LIMITS = "Limit                     Soft Limit           Hard Limit           Units     \n"


class Machine:
    """A gateway in its unit's group that may not be dumped, and no swap."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.put("proc/swaps", _SWAPS)
        self.put("proc/sys/kernel/core_pattern", "|/usr/lib/collect %P\n")
        self.put(f"proc/{PID}/cgroup", f"0::/{UNIT}\n")
        self.limit_core("0")
        self.put("sys/fs/cgroup/cgroup.controllers", "cpu memory pids\n")
        self.put(f"sys/fs/cgroup/{UNIT}/memory.swap.max", "max\n")

    def put(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def swap_on(self, device: str = "/var/swap") -> None:
        self.put("proc/swaps", f"{_SWAPS}{device} file 524284 0 -2\n")

    def limit_core(self, soft: str) -> None:
        self.put(f"proc/{PID}/limits", f"{_LIMITS}Max core file size        {soft} unlimited bytes     \n")

    def findings(self, pid: int | None = PID) -> list[str]:
        return list(ways(pid, root=self.root))
