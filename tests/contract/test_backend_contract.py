"""What the forwarder relies on, of every back-end against its real store. A new back-end adds a bench, not tests."""

import asyncio
from contextlib import suppress
from dataclasses import replace

import pytest

from stoep_gateway.errors import PermanentError, RetryableError
from stoep_gateway.ports import Backend
from stoep_gateway.records import Observation
from support.backend_benches import REFUSED_VALUE, BackendBench, ServedBench, wanted
from support.cutting_proxy import CuttingProxy
from support.observations import T0_S, reading, window
from support.tcp_server import tcp_server

BATCH = (
    *(reading(row, value=20 + row / 10) for row in range(1, 40)),
    *(reading(row, device="garden-2", quantity="air_temperature", value=-3.5) for row in range(1, 20)),
    *(window(number, value=10.0 + number) for number in range(8)),
)


async def test_a_batch_is_stored_once_with_its_times_and_values(bench: BackendBench, backend: Backend) -> None:
    await backend.send(BATCH, unsure=False)
    assert bench.stored() == wanted(BATCH)
    assert bench.repeats() == 0


async def test_an_unsure_repeat_stores_nothing_twice(bench: BackendBench, backend: Backend) -> None:
    await backend.send(BATCH, unsure=False)
    await backend.send(BATCH, unsure=True)
    assert bench.stored() == wanted(BATCH)
    assert bench.repeats() == (0 if bench.knows_repeats else len(BATCH))


@pytest.mark.parametrize("cut", [1, 30, 50, len(BATCH) - 1])
async def test_an_unsure_repeat_stores_what_was_missing(bench: BackendBench, backend: Backend, cut: int) -> None:
    await backend.send(BATCH[:cut], unsure=False)
    await backend.send(BATCH, unsure=True)
    assert bench.stored() == wanted(BATCH)


async def test_a_repeat_after_a_restart_stores_nothing_twice(bench: BackendBench, backend: Backend) -> None:
    await backend.send(BATCH, unsure=False)
    await backend.close()
    restarted = bench.open()
    await restarted.send(BATCH[20:], unsure=True)
    await restarted.close()
    assert bench.stored() == wanted(BATCH)


async def test_a_batch_in_another_order_is_the_same_batch(bench: BackendBench, backend: Backend) -> None:
    await backend.send(BATCH[::-1], unsure=False)
    await backend.send(BATCH[10:] + BATCH[:10], unsure=True)
    assert bench.stored() == wanted(BATCH)


async def test_while_the_store_is_away_the_batch_is_to_be_kept_and_arrives_once_later(bench: BackendBench) -> None:
    bench.take_away()
    backend = bench.open()
    for _ in range(2):
        with pytest.raises(RetryableError):
            await backend.send(BATCH, unsure=True)
    bench.bring_back()
    await backend.send(BATCH, unsure=True)
    await backend.close()
    assert bench.stored() == wanted(BATCH)


async def test_refused_observations_are_named_and_the_others_stored(bench: BackendBench, backend: Backend) -> None:
    refusing = bench.refuse()
    bad = (3, 4, 45, 60)
    batch = tuple(_with_value(index, bad=bad) for index in range(len(BATCH)))
    refused: tuple[int, ...] = ()
    try:
        await backend.send(batch, unsure=False)
    except PermanentError as error:
        refused = error.rejected
    assert refused == (bad if refusing else ())
    assert bench.stored() == wanted([entry for index, entry in enumerate(batch) if index not in refused])


async def test_two_rows_of_the_same_second_and_value_are_two(bench: BackendBench, backend: Backend) -> None:
    twins = (reading(1, value=20.0, time_s=T0_S), reading(2, value=20.0, time_s=T0_S))
    await backend.send(twins[:1], unsure=False)
    await backend.send(twins[1:], unsure=True)
    await backend.send(twins, unsure=True)
    assert bench.stored() == wanted(twins)


async def test_windows_of_two_lengths_and_a_reading_of_the_same_second_are_three(
    bench: BackendBench, backend: Backend
) -> None:
    three = (
        window(4, value=20.0),
        window(1, window_s=3600, value=20.0),
        reading(1, device="beach-1", quantity="in", value=20.0, time_s=T0_S + 3600),
    )
    await backend.send(three, unsure=False)
    await backend.send(three, unsure=True)
    assert bench.stored() == wanted(three)


async def test_a_row_without_time_is_stored_once_or_refused_by_who_needs_time(
    bench: BackendBench, backend: Backend
) -> None:
    batch = (reading(7, time_s=None), reading(8))
    for unsure in (False, True):
        try:
            await backend.send(batch, unsure=unsure)
            refused: tuple[int, ...] = ()
        except PermanentError as error:
            refused = error.rejected
        assert refused == ((0,) if backend.needs_time else ())
    assert bench.stored() == wanted(batch[len(refused) :])


async def test_a_place_is_not_needed(bench: BackendBench, backend: Backend) -> None:
    batch = (reading(1, cell=None), reading(2, cell=None))
    await backend.send(batch, unsure=False)
    assert bench.stored() == wanted(batch)


async def test_names_in_any_script_arrive_as_they_are(bench: BackendBench, backend: Backend) -> None:
    batch = (
        reading(1, device="straße-5"),
        reading(1, device="d'été", quantity="température"),
        reading(1, device="温室", quantity='a "quoted", name'),
        window(1, device="plaça", quantity="außen"),
    )
    await backend.send(batch, unsure=False)
    await backend.send(batch, unsure=True)
    assert bench.stored() == wanted(batch)


@pytest.mark.parametrize("steps", [1, 3, 10, 30])
async def test_a_send_that_closing_cuts_short_loses_nothing(bench: BackendBench, steps: int) -> None:
    """Doubles are not looked for: a service may store what was cut short after anybody has looked."""
    backend = bench.open()
    sending = asyncio.create_task(backend.send(BATCH, unsure=False), name="send")
    for _ in range(steps):
        await asyncio.sleep(0)
    sending.cancel()
    with suppress(asyncio.CancelledError):
        await sending
    await backend.close()
    restarted = bench.open()
    await restarted.send(BATCH, unsure=True)
    await restarted.close()
    assert sorted(set(bench.stored())) == sorted(wanted(BATCH))


async def test_a_lost_answer_costs_nothing_but_a_repeat(served: ServedBench) -> None:
    async with CuttingProxy(target_port=served.port) as proxy:
        backend = served.through(proxy.port, timeout_s=10)
        await backend.send(BATCH[:1], unsure=False)
        proxy.cut(served.answered)
        with pytest.raises(RetryableError):
            await backend.send(BATCH[1:], unsure=False)
        assert served.stored()[1:], "what was sent has arrived"
        await backend.send(BATCH[1:], unsure=True)
        await backend.close()
    assert served.stored() == wanted(BATCH)
    assert (served.repeats() == 0) == served.knows_repeats


async def test_a_server_that_never_answers_is_given_up_in_time(served: ServedBench) -> None:
    async def silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        while await reader.read(65536):
            pass

    async with tcp_server(silent) as port, asyncio.timeout(5):
        backend = served.through(port, timeout_s=0.2)
        with pytest.raises(RetryableError, match="no answer within"):
            await backend.send(BATCH, unsure=False)
        await backend.close()


async def test_a_stall_in_the_middle_of_a_send_is_given_up_in_time(served: ServedBench) -> None:
    async with CuttingProxy(target_port=served.port) as proxy:
        backend = served.through(proxy.port, timeout_s=1)
        await backend.send(BATCH[:1], unsure=False)
        proxy.hold_s = 60.0
        proxy.cut(served.answered)
        async with asyncio.timeout(8):
            with pytest.raises(RetryableError, match="no answer within"):
                await backend.send(BATCH[1:], unsure=False)
            await backend.close()
    restarted = served.open()
    await restarted.send(BATCH, unsure=True)
    await restarted.close()
    assert served.stored() == wanted(BATCH)


async def test_who_speaks_another_language_is_told_from_a_server(served: ServedBench) -> None:
    async def stranger(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(65536)
        writer.write(b"SSH-2.0-OpenSSH_9.6\r\n" + bytes(64))
        await reader.read(65536)

    async with tcp_server(stranger) as port, asyncio.timeout(8):
        backend = served.through(port, timeout_s=1)
        with pytest.raises(RetryableError) as caught:
            await backend.send(BATCH, unsure=False)
        await backend.close()
    assert "\n" not in str(caught.value)


async def test_closing_twice_is_harmless(backend: Backend) -> None:
    await backend.close()
    await backend.close()


def _with_value(index: int, *, bad: tuple[int, ...]) -> Observation:
    return replace(BATCH[index], value=REFUSED_VALUE) if index in bad else BATCH[index]
