"""Signs of life: a part writes them into a pipe, its supervisor counts how long one stays away."""

import asyncio
import os
from contextlib import suppress

from stoep_gateway.supervise.notify import watchdog_s

DESCRIPTOR = "STOEP_PULSE_FD"  # of the pipe, in a part's environment
LOOP, DISK = b"l", b"d"  # its event loop has run; journal and archive have answered

_LIMIT_S = 60.0  # longer than any turn of a loop and any swapping; devices can wait for days
_LOOKS = 20  # within the limit
_PATIENCE = 10  # limits for what may take long: imports from a slow card, one call to a slow disk


def limit_s() -> float:
    """How long an event loop may stand still: as long as systemd allows us ourselves, else a minute."""
    return watchdog_s() or _LIMIT_S


def period_s() -> float:
    """From one sign to the next, and from one look to the next."""
    return limit_s() / _LOOKS


def show(sign: bytes) -> None:
    """Write it if somebody listens. Never waits: a supervisor that does not read is no reason to stop."""
    text = os.environ.get(DESCRIPTOR, "")
    if text:
        with suppress(OSError):
            os.set_blocking(int(text), False)
            os.write(int(text), sign)


def show_loop() -> None:
    """Call once in the running event loop; it then shows by itself that it runs, until it is closed."""
    show(LOOP)
    asyncio.get_running_loop().call_later(period_s(), show_loop)


def heard(descriptor: int) -> bytes:
    """The signs since the last call; the supervisor's end must not block."""
    try:
        return os.read(descriptor, 65_536)
    except BlockingIOError:
        return b""


class Silence:
    """What a part has not shown in how many looks.

    Looks are counted, not seconds: while the machine sleeps, all of us are stopped, or a clock jumps, nobody looks.
    """

    def __init__(self) -> None:
        self._missed = {LOOP: 0}  # the disk's begins with its first sign: a journal may take long to open
        self._patience = {LOOP: _LOOKS * _PATIENCE, DISK: _LOOKS * _PATIENCE}

    def look(self, signs: bytes) -> bytes:
        """The sign that has stayed away too long, else b"". signs: since the last look."""
        for sign in (LOOP, DISK):
            if sign in signs:
                self._missed[sign] = 0
            elif sign in self._missed:
                self._missed[sign] += 1
        if LOOP in signs:
            self._patience[LOOP] = _LOOKS
        return next((sign for sign, missed in self._missed.items() if missed >= self._patience[sign]), b"")
