"""A device that has a ring full of rows and does not give up before they are settled."""

from typing import Any

from stoep_gateway.records import Arrival
from stoep_protocol.reply import Reply
from support.ingest_bench import soil_rows
from support.wire_client import WireClient
from support.wire_device import WireDevice

FRAME_ROWS = 6


async def bring(name: str, bundle: dict[str, Any], *, master: bytes, rows: int, boot: int = 1) -> None:
    """Rows up to `rows`, a multiple of FRAME_ROWS; each frame again until it is answered. boot: another session."""
    device = WireDevice(name, master=master, session=bytes([boot]) + name.encode().rjust(7, b"-")[-7:])
    async with WireClient(device, bundle=bundle) as client:
        reply = await _insist(client, device.hello(next_row=1 + rows))
        while reply.settled < rows:
            first = reply.seen + 1
            frame = soil_rows(first, FRAME_ROWS) if first <= rows else []
            reply = await _insist(client, device.rows(first, frame, lag=first - 1))


async def _insist(client: WireClient, arrival: Arrival) -> Reply:
    while True:
        try:
            return await client.say(arrival)
        except TimeoutError:
            continue
