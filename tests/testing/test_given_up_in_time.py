"""Who does not keep to `timeout_s` is found, whatever limit is its own; who was late once or twice is not."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Iterator
from typing import Any

import pytest

from stoep_gateway.errors import RetryableError
from stoep_gateway.records import Observation
from stoep_simulators.virtual_time import run_virtual
from stoep_testing import served_checks as checks
from stoep_testing.bench import ServedBench
from stoep_testing.stored import BrokenPromiseError
from support.toy_backend import Toy, ToyBench

Check = Callable[[ServedBench], Coroutine[Any, Any, object]]
CHECKS: tuple[Check, ...] = (
    checks.a_server_that_never_answers_is_given_up_in_time,
    checks.a_stall_in_the_middle_of_a_send_is_given_up_in_time,
    checks.who_speaks_another_language_is_told_from_a_server,
)


class Waiting(Toy):
    """Meets nobody: it gives up everything but a single observation, after a time of its own."""

    def __init__(self, store: ToyBench, *, wait_s: float) -> None:
        super().__init__(store)
        self._wait_s = wait_s

    async def send(self, batch: tuple[Observation, ...], *, unsure: bool) -> None:
        if len(batch) > 1:
            await asyncio.sleep(self._wait_s)
            raise RetryableError("no answer")
        await super().send(batch, unsure=unsure)


class WaitingBench(ToyBench):
    """waits_s: how long each back-end waits that goes through a proxy. made: those back-ends."""

    host, port, answered = "127.0.0.1", 9, b"last"

    def __init__(self, waits_s: Iterable[float]) -> None:
        super().__init__(Toy)
        self._waits_s: Iterator[float] = iter(waits_s)
        self.made: list[Waiting] = []

    def through(self, _port: int, *, timeout_s: float) -> Waiting:
        self.made.append(Waiting(self, wait_s=next(self._waits_s)))
        return self.made[-1]


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("own_s", [12.0, 25.0, 1e6])
def test_a_limit_of_its_own_is_found(check: Check, own_s: float) -> None:
    with pytest.raises(BrokenPromiseError, match="it still waits for an answer"):
        run_virtual(check(WaitingBench([own_s] * 3)))


@pytest.mark.parametrize("check", CHECKS)
def test_late_once_or_twice_is_no_mistake_and_nothing_stays_open(check: Check) -> None:
    bench = WaitingBench([25.0, 25.0, 0.2])
    run_virtual(check(bench))
    assert [backend.closings for backend in bench.made] == [1, 1, 1]
