import asyncio

import pytest

from stoep_protocol.compat import wait_for


async def test_what_comes_in_time_is_handed_on() -> None:
    async def answer() -> int:
        await asyncio.sleep(0)
        return 7

    assert await wait_for(answer(), 60) == 7


async def test_what_does_not_come_ends_with_the_limit_and_is_not_waited_for_any_more() -> None:
    ended = asyncio.Event()

    async def answer() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    with pytest.raises(asyncio.TimeoutError):
        await wait_for(answer(), 0.001)
    assert ended.is_set()


async def test_who_is_cancelled_meanwhile_is_cancelled() -> None:
    waits = asyncio.Event()

    async def answer() -> None:
        waits.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(wait_for(answer(), 60))
    await waits.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_limit_holds_while_a_cancelled_task_cleans_up() -> None:
    waits, told = asyncio.Event(), asyncio.Event()

    async def conversation() -> None:
        try:
            waits.set()
            await asyncio.Event().wait()
        finally:
            try:
                await wait_for(asyncio.Event().wait(), 0.001)
            except TimeoutError:
                told.set()

    task = asyncio.create_task(conversation())
    await waits.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert told.is_set()
