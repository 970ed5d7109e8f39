import asyncio

import pytest

from stoep_simulators.virtual_time import run_virtual


def test_an_hour_passes_at_once() -> None:
    async def wait() -> float:
        await asyncio.sleep(3_600)
        return asyncio.get_running_loop().time()

    assert run_virtual(wait()) == pytest.approx(3_600)


def test_timeouts_and_sleepers_come_in_their_order() -> None:
    heard: list[str] = []

    async def say(word: str, *, after_s: float) -> None:
        await asyncio.sleep(after_s)
        heard.append(word)

    async def wait() -> None:
        async with asyncio.TaskGroup() as group:
            for word, after_s in (("late", 50.0), ("early", 1.0), ("between", 20.0)):
                group.create_task(say(word, after_s=after_s))
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(10):
                    await asyncio.Event().wait()
            heard.append("timeout")

    run_virtual(wait())
    assert heard == ["early", "timeout", "between", "late"]


def test_waiting_for_what_never_comes_is_an_error_and_not_a_hang() -> None:
    async def wait() -> None:
        await asyncio.Event().wait()

    with pytest.raises(RuntimeError, match="virtual time stands still"):
        run_virtual(wait())
