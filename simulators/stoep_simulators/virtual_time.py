"""An asyncio loop whose clock jumps to the next timer: timeouts and backoff run without waiting. Host only."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

_T = TypeVar("_T")  # Python 3.11 has no type parameters


class _JumpingSelector(selectors.DefaultSelector):
    """Never waits: where nothing is ready it moves the loop's clock forward by the time it was asked to wait."""

    def __init__(self) -> None:
        super().__init__()
        self.now_s = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready:
            return ready
        if timeout is None:
            raise RuntimeError("virtual time stands still: every task waits for something that no timer brings")
        self.now_s += max(timeout, 0.0)
        return ready


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """time() starts at 0 and passes only while all tasks wait. Not for threads or sockets: those take real time."""

    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.now_s


def run_virtual(main: Coroutine[Any, Any, _T]) -> _T:
    """Run `main` to its end in virtual time and return its result."""
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        return runner.run(main)
