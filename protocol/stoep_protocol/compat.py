"""Meet the difference between the two interpreters once."""

import sys

TYPE_CHECKING = False

if TYPE_CHECKING:
    from asyncio import wait_for

    def const(value: int) -> int:
        """MicroPython folds `_NAME = const(3)` at compile time; elsewhere it is the value."""
        return value

else:
    # Nobody loads asyncio with this module: some have no other use for it, and a simulated board changes first what
    # time it goes by.
    try:
        from micropython import const

        def wait_for(awaitable, limit_s):
            """asyncio.TimeoutError after that many seconds."""
            import asyncio

            return asyncio.wait_for(awaitable, limit_s)

    except ImportError:

        def const(value):
            """MicroPython folds `_NAME = const(3)` at compile time; elsewhere it is the value."""
            return value

        async def wait_for(awaitable, limit_s):
            """asyncio.TimeoutError after so many seconds. No task of its own is begun, as in CPython from 3.12 on."""
            import asyncio

            if sys.version_info < (3, 11, 3):  # a limit is not told in a task that is cancelled (cpython#102780)
                return await asyncio.wait_for(awaitable, limit_s)
            async with asyncio.timeout(limit_s):
                return await awaitable


__all__ = ["TYPE_CHECKING", "const", "wait_for"]
