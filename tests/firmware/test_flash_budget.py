"""Two firmwares and three days of rows fit in the flash of an ESP32 with 4 MB."""

from pathlib import Path

import pytest

from support.flash_bench import BLOCKS, FIRMWARE_MAX_BYTES, KEPT_S, SAMPLE_S, budget, firmware_bytes


@pytest.mark.needs("micropython")
def test_firmware_an_update_and_72_hours_of_rows_fit(tmp_path: Path, compiled: Path) -> None:
    assert firmware_bytes(tmp_path) <= FIRMWARE_MAX_BYTES
    found = budget(tmp_path, rows=100, compiled=compiled)
    for kind, sample_s in SAMPLE_S.items():
        assert found[kind]["held"] >= KEPT_S // sample_s, kind
        assert found[kind]["blocks"] < BLOCKS, kind
