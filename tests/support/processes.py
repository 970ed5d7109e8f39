"""Processes by a handle: a signal reaches the one that was meant, never another that got its number meanwhile."""

import os
import select
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

_GONE_S = 60.0


class Handle:
    """Of a process that lives or has just ended (pidfd_open(2))."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def signal(self, number: signal.Signals) -> bool:
        """False: it has ended."""
        try:
            signal.pidfd_send_signal(self._descriptor, number)
        except ProcessLookupError:
            return False
        return True

    def kill(self) -> bool:
        """SIGKILL, and until it has ended: it does nothing any more then. False: it had ended before."""
        was_there = self.signal(signal.SIGKILL)
        ended = select.poll()
        ended.register(self._descriptor, select.POLLIN)
        assert ended.poll(_GONE_S * 1_000), "a killed process lives on"
        return was_there


@contextmanager
def holding(find: Callable[[], int | None]) -> Iterator[Handle | None]:
    """The process whose number `find` says; None: there is none just now."""
    pid, descriptor = find(), None
    with suppress(ProcessLookupError):
        descriptor = os.pidfd_open(pid) if pid else None
    try:
        is_it = descriptor is not None and find() == pid  # else its number may already have been given away
        yield Handle(descriptor) if descriptor is not None and is_it else None
    finally:
        if descriptor is not None:
            os.close(descriptor)
