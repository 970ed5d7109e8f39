"""Know when every task of an event loop waits for what has not come: then virtual time may jump, and not before.

Both interpreters keep a queue of tasks that can go on; neither shows it in its documented interface.
"""

import asyncio
import sys

from stoep_protocol.compat import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, Protocol

    class Standing(Protocol):
        """Somebody who goes on once all others wait."""

        def go_on(self) -> None:
            """Let somebody go on. Called once for each `wait`."""
            ...


_ON_THE_VM = sys.implementation.name == "micropython"


class Standstill:
    """Of one event loop."""

    def __init__(self, loop: "Any") -> None:
        self._loop = loop
        self._waiting: "list[Standing]" = []
        self._watch: "Any" = None

    def is_here(self) -> bool:
        """Whether all tasks but the one that asks wait. On the VM False, to be sure, while somebody waits for that."""
        if _ON_THE_VM:
            return self._watch is None and not _can_a_task_go_on()
        return len(self._loop._ready) <= (self._watch is not None)

    def wait(self, who: "Standing") -> None:
        """Call who.go_on() once all tasks wait. One of all who wait is called; the next when all wait again."""
        if who not in self._waiting:
            self._waiting.append(who)
        if self._watch is None:
            self._watch = asyncio.create_task(self._watching())

    async def _watching(self) -> None:
        try:
            while self._waiting:
                await asyncio.sleep(0)
                if not (_can_a_task_go_on() if _ON_THE_VM else self._loop._ready):
                    self._waiting.pop(0).go_on()
        finally:
            self._watch = None


def _can_a_task_go_on() -> bool:
    core = asyncio.core  # type: ignore[attr-defined] # MicroPython's
    task = core._task_queue.peek()
    return task is not None and core.ticks_diff(task.ph_key, core.ticks()) <= 0


_known: "dict[Any, Standstill]" = {}


def of_this_loop() -> Standstill:
    """That of the loop that runs; the VM has one."""
    loop = None if _ON_THE_VM else asyncio.get_running_loop()
    if loop not in _known:
        for closed in [known for known in _known if known.is_closed()]:
            del _known[closed]
        _known[loop] = Standstill(loop)
    return _known[loop]
