"""Boot the virtual board: `micropython -m stoep_simulators.virtual_board.vm_board PLAN ORDERS REPORTS TERMINAL`.

PLAN: a file, see host.py. ORDERS, REPORTS: numbers of open files. It ends with an exit code of endings.py.
"""

import json
import os
import sys

import vfs

from stoep_protocol.compat import TYPE_CHECKING
from stoep_simulators.virtual_board import power

if TYPE_CHECKING:
    from typing import Any


class _Micropython:
    """`micropython` with a kbd_intr that the console obeys: mpremote mount sends any bytes in the middle of a run."""

    def __init__(self, real: "Any", *, console: "Any") -> None:
        for name in dir(real):
            if not name.startswith("__"):
                setattr(self, name, getattr(real, name))
        self.kbd_intr = console.listen_for


def main(arguments: "list[str]") -> None:
    """Everything that comes from the host's disk is imported before the flash takes its place."""
    _, path, orders, reports, terminal = arguments
    with open(path) as file:
        plan = json.load(file)
    open(terminal)  # the first terminal that the leader of a session opens is the one whose ^C it gets
    power.now = power.Power(plan, orders=open(int(orders)), reports=open(int(reports), "w"))
    power.now.begin()
    import micropython

    from stoep_simulators.virtual_board import event_loop, flash
    from stoep_simulators.virtual_board.console import Console

    for name in ("machine", "network", "onewire"):
        __import__(name)  # ours, in esp32/
    for name in ("ds18b20", "probe", "uart"):
        __import__("stoep_simulators.models." + name)  # what a pin has on which nothing hangs
    event_loop.install()
    image = flash.FlashImage(plan["flash"], cut_at=plan["cut_at"])
    os.umount("/")  # type: ignore[attr-defined]
    vfs.mount(_file_system(image), "/")
    sys.path[:] = ["", ".frozen", "/lib"]
    for name in list(sys.modules):
        if name.startswith("stoep_") and not name.startswith("stoep_simulators"):
            del sys.modules[name]  # the flash has its own
    micropython.kbd_intr(3)  # a SIGINT is a KeyboardInterrupt; when, the console decides
    console = Console({"__name__": "__main__"})
    sys.modules["micropython"] = _Micropython(micropython, console=console)  # type: ignore[assignment]
    power.now.report("booted")
    try:
        if not plan["is_raw"]:
            for name in ("boot.py", "main.py"):
                console.run_file(name)
        console.serve(is_raw=plan["is_raw"])
    finally:
        power.now.report("left", max(image.left, 0))


def _file_system(image: "Any") -> "Any":
    try:
        return vfs.VfsLfs2(image)
    except OSError:
        vfs.VfsLfs2.mkfs(image)
        return vfs.VfsLfs2(image)


main(sys.argv)
