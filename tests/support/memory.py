"""How much memory another process takes, as Linux counts it: proc_pid_status(5)."""

from pathlib import Path


def resident_bytes(pid: int) -> int:
    """Now."""
    return _status_bytes(pid, key="VmRSS")


def peak_bytes(pid: int) -> int:
    """The most there ever was."""
    return _status_bytes(pid, key="VmHWM")


def _status_bytes(pid: int, *, key: str) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        name, _, value = line.partition(":")
        if name == key:
            return int(value.split()[0]) * 1024
    raise AssertionError(f"process {pid} has no {key}")
