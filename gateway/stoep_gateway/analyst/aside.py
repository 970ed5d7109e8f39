"""Work that blocks, in a thread that holds up no shutdown."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

_Answer = TypeVar("_Answer")


async def aside(work: Callable[[], _Answer], *, name: str, timeout_s: float) -> _Answer:
    """What the work returns or raises. TimeoutError: nobody waits for it any more; it may still come to an end."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[_Answer] = loop.create_future()

    def settle(give: Callable[[], None]) -> None:
        if not answer.done():
            give()

    def run() -> None:
        try:
            give = partial(answer.set_result, work())
        except Exception as error:  # noqa: BLE001 - carried over to who waits
            give = partial(answer.set_exception, error)
        with suppress(RuntimeError):  # the loop was closed meanwhile
            loop.call_soon_threadsafe(settle, give)

    threading.Thread(target=run, name=name, daemon=True).start()
    async with asyncio.timeout(timeout_s):
        return await answer
