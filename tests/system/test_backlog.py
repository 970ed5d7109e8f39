"""A back-end is away while a large backlog waits and more arrives: little memory, and the newest is not kept waiting.

BACKLOG_FRAMES: how many wait, 4,000 unless said otherwise; BACKLOG_DEVICES: whose rings of three days come on top, 20.
`-s` shows what was measured.
"""

import asyncio
import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from stoep_gateway import accounts
from stoep_gateway.records import WIRE_EPOCH_S
from stoep_gateway.registry.master import load_master
from support.backlog import OBSERVATIONS, RING_ROWS, fill
from support.brokered_gateway import BrokeredGateway
from support.honest import bring
from support.ingest_bench import NOON_S, soil_rows
from support.memory import peak_bytes, resident_bytes
from support.wire_client import WireClient
from support.wire_device import WireDevice

FRAMES = int(os.environ.get("BACKLOG_FRAMES", "4000"))
DEVICES = int(os.environ.get("BACKLOG_DEVICES", "20"))
MEMORY_MAX_BYTES = 80 << 20
GROWS_BY = 1.1
MEASURED_FRAMES = 10_000  # of a longer backlog, so many tell how fast it goes
FASTER = 10  # than an hour's frame of each device
LATER_S = NOON_S + 400 * 86_400  # a day that no other row is of, so that the CSV files have one for it


async def bring_all(bundles: dict[str, dict[str, Any]], *, master: bytes, rows: int, boot: int) -> None:
    async with asyncio.timeout(30 * DEVICES), asyncio.TaskGroup() as group:
        for name, bundle in bundles.items():
            group.create_task(bring(name, bundle, master=master, rows=rows, boot=boot))


async def one_more(name: str, bundle: dict[str, Any], *, master: bytes) -> None:
    device = WireDevice(name, master=master, session=b"session3")
    async with WireClient(device, bundle=bundle) as client:
        reply = await client.say(device.hello(oldest_row=RING_ROWS + 1, next_row=RING_ROWS + 2, settled=RING_ROWS))
        assert reply.settled == RING_ROWS
        await client.say(device.rows(RING_ROWS + 1, [(LATER_S, soil_rows(1, 1)[0][1])]))


def test_a_backlog_takes_little_memory_and_fresh_rows_pass_it(tmp_path: Path) -> None:
    away = tmp_path / "away"
    away.write_text("a file where a folder is wanted: nothing can be written below it\n")
    city = {"name": "city", "type": "csv", "output_dir": str(away / "city")}
    with BrokeredGateway(tmp_path / "gateway", broker="nats", backends=[city]) as gateway:
        names = [f"garden-{number}" for number in range(DEVICES)]
        bundles = {name: gateway.enroll(name, profile="soil") for name in names}
        master, journal = load_master(gateway.state_dir), gateway.state_dir / "journal.db"
        fill(journal, frames=FRAMES)
        gateway.start()

        def pending() -> int:
            found = accounts.read(journal, recount=False)
            assert found.balanced
            return {backend.name: backend.pending for backend in found.backends}["city"]

        asyncio.run(bring_all(bundles, master=master, rows=RING_ROWS // 6, boot=1))  # to warm up
        before_bytes = resident_bytes(gateway.pids()["gateway"])
        asyncio.run(bring_all(bundles, master=master, rows=RING_ROWS, boot=2))
        assert pending() == FRAMES * OBSERVATIONS + DEVICES * RING_ROWS * 5
        after_bytes = resident_bytes(gateway.pids()["gateway"])
        assert after_bytes < GROWS_BY * before_bytes

        away.unlink()
        gateway.wait_until(lambda: (away / "city").exists(), what="the city is there again")
        start_s, waiting = time.monotonic(), pending()
        asyncio.run(one_more(names[0], bundles[names[0]], master=master))
        day = datetime.fromtimestamp(LATER_S + WIRE_EPOCH_S, tz=UTC).date().isoformat()
        gateway.wait_until(lambda: any((away / "city").glob(f"*{day}*")), what="fresh rows")
        fresh_s = time.monotonic() - start_s
        assert pending() > 0  # of the backlog
        drained = min(waiting, MEASURED_FRAMES * OBSERVATIONS)
        gateway.wait_until(lambda: pending() <= waiting - drained, what="it is delivered")
        frames_per_s = drained / OBSERVATIONS / (time.monotonic() - start_s)
        assert frames_per_s > FASTER * DEVICES / 3600
        most_bytes = peak_bytes(gateway.pids()["gateway"])
        assert most_bytes < MEMORY_MAX_BYTES
        assert gateway.accounts()["balanced"]
    print(
        f"\n{waiting:,} observations waited; memory {before_bytes >> 20} MB, {after_bytes >> 20} with the rings,"
        f" {most_bytes >> 20} at most; fresh rows after {fresh_s:.1f} s; drained {frames_per_s:,.0f} frames/s"
    )
