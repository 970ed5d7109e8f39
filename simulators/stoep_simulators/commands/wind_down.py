"""The end of a demo's gateway: nothing that devices sent before they stopped is left between journal and back-end."""

import asyncio
from contextlib import suppress
from typing import Any, Protocol

COMMIT_INTERVAL_S = 1.0  # of the demo's gateway: rows that it has taken wait for so long in its memory
_DELIVERY_S = 20.0
_LOOK_S = 0.2
_STARTS = 3  # each delivers what the one before committed as it stopped


class Winding(Protocol):
    """What is asked of a gateway; `local_gateway.LocalGateway` is one."""

    async def start(self) -> None: ...

    async def ready(self) -> None: ...

    async def stop(self) -> None: ...

    async def observations(self, outcome: str) -> dict[str, int]: ...

    async def counted(self) -> tuple[dict[str, Any], str]: ...


async def wind_down(gateway: Winding) -> tuple[dict[str, Any], str]:
    """Let a running gateway deliver, stop it, and return its accounts, for people too. GatewayError.

    No device may be connected. A gateway that stops commits what it holds and waits for no back-end. So the accounts of
    the stopped one decide: where something is left, it is started again for that.
    """
    await asyncio.sleep(COMMIT_INTERVAL_S)
    await _until_delivered(gateway)
    await gateway.stop()
    accounts, table = await gateway.counted()
    for _ in range(_STARTS):
        if not any(backend["pending"] for backend in accounts["backends"]):
            break
        await gateway.start()
        await gateway.ready()
        await _until_delivered(gateway)
        await gateway.stop()
        accounts, table = await gateway.counted()
    return accounts, table


async def _until_delivered(gateway: Winding) -> None:
    """Until nothing waits for a back-end; not for ever, for the accounts tell what is left."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_DELIVERY_S):
            while sum((told := await gateway.observations("pending")).values()) or not told:  # noqa: ASYNC110
                await asyncio.sleep(_LOOK_S)
