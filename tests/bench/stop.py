"""Stop a gateway in the middle of everything."""

import asyncio
import tempfile
import time
from pathlib import Path

from bench.figures import Figure
from support.busy_gateway import busy_gateway


def stop(*, runs: int) -> list[Figure]:
    """Half a minute."""
    return [
        Figure(
            name="graceful_stop_s",
            value=round(max(asyncio.run(_run()) for _ in range(runs)), 2),
            unit="s",
            bar="≤ 5",
            conditions="from SIGTERM to the end of `stoep run`, with ten back-ends that stall in the middle of a send,"
            " one that is away, a backlog, rows in memory, a device and pages connected;"
            f" the longest of {runs} runs",
        )
    ]


async def _run() -> float:
    with tempfile.TemporaryDirectory(prefix="stoep-bench-") as folder:
        async with busy_gateway(Path(folder)) as gateway:
            start_s = time.perf_counter()
            gateway.stop()
            return time.perf_counter() - start_s
