"""Each sensor of stoep.json read once by the firmware's own driver. What it reads stays on the board."""

import asyncio
import json

from stoep_firmware import drivers
from stoep_firmware.hal import Esp32Board
from stoep_firmware.settings import load_bundle
from stoep_firmware.words import words_and_kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_START_LIMIT_S = 60  # as the firmware's sampler has it
_READ_LIMIT_S = 30
_LISTEN_MS = 4_000  # a radar counts as silent after three seconds


def main() -> None:
    """One object: hints, one for each sensor in order, "" for a sensor that answers."""
    print(json.dumps({"hints": asyncio.run(_all())}))


async def _all() -> "list[str]":
    bundle = load_bundle("")
    board = Esp32Board(bundle.pins)
    return list(await asyncio.gather(*[_one(board, config) for config in bundle.sensors]))


async def _one(board: Esp32Board, config: "dict[str, Any]") -> str:
    try:
        driver = drivers.create(board, config)
        await asyncio.wait_for(driver.start(), _START_LIMIT_S)
        try:
            if driver.counts:
                await board.sleep_ms(_LISTEN_MS)
            await asyncio.wait_for(driver.read(), _READ_LIMIT_S)
            problem = getattr(driver, "problem", None)
            if problem is not None:
                raise problem
        finally:
            stopping = driver.stop()
            if stopping is not None:
                await asyncio.wait_for(stopping, _READ_LIMIT_S)
    except Exception as error:  # noqa: BLE001 - a maker's own driver may raise anything
        return str(getattr(error, "hint", "")) or words_and_kind(error)
    return ""
