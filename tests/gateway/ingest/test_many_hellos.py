"""A whole town's devices come back at the same moment: each frame costs as much as ever, and each is answered."""

import time
from pathlib import Path

from support.ingest_bench import MASTER, Core, enrolled, soil_rows
from support.wire_device import WireDevice

DEVICES = 10_000
FRAME_MAX_S = 0.002  # of processor time, on average; a few tenths of a millisecond are usual
MEMORY_BYTES = 8 << 20


def test_ten_thousand_devices_introduce_themselves_at_once(tmp_path: Path) -> None:
    names = [f"garden-{number}" for number in range(DEVICES)]
    arrivals = []
    for name in names:
        device = WireDevice(name, master=MASTER)
        arrivals += [device.hello(next_row=4), device.rows(1, soil_rows(1, 3))]
    with Core(tmp_path, *map(enrolled, names), memory_bytes=MEMORY_BYTES) as core:
        start_s = time.process_time()
        core.take(*arrivals)
        replies = core.replies()
        took_s = time.process_time() - start_s
        core.commit()
        assert took_s / len(arrivals) < FRAME_MAX_S
        assert len(replies) == DEVICES
        assert {life.kept for life in core.accounts().lives} == {3}
        assert len(core.replies()) == DEVICES  # once more: settled
