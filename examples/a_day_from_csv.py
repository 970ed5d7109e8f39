"""A day from a CSV file goes through the real firmware and a real gateway; what arrives is what the device kept.

python examples/a_day_from_csv.py           the firmware on CPython
python examples/a_day_from_csv.py --vm      the firmware on the MicroPython VM
"""

import asyncio
import csv
import io
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from stoep_protocol.profiles import by_name
from stoep_simulators.commands.local_gateway import LocalGateway, Wish
from stoep_simulators.node import Node
from stoep_simulators.row_log import KeptRow, read_rows
from stoep_simulators.sim_clock import real_wire_ms
from stoep_simulators.tape import Tape, TapeWriter
from stoep_simulators.vm.vm_node import VmNode, compile_for_vm
from stoep_simulators.worlds.csv_tape import csv_tape
from stoep_simulators.worlds.csv_world import TimeColumn, read_csv

MEASURED = """\
time,grass temperature,air_humidity
2026-06-01T06:00:00Z,11.2,88
2026-06-01T12:00:00Z,18.9,61
2026-06-01T18:00:00Z,20.4,55
2026-06-02T00:00:00Z,13.7,83
2026-06-02T06:00:00Z,12.1,90
"""
SENSORS = [
    {"type": "ds18b20", "pin": 4},
    {"type": "bme280", "as": {"air_humidity": "humidity"}},
]
DAY_S, HOUR_S = 86_400, 3_600

Device = Callable[..., AbstractAsyncContextManager[Callable[[], tuple[KeptRow, ...]]]]


def world(start_s: int) -> TapeWriter:
    """The measured day, moved so that it begins at start_s (wire time: seconds since 2020)."""
    names = ("grass temperature", "air_humidity")
    measured = read_csv(MEASURED.splitlines(), clock=TimeColumn(), names=names)
    moved = measured.moved(by_s=start_s - measured.times_s[0])
    return csv_tape(moved, profile=by_name("soil"), columns={"soil_temperature": "grass temperature"}, seed="1")


@asynccontextmanager
async def on_cpython(
    flash: dict[str, Any], *, tape: TapeWriter, start_s: int, folder: Path
) -> AsyncIterator[Callable[[], tuple[KeptRow, ...]]]:
    """A day without a network in virtual time, then live with one. Gives a function: what the device says it kept."""
    (folder / "flash").mkdir()
    log = folder / "rows.jsonl"
    playing = Tape(io.BytesIO(tape.to_bytes()))
    node = Node(flash, tape=playing, data_dir=str(folder / "flash"), start_s=start_s, row_log=str(log), say=print)
    await node.run_offline(start_s + DAY_S)
    if not await node.connect(start_s + DAY_S + HOUR_S):
        raise RuntimeError("the device did not try to connect")
    living = asyncio.create_task(node.run_live(), name="garden-7")
    try:
        yield lambda: read_rows(log)
    finally:
        living.cancel()
        await node.stop()


@asynccontextmanager
async def on_the_vm(
    flash: dict[str, Any], *, tape: TapeWriter, start_s: int, folder: Path
) -> AsyncIterator[Callable[[], tuple[KeptRow, ...]]]:
    """The same in a process of its own, compiled as for a board, in 288 KB of heap."""
    file, code = folder / "world.tape", compile_for_vm(folder / "board")
    tape.write(str(file))
    node = VmNode(folder / "node", bundle=flash, tape=file, import_path=code)
    away_until_s = start_s + DAY_S
    phases = (("offline", away_until_s), ("connect", away_until_s + HOUR_S), ("live", None))
    await node.start(*phases, start_s=start_s)
    try:
        while "phase live" not in node.said():
            if not node.is_running:
                raise RuntimeError(node.said())
            await asyncio.sleep(0.2)
        yield node.rows
    finally:
        await node.kill()
        print(node.said(), end="")


def delivered(folder: Path) -> dict[tuple[int, str], float]:
    """What the CSV back-end wrote: (row, quantity) -> value."""
    found = {}
    for path in folder.glob("*.csv"):
        with path.open(newline="") as file:
            for line in csv.DictReader(file):
                _device, _life, row, quantity = line["identity"].split("/")
                if (int(row), quantity) in found:
                    raise RuntimeError(f"delivered twice: {line['identity']}")
                found[int(row), quantity] = float(line["value"])
    return found


def kept(rows: tuple[KeptRow, ...]) -> dict[tuple[int, str], float]:
    """The same of the device's own log, whose values are integers as on the wire."""
    return {
        (row.row, column.quantity): value / 10**column.decimals
        for row in rows
        for column, value in zip(by_name("soil").columns, row.values, strict=True)
        if value is not None
    }


async def main(folder: Path, *, device: Device) -> None:
    gateway = LocalGateway(folder)
    await gateway.prepare(
        changes={("clock", "trust"): "system", ("journal", "commit_interval_s"): 0.5},
        more='[[backend]]\nname = "csv"\ntype = "csv"\noutput_dir = "csv"\n',
    )
    wish = Wish(name="garden-7", profile="soil", cell=(81_250, 455_250), sample_s=600, send_s=600)
    bundles = await gateway.enroll([wish], told=lambda done: None)
    flash = {**bundles["garden-7"], "wifi": [["home", ""]], "sensors": SENSORS}
    await gateway.start()
    try:
        await gateway.ready()
        start_s = real_wire_ms() // 1_000 - DAY_S
        async with (
            device(flash, tape=world(start_s), start_s=start_s, folder=folder) as rows,
            asyncio.timeout(60),
        ):
            while await delivered_count(gateway) < len(kept(rows())):  # noqa: ASYNC110
                await asyncio.sleep(0.5)
        if delivered(folder / "csv") != kept(rows()):
            raise RuntimeError("what arrived is not what the device kept")
        _, table = await gateway.counted()
        print(table, end="")
        print(f"{len(rows())} rows kept, {len(kept(rows()))} values delivered, each once")
    finally:
        await gateway.stop()


async def delivered_count(gateway: LocalGateway) -> int:
    """Observations that the CSV back-end has stored, by the gateway's metrics."""
    return (await gateway.observations("delivered")).get("csv", 0)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        asyncio.run(main(Path(name), device=on_the_vm if "--vm" in sys.argv else on_cpython))
