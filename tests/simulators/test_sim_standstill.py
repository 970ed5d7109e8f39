import asyncio

from stoep_simulators.sim_standstill import Standstill, of_this_loop
from support.waiting import until


class Noter:
    """Writes down what others had done when it was let go on."""

    def __init__(self, name: str, done: list[str]) -> None:
        self._name = name
        self._done = done

    def go_on(self) -> None:
        self._done.append(self._name)


async def turns(count: int, *, done: list[str]) -> None:
    for _ in range(count):
        await asyncio.sleep(0)
    done.append("turns")


async def test_nobody_goes_on_before_all_other_tasks_wait() -> None:
    done: list[str] = []
    busy = asyncio.create_task(turns(50, done=done))
    of_this_loop().wait(Noter("jump", done))
    await busy
    await until(lambda: "jump" in done, what="all have waited")
    assert done == ["turns", "jump"]


async def test_those_who_wait_take_turns_and_none_is_called_twice() -> None:
    done: list[str] = []
    first = Noter("first", done)
    for who in (first, Noter("second", done), first, Noter("last", done)):
        of_this_loop().wait(who)
    await until(lambda: "last" in done, what="all have had their turn")
    assert done == ["first", "second", "last"]


async def test_it_is_here_while_the_asking_task_alone_can_go_on() -> None:
    here: Standstill = of_this_loop()
    assert here.is_here()
    here.wait(Noter("somebody", []))
    assert here.is_here(), "its own watching is nobody's doing"
    busy = asyncio.create_task(turns(1, done=[]))
    assert not here.is_here()
    await busy
