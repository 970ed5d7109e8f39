"""What the forwarder relies on where the store is a server: lost answers, silence, stalls, strangers."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress

from stoep_gateway.ports import Backend
from stoep_testing.backend_checks import BATCH, expect_stored, opened, to_be_kept
from stoep_testing.bench import ANSWER_S, ServedBench
from stoep_testing.cutting_proxy import CuttingProxy
from stoep_testing.stored import BrokenPromiseError
from stoep_testing.tcp_server import Serve, tcp_server

# What the back-end is told to wait. The second: long enough for the answers before the stall, and shorter than servers
# keep a connection on which nothing happens (uvicorn 5 s).
_SILENT_S, _STALLED_S = 0.2, 3.0
_HANG_UP_S = 8.0  # beyond that it does not keep to it
_TRIES = 3  # on a busy machine one may take longer all the same; who does not keep to it is late in each


async def a_lost_answer_costs_nothing_but_a_repeat(bench: ServedBench) -> None:
    async with CuttingProxy(target_port=bench.port, target_host=bench.host) as proxy:
        backend = bench.through(proxy.port, timeout_s=ANSWER_S)
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

    return await _given_up(lambda: _against(silent, bench=bench, timeout_s=_SILENT_S), timeout_s=_SILENT_S)


async def a_stall_in_the_middle_of_a_send_is_given_up_in_time(bench: ServedBench) -> str:
    """What the back-end said."""
    async with opened(bench) as before:
        await before.send(BATCH[:1], unsure=False)  # the first answer of all may take longer than the stall
    message = await _given_up(lambda: _stalling(bench), timeout_s=_STALLED_S)
    async with opened(bench) as restarted:
        await restarted.send(BATCH, unsure=True)
    expect_stored(bench, BATCH)
    return message


async def who_speaks_another_language_is_told_from_a_server(bench: ServedBench) -> None:
    async def stranger(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(65536)
        writer.write(b"SSH-2.0-OpenSSH_9.6\r\n" + bytes(64))
        await reader.read(65536)

    await _given_up(lambda: _against(stranger, bench=bench, timeout_s=1), timeout_s=1)


@asynccontextmanager
async def _against(serve: Serve, *, bench: ServedBench, timeout_s: float) -> AsyncIterator[Backend]:
    """A back-end that meets a server of ours."""
    async with tcp_server(serve) as port:
        yield bench.through(port, timeout_s=timeout_s)


@asynccontextmanager
async def _stalling(bench: ServedBench) -> AsyncIterator[Backend]:
    """A back-end that has met its server, and whose next send stalls on its last request, which never gets there."""
    async with CuttingProxy(target_port=bench.port, target_host=bench.host) as proxy:
        backend = bench.through(proxy.port, timeout_s=_STALLED_S)
        await backend.send(BATCH[:1], unsure=True)
        proxy.hold_s = 60.0
        proxy.cut(bench.answered)
        yield backend


async def _given_up(opening: Callable[[], AbstractAsyncContextManager[Backend]], *, timeout_s: float) -> str:
    """What the back-end said in the first try in which it gave up in time; BrokenPromiseError: it did in none."""
    for tried in range(_TRIES):
        async with opening() as backend:
            limit = asyncio.timeout(timeout_s + _HANG_UP_S)
            try:
                async with limit:
                    message = await to_be_kept(backend.send(BATCH[1:], unsure=tried > 0))
                    await backend.close()
                return message
            except TimeoutError:
                if not limit.expired():  # the back-end's own
                    raise
            with suppress(TimeoutError):
                async with asyncio.timeout(_HANG_UP_S):
                    await backend.close()
    raise BrokenPromiseError(
        f"timeout_s was {timeout_s:g}, and after {timeout_s + _HANG_UP_S:g} s it still waits for an answer,"
        f" in each of {_TRIES} tries"
    )
