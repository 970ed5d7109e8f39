"""What the forwarder relies on, of any back-end against its real store. Each check wants a store that is empty."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

from stoep_gateway.errors import PermanentError, RetryableError
from stoep_gateway.ports import Backend
from stoep_gateway.records import Observation
from stoep_testing.bench import REFUSED_VALUE, Bench, Served, Stoppable
from stoep_testing.cutting_proxy import CuttingProxy
from stoep_testing.observations import T0_S, reading, window
from stoep_testing.stored import BrokenPromiseError, expect, wanted

BATCH = (
    *(reading(row, value=20 + row / 10) for row in range(1, 40)),
    *(reading(row, device="garden-2", quantity="air_temperature", value=-3.5) for row in range(1, 20)),
    *(window(number, value=10.0 + number) for number in range(8)),
)
CUTS = (1, 30, 50, len(BATCH) - 1)  # in the first device, in the second one, in the windows, before the last
STEPS = (1, 3, 10, 30)  # turns of the event loop after which a send is cut short
_REFUSED = (3, 4, 45, 60)
_BACK_S = 30.0  # once the store is back; while it is away nobody waits for so long


async def a_batch_is_stored_once_with_its_times_and_values(bench: Bench) -> None:
    async with opened(bench) as backend:
        await backend.send(BATCH, unsure=False)
        expect_stored(bench, BATCH)
        expect_repeats(bench, 0)


async def an_unsure_repeat_stores_nothing_twice(bench: Bench) -> None:
    async with opened(bench) as backend:
        await backend.send(BATCH, unsure=False)
        await backend.send(BATCH, unsure=True)
        expect_stored(bench, BATCH)
        expect_repeats(bench, 0 if bench.knows_repeats else len(BATCH))


async def an_unsure_repeat_stores_what_was_missing(bench: Bench, *, cut: int) -> None:
    """cut: how many of BATCH were stored before, one of CUTS."""
    async with opened(bench) as backend:
        await backend.send(BATCH[:cut], unsure=False)
        await backend.send(BATCH, unsure=True)
        expect_stored(bench, BATCH)


async def a_repeat_after_a_restart_stores_nothing_twice(bench: Bench) -> None:
    async with opened(bench) as backend:
        await backend.send(BATCH, unsure=False)
    async with opened(bench) as restarted:
        await restarted.send(BATCH[20:], unsure=True)
    expect_stored(bench, BATCH)


async def a_batch_in_another_order_is_the_same_batch(bench: Bench) -> None:
    async with opened(bench) as backend:
        await backend.send(BATCH[::-1], unsure=False)
        await backend.send(BATCH[10:] + BATCH[:10], unsure=True)
        expect_stored(bench, BATCH)


async def while_the_store_is_away_the_batch_is_to_be_kept_and_arrives_once_later(bench: Bench) -> None:
    async with _away(bench) as (backend, bring_back):
        for _ in range(2):
            await to_be_kept(backend.send(BATCH, unsure=True))
        bring_back()
        await backend.send(BATCH, unsure=True)
        await backend.close()
        expect_stored(bench, BATCH)


async def refused_observations_are_named_and_the_others_stored(bench: Bench) -> None:
    refusing = bench.refuse()
    batch = tuple(replace(one, value=REFUSED_VALUE) if at in _REFUSED else one for at, one in enumerate(BATCH))
    async with opened(bench) as backend:
        refused = await refusals(backend.send(batch, unsure=False))
        expect_refused(refused, expected=_REFUSED if refusing else ())
        expect_stored(bench, [one for at, one in enumerate(batch) if at not in refused])


async def two_rows_of_the_same_second_and_value_are_two(bench: Bench) -> None:
    twins = (reading(1, value=20.0, time_s=T0_S), reading(2, value=20.0, time_s=T0_S))
    async with opened(bench) as backend:
        await backend.send(twins[:1], unsure=False)
        await backend.send(twins[1:], unsure=True)
        await backend.send(twins, unsure=True)
        expect_stored(bench, twins)


async def windows_of_two_lengths_and_a_reading_of_the_same_second_are_three(bench: Bench) -> None:
    three = (
        window(4, value=20.0),
        window(1, window_s=3600, value=20.0),
        reading(1, device="beach-1", quantity="in", value=20.0, time_s=T0_S + 3600),
    )
    async with opened(bench) as backend:
        await backend.send(three, unsure=False)
        await backend.send(three, unsure=True)
        expect_stored(bench, three)


async def a_row_without_time_is_stored_once_or_refused_by_who_needs_time(bench: Bench) -> None:
    batch = (reading(7, time_s=None), reading(8))
    async with opened(bench) as backend:
        expected = (0,) if backend.needs_time else ()
        for unsure in (False, True):
            expect_refused(await refusals(backend.send(batch, unsure=unsure)), expected=expected)
        expect_stored(bench, batch[len(expected) :])


async def a_place_is_not_needed(bench: Bench) -> None:
    batch = (reading(1, cell=None), reading(2, cell=None))
    async with opened(bench) as backend:
        await backend.send(batch, unsure=False)
        expect_stored(bench, batch)


async def names_in_any_script_arrive_as_they_are(bench: Bench) -> None:
    batch = (
        reading(1, device="straße-5"),
        reading(1, device="d'été", quantity="température"),
        reading(1, device="温室", quantity='a "quoted", name'),
        window(1, device="plaça", quantity="außen"),
    )
    async with opened(bench) as backend:
        await backend.send(batch, unsure=False)
        await backend.send(batch, unsure=True)
        expect_stored(bench, batch)


async def a_send_that_closing_cuts_short_loses_nothing(bench: Bench, *, steps: int) -> None:
    """steps: one of STEPS. Doubles are not looked for: a service may store what was cut short after anybody looked."""
    async with opened(bench) as backend:
        await _cut_short(backend, steps=steps)
    async with opened(bench) as restarted:
        await restarted.send(BATCH, unsure=True)
    expect_all_there(bench, BATCH)


async def a_send_that_took_too_long_is_repeated_by_the_same_back_end(bench: Bench) -> None:
    """The forwarder gives a send up after a time, and sends again to the object that it has. Doubles: as above."""
    async with opened(bench) as backend:
        await _cut_short(backend, steps=3)
        await backend.send(BATCH, unsure=True)
        expect_all_there(bench, BATCH)


async def closing_twice_is_harmless(bench: Bench) -> None:
    async with opened(bench) as backend:
        await backend.close()


@asynccontextmanager
async def opened(bench: Bench) -> AsyncIterator[Backend]:
    """Closed at the end."""
    backend = bench.open()
    try:
        yield backend
    finally:
        await backend.close()


async def to_be_kept(sending: Awaitable[None]) -> str:
    """The message of the RetryableError that must come: one line, for the operator."""
    try:
        await sending
    except RetryableError as error:
        message = str(error)
    else:
        raise BrokenPromiseError("send returned, but the store cannot have it: raise RetryableError until it answers")
    if not message or "\n" in message:
        raise BrokenPromiseError(f"the RetryableError says {message!r}: operators read it, in one line")
    return message


async def refusals(sending: Awaitable[None]) -> tuple[int, ...]:
    """Which observations the store refused for good."""
    try:
        await sending
    except PermanentError as error:
        return error.rejected
    return ()


def expect_stored(bench: Bench, batch: Sequence[Observation]) -> None:
    """Each of them once, and nothing else."""
    expect(bench.stored(), expected=wanted(batch))


def expect_all_there(bench: Bench, batch: Sequence[Observation]) -> None:
    """Each of them once or more often, and nothing else."""
    expect(dict.fromkeys(bench.stored()), expected=wanted(batch))


def expect_repeats(bench: Bench, count: int) -> None:
    """As many observations arrived more than once."""
    if (found := bench.repeats()) != count:
        raise BrokenPromiseError(f"{found} observations arrived more than once instead of {count}")


def expect_refused(refused: tuple[int, ...], *, expected: tuple[int, ...]) -> None:
    """Indices into the batch."""
    if refused != expected:
        raise BrokenPromiseError(
            f"PermanentError.rejected is {refused} instead of {expected}: the places in the batch, rising"
        )


async def _cut_short(backend: Backend, *, steps: int) -> None:
    sending = asyncio.create_task(_send(backend), name="send")
    for _ in range(steps):
        await asyncio.sleep(0)
    sending.cancel()
    with suppress(asyncio.CancelledError):
        await sending


async def _send(backend: Backend) -> None:
    await backend.send(BATCH, unsure=False)


@asynccontextmanager
async def _away(bench: Bench) -> AsyncIterator[tuple[Backend, Callable[[], None]]]:
    """A back-end whose store is away, and what brings it back: the store itself, else the way there."""
    if isinstance(bench, Stoppable):
        bench.take_away()
        yield bench.open(), bench.bring_back
    elif isinstance(bench, Served):
        async with CuttingProxy(target_port=bench.port, target_host=bench.host) as proxy:
            proxy.is_away = True

            def bring_back() -> None:
                proxy.is_away = False

            yield bench.through(proxy.port, timeout_s=_BACK_S), bring_back
    else:
        raise TypeError(f"{type(bench).__name__}: give it take_away and bring_back, or host, port, answered, through")
