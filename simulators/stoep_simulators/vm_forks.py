"""Load once what all devices run, then fork a device for each order: `micropython -m stoep_simulators.vm_forks`.

First it says how many bytes of its heap are free for a device. Orders are lines of JSON on stdin, each answered by a
line: [plan, stdin, stdout], paths, starts a device by vm_main.py (its pid); a pid, of one that has ended, lets go of it
(its status, as waitpid has it). When stdin ends, all end.
"""

import gc
import json
import os
import sys

import ffi  # of the Unix port alone: it reaches libc

from stoep_protocol.compat import const
from stoep_simulators.vm_main import play

_PACKAGES = ("stoep_protocol", "stoep_firmware")
_LEFT_OUT = ("__init__", "hal", "main")  # the last two want a chip
_PR_SET_PDEATHSIG = const(1)  # prctl(2)
_SIGKILL = const(9)
# Of the VM itself. Whoever imports them has it look for files of that name first, in all folders, each time;
# asyncio does, for each connection.
_LOOKED_FOR = ("errno", "socket")

_libc = ffi.open(None)
_fork = _libc.func("i", "fork", "")
_dup2 = _libc.func("i", "dup2", "ii")
_waitpid = _libc.func("i", "waitpid", "ipi")
_prctl = _libc.func("i", "prctl", "iL")
_getppid = _libc.func("i", "getppid", "")
_getpid = _libc.func("i", "getpid", "")


def main() -> None:
    """Until stdin ends; in a device until its phases are done."""
    _learn_names()
    print(gc.mem_free())  # type: ignore[attr-defined]  # MicroPython's
    while True:
        line = sys.stdin.readline()
        if not line:
            return
        order = json.loads(line)
        if isinstance(order, int):
            print(_status(order))
        else:
            pid = _forked(order[1], order[2])
            if pid == 0:
                play(order[0])
                return
            print(pid)


def _forked(stdin: str, stdout: str) -> int:
    """The device's number; 0 in the device itself; -1: this machine has no room for one more."""
    parent = _getpid()
    try:
        files = open(stdin, "rb"), open(stdout, "ab")
    except OSError:
        return -1
    pid = int(_fork())
    if pid == 0:
        _prctl(_PR_SET_PDEATHSIG, _SIGKILL)
        if _getppid() != parent:  # it has ended already
            sys.exit(1)
        said = files[1].fileno()
        for number, of_file in ((0, files[0].fileno()), (1, said), (2, said)):
            _dup2(of_file, number)
    for file in files:
        file.close()
    return pid


def _learn_names() -> None:
    """Have all names of the firmware in the VM's tables: nothing frees them, so devices share them.

    And what is loaded on rare days finds room for its names: the next table is 14 KB in one piece. Drivers are left
    out, a device has few. The code itself goes again, as a board wakes with an empty heap: emptied first, since the
    collector takes stale words of the C stack for pointers, and one into any module would keep all of them.
    """
    known = set(sys.modules)
    for package in _PACKAGES:
        folder = str(__import__(package).__path__)  # a string here
        for name in sorted(os.listdir(folder)):
            module, _, ending = name.rpartition(".")
            if ending in ("py", "mpy") and module not in _LEFT_OUT:
                __import__(package + "." + module)
    for name in set(sys.modules) - known:
        loaded = sys.modules.pop(name)
        parent, _, last = name.rpartition(".")
        if hasattr(sys.modules.get(parent), last):
            delattr(sys.modules[parent], last)
        for word in dir(loaded):
            if not word.startswith("__"):
                delattr(loaded, word)
    for name in _LOOKED_FOR:
        sys.modules[name] = __import__(name)
    gc.collect()


def _status(pid: int) -> int:
    status = bytearray(4)
    _waitpid(pid, status, 0)
    return int.from_bytes(status, sys.byteorder)


if __name__ == "__main__":
    main()
