"""An event loop in a thread of its own, so that tests without asyncio can use what needs it."""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

_T = TypeVar("_T")  # Python 3.11 has no type parameters


class LoopThread:
    """Runs from its making to `close`."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="stoep testing", daemon=True)
        self._thread.start()

    def run(self, main: Coroutine[Any, Any, _T]) -> _T:
        """Wait for its result. Who stops waiting (Ctrl-C) cancels it."""
        running = asyncio.run_coroutine_threadsafe(main, self._loop)
        try:
            return running.result()
        except BaseException:
            running.cancel()
            raise

    def close(self) -> None:
        """Cancel what still runs, wait for its end."""
        self.run(_end_all())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


async def _end_all() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.get_running_loop().shutdown_default_executor()
