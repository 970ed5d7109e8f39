"""A flood beside 50 honest devices: their rows are kept, the gateway's memory and its log stay small.

FLOOD_S: seconds of it, 3 unless said otherwise. `-s` shows what was measured.
"""

import asyncio
import os
import random
from collections.abc import Iterator
from itertools import chain, cycle, repeat
from pathlib import Path
from typing import Any

import pytest

from stoep_gateway.registry.master import load_master
from support.brokered_gateway import BrokeredGateway
from support.flood import Flood
from support.honest import FRAME_ROWS, bring
from support.ingest_bench import soil_rows
from support.memory import peak_bytes
from support.wire_device import WireDevice

FLOOD_S = float(os.environ.get("FLOOD_S", "3"))
HONEST = 50
ROWS = 36  # of each
MEMORY_MAX_BYTES = 80 << 20
LINES_MAX = 20 + FLOOD_S  # NATS hangs up on a gateway that falls 64 MB behind: two lines, every few seconds
DUPLICATES_HZ = 1_000.0
THIEF = "thief"
FLOODS = [
    ("nats", "garbage"),
    ("nats", "garbage that is acknowledged"),
    ("nats", "duplicates"),
    pytest.param("mosquitto", "garbage", marks=pytest.mark.needs("mosquitto")),
]


def garbage() -> Iterator[bytes]:
    chance = random.Random(7)
    return cycle([chance.randbytes(chance.randrange(1, 300)) for _ in range(1_000)])


def duplicates(master: bytes) -> Iterator[bytes]:
    device = WireDevice(THIEF, master=master)
    hello = device.hello(next_row=1 + FRAME_ROWS)
    return chain([hello.payload], repeat(device.rows(1, soil_rows(1, FRAME_ROWS)).payload))


async def side_by_side(flood: Flood, bundles: dict[str, dict[str, Any]], *, master: bytes) -> None:
    """The honest ones begin with the flood and may end after it."""
    async with asyncio.timeout(FLOOD_S + 300), asyncio.TaskGroup() as group:
        group.create_task(flood.run(seconds=FLOOD_S), name=THIEF)
        for name, bundle in bundles.items():
            group.create_task(bring(name, bundle, master=master, rows=ROWS), name=name)


@pytest.mark.parametrize(("broker", "kind"), FLOODS)
def test_beside_a_flood_all_honest_rows_are_kept_in_little_memory_with_few_words(
    tmp_path: Path, broker: str, kind: str
) -> None:
    with BrokeredGateway(tmp_path / broker, broker=broker) as gateway:
        names = [f"garden-{number}" for number in range(HONEST)]
        bundles = {name: gateway.enroll(name, profile="soil") for name in names}
        thief = gateway.enroll(THIEF, profile="soil")
        gateway.start()
        master = load_master(gateway.state_dir)
        if kind == "duplicates":
            flood = Flood(thief, payloads=duplicates(master), qos=1, rate_hz=DUPLICATES_HZ)
        else:
            flood = Flood(thief, payloads=garbage(), qos=0 if kind == "garbage" else 1)
        asyncio.run(side_by_side(flood, bundles, master=master))
        memory_bytes = peak_bytes(gateway.pids()["gateway"])
        accounts = gateway.accounts()
        lines = gateway.log.read_text().splitlines()
    kept = {life["device"]: life["kept"] for life in accounts["lives"] if life["device"] != THIEF}
    assert kept == dict.fromkeys(bundles, ROWS)
    assert accounts["balanced"]
    assert flood.sent > DUPLICATES_HZ  # a flood it was
    assert memory_bytes < MEMORY_MAX_BYTES
    assert len(lines) < LINES_MAX, "\n".join(lines)
    print(
        f"\n{broker}, {kind}: {flood.sent:,} sent in {FLOOD_S:g} s; {memory_bytes >> 20} MB at most, {len(lines)} lines"
    )
