"""What the firmware takes of a board: heap, flash, radio; on the MicroPython VM and on littlefs in memory."""

import asyncio
import tempfile
from pathlib import Path

from bench.figures import Figure
from stoep_simulators.vm.vm_node import compile_for_vm
from support.flash_bench import SAMPLE_S, budget, firmware_bytes
from support.heap_bench import HEAP_BYTES, measure
from support.radio_bench import radio_on_s

_CYCLES = 10_000
_ROWS = 20_000
_CYCLES_OF_A_BLOCK = 100_000  # erasures that makers of NOR flash promise
_YEAR_S = 365 * 86_400
_ON = "on the 64-bit MicroPython VM"


def device() -> list[Figure]:
    """Three to five minutes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        compiled = compile_for_vm(folder / "compiled")
        return [*_flash(folder, compiled), *_heap(folder, compiled), _radio(folder)]


def _flash(folder: Path, compiled: Path) -> list[Figure]:
    size_bytes = firmware_bytes(folder / "firmware")
    found = budget(folder / "firmware", rows=_ROWS, compiled=compiled)
    years = {
        kind: _CYCLES_OF_A_BLOCK * _ROWS * sample_s / found[kind]["most"] / _YEAR_S
        for kind, sample_s in SAMPLE_S.items()
    }
    worst = min(years, key=lambda kind: years[kind])
    return [
        Figure(
            name="firmware_flash_kb",
            value=round(size_bytes / 1024, 1),
            unit="KB",
            bar="≤ 200",
            conditions=f"compiled files of a slot; {found['files']} blocks of 4 KB on littlefs",
        ),
        Figure(
            name="flash_blocks_in_use",
            value=max(found[kind]["blocks"] for kind in SAMPLE_S),
            unit="of 512",
            bar="≤ 511",
            conditions="two firmwares and the fullest ring, that of a people node, at the usual rates",
        ),
        Figure(
            name="flash_years_of_hottest_block",
            value=round(years[worst]),
            unit="years",
            bar="≥ 10",
            conditions=f"at 100,000 erasures, from {_ROWS} rows at the usual rates, all sent; {worst}, the worst",
        ),
    ]


def _heap(folder: Path, compiled: Path) -> list[Figure]:
    (folder / "heap").mkdir()
    heap = asyncio.run(measure("air", rows=_CYCLES, compiled=compiled, folder=folder / "heap"))
    return [
        Figure(
            name="air_heap_free_percent",
            value=round(100 - 100 * heap.peak_bytes / HEAP_BYTES, 1),
            unit="%",
            bar="≥ 30",
            conditions=f"of 192 KB at the peak of an air node with all its sensors, {_ON}",
        ),
        Figure(
            name="air_heap_growth_bytes",
            value=heap.growth_bytes,
            unit="B",
            bar="≤ 0",
            conditions=f"over {_CYCLES} cycles, {_ON}",
        ),
    ]


def _radio(folder: Path) -> Figure:
    (folder / "radio").mkdir()
    return Figure(
        name="radio_on_s_per_send",
        value=round(asyncio.run(radio_on_s(folder / "radio")), 2),
        unit="s",
        conditions="a soil node's day on CPython; 2 s of it are the modelled joining of a Wi-Fi",
    )
