"""What firmware and rows take of a board's flash, measured on the MicroPython VM (flash_budget.py)."""

import json
from pathlib import Path
from typing import Any

from stoep_maker.board_files import compile_files
from support.on_device import run_on_micropython
from support.repository import ROOT

FIRMWARE_MAX_BYTES = 200 << 10  # of one slot
BLOCKS = 512  # of 4 KB: what an ESP32 with 4 MB of flash leaves for files
KEPT_S = 72 * 3_600
SAMPLE_S = {"soil": 600, "air": 300, "people": 60, "weather": 600}
_LIMIT_S = 600
_HEAP = "32m"  # for flash that lies in memory


def firmware_bytes(folder: Path) -> int:
    """Compile the firmware into the folder; the size of its files."""
    return sum((folder / path).stat().st_size for path in compile_files(folder))


def budget(firmware: Path, *, rows: int, compiled: Path) -> dict[str, Any]:
    """As flash_budget.py tells it. firmware: the folder of firmware_bytes."""
    run = run_on_micropython(
        "flash_budget.py", firmware, str(rows), path=[compiled, ROOT / "tests"], heap=_HEAP, limit_s=_LIMIT_S
    )
    assert run.returncode == 0, run.stdout + run.stderr
    told: dict[str, Any] = json.loads(run.stdout)
    return told
