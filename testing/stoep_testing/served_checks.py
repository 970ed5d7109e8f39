"""What the forwarder relies on where the store is a server: lost answers, silence, stalls, strangers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from stoep_testing.backend_checks import BATCH, expect_stored, opened, to_be_kept
from stoep_testing.bench import ServedBench
from stoep_testing.cutting_proxy import CuttingProxy
from stoep_testing.stored import BrokenPromiseError
from stoep_testing.tcp_server import tcp_server

# What the back-end is told to wait. The second: long enough for the answers before the stall, and shorter than servers
# keep a connection on which nothing happens (uvicorn 5 s).
_SILENT_S, _STALLED_S = 0.2, 3.0
_HANG_UP_S = 30.0  # beyond that it does not keep to it, however busy the machine
_ANSWER_S = 60.0  # for what will come: a server that has just started may take long for its first answer


async def a_lost_answer_costs_nothing_but_a_repeat(bench: ServedBench) -> None:
    async with CuttingProxy(target_port=bench.port, target_host=bench.host) as proxy:
        backend = bench.through(proxy.port, timeout_s=_ANSWER_S)
        await backend.send(BATCH[:1], unsure=False)
        proxy.cut(bench.answered)
        await to_be_kept(backend.send(BATCH[1:], unsure=False))
        if not bench.stored()[1:]:
            raise BrokenPromiseError(f"nothing was stored by the request with {bench.answered!r}: name another one")
        await backend.send(BATCH[1:], unsure=True)
        await backend.close()
    expect_stored(bench, BATCH)
    if bench.knows_repeats == (bench.repeats() > 0):
        raise BrokenPromiseError(
            f"{bench.repeats()} observations arrived twice, with knows_repeats {bench.knows_repeats}"
        )


async def a_server_that_never_answers_is_given_up_in_time(bench: ServedBench) -> str:
    """What the back-end said."""

    async def silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        while await reader.read(65536):
            pass

    async with tcp_server(silent) as port, _in_time(_SILENT_S):
        backend = bench.through(port, timeout_s=_SILENT_S)
        message = await to_be_kept(backend.send(BATCH, unsure=False))
        await backend.close()
    return message


async def a_stall_in_the_middle_of_a_send_is_given_up_in_time(bench: ServedBench) -> str:
    """What the back-end said."""
    async with opened(bench) as before:
        await before.send(BATCH[:1], unsure=False)  # the first answer of all may take longer than the stall
    async with CuttingProxy(target_port=bench.port, target_host=bench.host) as proxy:
        backend = bench.through(proxy.port, timeout_s=_STALLED_S)
        await backend.send(BATCH[:1], unsure=True)
        proxy.hold_s = 60.0
        proxy.cut(bench.answered)
        async with _in_time(_STALLED_S):
            message = await to_be_kept(backend.send(BATCH[1:], unsure=False))
            await backend.close()
    async with opened(bench) as restarted:
        await restarted.send(BATCH, unsure=True)
    expect_stored(bench, BATCH)
    return message


async def who_speaks_another_language_is_told_from_a_server(bench: ServedBench) -> None:
    async def stranger(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(65536)
        writer.write(b"SSH-2.0-OpenSSH_9.6\r\n" + bytes(64))
        await reader.read(65536)

    async with tcp_server(stranger) as port, _in_time(1):
        backend = bench.through(port, timeout_s=1)
        await to_be_kept(backend.send(BATCH, unsure=False))
        await backend.close()


@asynccontextmanager
async def _in_time(timeout_s: float) -> AsyncIterator[None]:
    """BrokenPromiseError when it takes far longer than the back-end was told to wait."""
    try:
        async with asyncio.timeout(timeout_s + _HANG_UP_S):
            yield
    except TimeoutError as error:
        raise BrokenPromiseError(
            f"timeout_s was {timeout_s:g}, and after {timeout_s + _HANG_UP_S:g} s it still waits for an answer"
        ) from error
