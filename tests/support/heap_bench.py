"""Let the firmware live beside a simulated board on the MicroPython VM, and measure its heap (heap_cycles.py)."""

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path

from support.answering_gateway import AnsweringGateway
from support.node_kinds import DAY_S, RATES, SENSORS, START_S, tape
from support.on_device import run_on_micropython

HEAP_BYTES = 192 << 10  # for the firmware, on the 64-bit VM
_SIMULATION_BYTES = 80 << 10  # what the simulated board beside it holds, about: `share` says it
_STRETCHES = 8
_LIMIT_S = 1_800  # ten thousand readings take some minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Heap:
    """peak_bytes: the most that the firmware held. growth_bytes: of what it holds at rest, second half over first."""

    share_bytes: int  # what the simulated board held of the VM's heap
    peak_bytes: int
    growth_bytes: int
    arrived: int  # rows at the gateway


async def measure(kind: str, *, rows: int, compiled: Path, folder: Path) -> Heap:
    """Through so many rows at the kind's usual rates, a fifth of the time without a network. folder: empty."""
    sample_s, send_s = RATES[kind]
    stretch_s = rows * sample_s // _STRETCHES
    tape(kind, seed=11, days=rows * sample_s // DAY_S + 2).write(str(folder / "world.tape"))
    (folder / "flash").mkdir()
    async with AnsweringGateway("heap-1", time_s=START_S) as gateway:
        plan = {
            "bundle": gateway.bundle(kind, SENSORS[kind], sample_s=sample_s, send_s=send_s),
            "tape": str(folder / "world.tape"),
            "data_dir": str(folder / "flash"),
            "start_s": START_S,
            "away_s": stretch_s // 5,
            "online_s": stretch_s - stretch_s // 5,
            "stretches": _STRETCHES,
        }
        (folder / "plan.json").write_text(json.dumps(plan))
        run = await asyncio.to_thread(
            run_on_micropython,
            "heap_cycles.py",
            folder / "plan.json",
            path=[compiled],
            heap=str(HEAP_BYTES + _SIMULATION_BYTES),
            limit_s=_LIMIT_S,
        )
    assert run.returncode == 0, run.stdout + run.stderr
    told = json.loads(run.stdout)
    held = told["held"]
    growth = min(held[_STRETCHES // 2 :]) - min(held[: _STRETCHES // 2])
    return Heap(
        share_bytes=told["share"], peak_bytes=told["peak"], growth_bytes=growth, arrived=len(gateway.gateway.rows)
    )
