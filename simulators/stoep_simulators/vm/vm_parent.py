"""The process of the MicroPython VM whose forks devices are: what it has loaded, they share. Host only, on Linux."""

import asyncio
import atexit
import json
import os
import select
import shutil
import signal
import subprocess
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, cast

_PROGRAM = "stoep_simulators.vm_forks"
_LAST_WORDS_S = 10.0  # a traceback arrives line by line
_MOST_SAID = 10_000


class Forked:
    """A device's process."""

    def __init__(self, parent: "VmParent", pid: int) -> None:
        """OSError: no room for one more file."""
        self.pid = pid
        self._parent = parent
        self._pidfd = os.pidfd_open(pid)  # its parent has not let go of it, so this is no other's number
        self._code: int | None = None

    @property
    def is_running(self) -> bool:
        if self._code is not None:
            return False
        ends = select.poll()
        ends.register(self._pidfd, select.POLLIN)
        return not ends.poll(0)

    async def wait(self) -> int:
        """Its exit code; of a signal the negative number."""
        if self._code is None and self.is_running:
            loop, ended, fd = asyncio.get_running_loop(), asyncio.Event(), os.dup(self._pidfd)
            loop.add_reader(fd, ended.set)
            try:
                await ended.wait()
            finally:
                loop.remove_reader(fd)
                os.close(fd)
        if self._code is None:
            self._code = self._parent.let_go(self.pid)
            os.close(self._pidfd)
        return self._code

    def kill(self) -> None:
        """SIGKILL, if it runs."""
        if self._code is None:
            with suppress(ProcessLookupError):  # it ended with its parent
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)


class VmParent:
    """path: where its modules are. RuntimeError with what the VM says if it cannot run them.

    When it ends, all its devices do, and it ends with this process, however that ends.
    """

    def __init__(self, path: Sequence[Path], *, heap: str) -> None:
        self._process = subprocess.Popen(  # noqa: S603
            [micropython(), "-X", f"heapsize={heap}", "-m", _PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            bufsize=1,
            start_new_session=True,  # Ctrl-C and its kin are for who leads it
            # What the loader looks up later it writes into each device's own memory.
            env={"MICROPYPATH": ":".join([*map(str, path), ".frozen"]), "LD_BIND_NOW": "1"},
        )
        self._orders = cast("IO[str]", self._process.stdin)
        self._answers = cast("IO[str]", self._process.stdout)
        self.free_bytes = self._heard()  # of the heap, for each device

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    @property
    def pid(self) -> int:
        return self._process.pid

    def fork(self, plan: Path, *, stdin: Path, stdout: Path) -> Forked:
        """A device that lives by the plan. RuntimeError: the machine has no room for it."""
        pid = self._answer([str(plan), str(stdin), str(stdout)])
        if pid < 0:
            raise RuntimeError("no room for one more device: processes, open files or memory have run out (ulimit -a)")
        try:
            return Forked(self, pid)
        except OSError as error:
            os.kill(pid, signal.SIGKILL)
            self.let_go(pid)
            raise RuntimeError(f"no room for one more device ({error.strerror}): see ulimit -n") from error

    def let_go(self, pid: int) -> int:
        """The exit code of a device that has ended."""
        try:
            return os.waitstatus_to_exitcode(self._answer(pid))
        except (OSError, RuntimeError, ValueError):
            return -signal.SIGKILL  # with its parent

    def end(self) -> None:
        """Nothing runs afterwards."""
        self._process.kill()
        self._process.wait()
        with suppress(OSError):  # an order that nobody took
            self._orders.close()
        self._answers.close()

    def _answer(self, order: object) -> int:
        try:
            self._orders.write(json.dumps(order) + "\n")
        except (OSError, ValueError) as error:
            raise RuntimeError("the VM has ended") from error
        return self._heard()

    def _heard(self) -> int:
        line = self._answers.readline()
        try:
            return int(line)
        except ValueError:
            last = threading.Timer(_LAST_WORDS_S, self._process.kill)  # it might never end
            last.start()
            said = line + self._answers.read(_MOST_SAID)
            last.cancel()
            self.end()
            raise RuntimeError(f"the VM cannot run the code:\n{said}") from None


_parents: dict[tuple[tuple[Path, ...], str], VmParent] = {}


def parent(path: Sequence[Path], *, heap: str) -> VmParent:
    """The one for all devices of this process with that code. RuntimeError."""
    key = tuple(path), heap
    if key not in _parents or not _parents[key].is_running:
        _parents[key] = VmParent(path, heap=heap)
    return _parents[key]


def end(path: Path) -> None:
    """Nothing runs any more that was loaded from there."""
    for key in [key for key in _parents if path in key[0]]:
        _parents.pop(key).end()


@atexit.register
def _end_all() -> None:
    for known in _parents.values():
        known.end()


def micropython() -> str:
    """The VM's path. FileNotFoundError with advice."""
    path = shutil.which("micropython")
    if path is None:
        raise FileNotFoundError("micropython: not installed: apt install micropython")
    return path
