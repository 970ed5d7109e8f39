"""Work ends by itself, by an error or by a signal; the caller learns which."""

import asyncio
import os
import signal

import pytest

from stoep_simulators.commands.until_told import until_told


async def test_work_that_ends_is_done() -> None:
    assert await until_told(asyncio.sleep(0))


async def test_a_signal_ends_the_work() -> None:
    ended = asyncio.Event()

    async def work() -> None:
        os.kill(os.getpid(), signal.SIGHUP)
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async with asyncio.timeout(60):
        assert not await until_told(work())
    assert ended.is_set()


async def test_the_first_error_of_all_tasks_is_raised() -> None:
    async def work() -> None:
        raise ExceptionGroup("outer", [ExceptionGroup("inner", [KeyError("first"), ValueError("second")])])

    with pytest.raises(KeyError, match="first"):
        await until_told(work())


@pytest.mark.parametrize("comes_first", ["the error", "the signal"])
async def test_what_fails_by_the_same_signal_is_no_error(comes_first: str) -> None:
    """A signal for all processes of a job ends what the work needs, too."""

    def end_all() -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    async def work() -> None:
        if comes_first == "the error":
            asyncio.get_running_loop().call_later(0.01, end_all)
        else:
            end_all()
        raise ValueError("the VM ended")

    async with asyncio.timeout(60):
        assert not await until_told(work())
