"""Keep this process's memory off the disk: it holds keys, and the gateway's holds counts that nobody may see."""

import ctypes
import resource

_LIBC = ctypes.CDLL(None)
_PR_SET_DUMPABLE = 4  # prctl(2); core(5): such a process is not dumped, into a pipe neither


def forbid_core_dumps() -> None:
    """Once per process, before it holds anything. Children inherit only the limit."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _LIBC.prctl(_PR_SET_DUMPABLE, 0)
