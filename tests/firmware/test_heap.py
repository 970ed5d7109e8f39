"""The largest node's whole cycle in an ESP32's heap: sample, keep, send, be answered."""

from pathlib import Path

import pytest

from support.heap_bench import HEAP_BYTES, measure

ROWS = 200  # of 10,000 in `make bench`
FREE_PERCENT = 30  # at the peak, at least


@pytest.mark.needs("micropython")
async def test_an_air_node_has_room_left_and_does_not_grow(tmp_path: Path, compiled: Path) -> None:
    heap = await measure("air", rows=ROWS, compiled=compiled, folder=tmp_path)
    assert heap.arrived > ROWS // 2
    assert 100 - 100 * heap.peak_bytes // HEAP_BYTES >= FREE_PERCENT
    assert heap.growth_bytes <= 0
