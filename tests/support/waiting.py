"""Wait in the event loop for what sets no event: ask again and again, for a limited time."""

import asyncio
from collections.abc import Awaitable, Callable

LIMIT_S = 120.0  # a machine may have much else to do: what takes longer never comes
LONG_LIMIT_S = 300.0  # of what takes long by itself: another run of pytest, a whole firmware through a serial line
_PAUSE_S = 0.01
_LOOK_S = 0.05  # between two looks that cost something


async def until(condition: Callable[[], bool], *, what: str, limit_s: float = LIMIT_S) -> None:
    """AssertionError when it never holds."""

    async def asked() -> bool:
        return condition()

    await until_answered(asked, what=what, limit_s=limit_s)


async def until_stuck(
    condition: Callable[[], bool], *, progress: Callable[[], object], what: str, patience_s: float
) -> None:
    """AssertionError when it never holds: when nothing has changed in `progress` for so long."""
    loop = asyncio.get_running_loop()
    seen, since_s = progress(), loop.time()
    while not condition():
        if (now := progress()) != seen:
            seen, since_s = now, loop.time()
        if loop.time() - since_s > patience_s:
            raise AssertionError(f"never: {what}")
        await asyncio.sleep(_LOOK_S)


async def until_listening(port: int) -> None:
    """Until somebody accepts connections on this machine's port."""

    async def answers() -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            return False
        writer.close()
        await writer.wait_closed()
        return True

    await until_answered(answers, what=f"port {port} answers")


async def until_answered(ask: Callable[[], Awaitable[bool]], *, what: str, limit_s: float = LIMIT_S) -> None:
    """The same for a question that takes time."""
    try:
        async with asyncio.timeout(limit_s):
            while not await ask():  # noqa: ASYNC110 - nobody sets an event
                await asyncio.sleep(_PAUSE_S)
    except TimeoutError:
        raise AssertionError(f"never: {what}") from None
