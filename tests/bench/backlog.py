"""How much memory the gateway takes while a million frames wait for a back-end that is away."""

import asyncio
import tempfile
from pathlib import Path

from bench.figures import Figure
from stoep_gateway.registry.master import load_master
from support.backlog import RING_ROWS, fill
from support.brokered_gateway import BrokeredGateway
from support.honest import bring
from support.memory import peak_bytes

FRAMES = 1_000_000
DEVICES = 20
_MIB = 1 << 20


def backlog() -> list[Figure]:
    """A minute: the journal is filled, then the rings of some devices come on top."""
    with tempfile.TemporaryDirectory(prefix="stoep-bench-") as name:
        folder = Path(name)
        (folder / "away").write_text("a file where a folder is wanted: nothing can be written below it\n")
        city = {"name": "city", "type": "csv", "output_dir": str(folder / "away" / "city")}
        with BrokeredGateway(folder / "gateway", broker="nats", backends=[city]) as gateway:
            bundles = {name: gateway.enroll(name, profile="soil") for name in (f"garden-{at}" for at in range(DEVICES))}
            fill(gateway.state_dir / "journal.db", frames=FRAMES)
            gateway.start()
            master = load_master(gateway.state_dir)

            async def bring_all() -> None:
                async with asyncio.TaskGroup() as group:
                    for name, bundle in bundles.items():
                        group.create_task(bring(name, bundle, master=master, rows=RING_ROWS), name=name)

            asyncio.run(bring_all())
            memory_bytes = peak_bytes(gateway.pids()["gateway"])
            pending = {backend["name"]: backend["pending"] for backend in gateway.accounts()["backends"]}["city"]
    assert pending >= FRAMES * 30, "the back-end was not away"
    return [
        Figure(
            name="resident_mb_1m_pending",
            value=round(memory_bytes / _MIB, 1),
            unit="MiB",
            bar="≤ 80",
            conditions=f"most that was resident of the gateway's process (VmHWM) with {FRAMES:,} frames of 30 readings"
            f" pending for a CSV back-end that is away, while {DEVICES} devices bring 72 hours each on top",
        )
    ]


if __name__ == "__main__":
    print(*backlog())
