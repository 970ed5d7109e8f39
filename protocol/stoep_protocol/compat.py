"""Meet the difference between the two interpreters once."""

TYPE_CHECKING = False

if TYPE_CHECKING:
    from asyncio import wait_for

    def const(value: int) -> int:
        """MicroPython folds `_NAME = const(3)` at compile time; elsewhere it is the value."""
        return value

else:
    try:
        from micropython import const

        def wait_for(awaitable, limit_s):
            """TimeoutError after that many seconds."""
            import asyncio  # not with this module: a simulated board changes what time it goes by first

            return asyncio.wait_for(awaitable, limit_s)

    except ImportError:
        from asyncio import timeout

        def const(value):
            """MicroPython folds `_NAME = const(3)` at compile time; elsewhere it is the value."""
            return value

        async def wait_for(awaitable, limit_s):
            """TimeoutError after that many seconds. As CPython does it from 3.12 on: without a task of its own."""
            async with timeout(limit_s):
                return await awaitable


__all__ = ["TYPE_CHECKING", "const", "wait_for"]
