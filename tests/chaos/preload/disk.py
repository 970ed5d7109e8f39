"""The disk of the state folder is full as long as the file FULL is in the folder KILL_POINTS. Needs `fault_disk.c`."""

import os
import threading
from pathlib import Path

from support.fault_disk.preload import FaultDisk

FULL = "full"
_LOOK_S = 0.02


def install() -> None:
    """Look at once, before anything is opened, and then again and again."""
    path = Path(os.environ["KILL_POINTS"]) / FULL
    disk = FaultDisk()
    never = threading.Event()

    def look(*, was_full: bool) -> bool:
        if (is_full := path.exists()) != was_full:
            disk.leave_room(0 if is_full else -1)
        return is_full

    def go_on(*, is_full: bool) -> None:
        while not never.wait(_LOOK_S):
            is_full = look(was_full=is_full)

    at_first = look(was_full=False)
    threading.Thread(target=go_on, kwargs={"is_full": at_first}, name="disk", daemon=True).start()
