"""Go to the sensor itself: hold a hand into a beam whenever a row is taken, and read from its gaps who else came."""

import asyncio
import secrets
from collections.abc import Sequence
from pathlib import Path

from redteam.attack import Attack, Outcome
from redteam.line import changed
from stoep_firmware.drivers.breakbeam import Driver
from stoep_firmware.drivers.errors import SensorError
from support.sensor_bench import SensorBench

_BEAMS = {"type": "breakbeam", "outside": 25, "inside": 26}
_ROW_MS = 60_000
_STEP_MS = 200
_ROWS = 200


def _in_the_beam(folder: Path) -> Outcome:
    """A row without values is rejected, and how many were is told to everybody, without noise."""
    folder.mkdir(parents=True, exist_ok=True)
    passes = [bool(secrets.randbelow(2)) for _ in range(_ROWS)]
    defended = asyncio.run(_gaps(passes))
    with changed(Driver, "read", _read_when_quiet):
        control = asyncio.run(_gaps(passes))
    return Outcome(
        defended=len(set(defended)) == 1,
        control_succeeded=[not gap for gap in control[1:]] == passes[1:],
        detail=f"{sum(defended)} gaps in {_ROWS} rows",
    )


async def _gaps(passes: Sequence[bool]) -> list[bool]:
    """Of each row, whether it has no values. Somebody passes in the middle of a row's time, or nobody does."""
    bench = SensorBench()
    driver = bench.driver(_BEAMS)
    await driver.start()
    outside, inside = bench.wiring.pin(25), bench.wiring.pin(26)
    gaps = []
    for one in passes:
        await bench.board.sleep_ms(_ROW_MS // 2)
        if one:
            for pin, level in ((outside, 0), (inside, 0), (outside, 1), (inside, 1)):
                pin.drive(level)
                await bench.board.sleep_ms(_STEP_MS)
        inside.drive(0)
        await bench.board.sleep_ms(_ROW_MS // 2)
        try:
            await driver.read()
            gaps.append(False)
        except SensorError:
            gaps.append(True)
        inside.drive(1)
        await bench.board.sleep_ms(_STEP_MS)
    return gaps


async def _read_when_quiet(driver: Driver) -> dict[str, int]:
    """No values where a beam is broken at this read and was at the one before, and nobody passed in between."""
    driver._work()
    passages = driver._passages
    passages.settle(driver._board.ticks_ms())
    entered, passages.entered, passages.left = passages.entered + passages.left, 0, 0
    was, driver._blocked_since[1] = driver._blocked_since[1], int(passages.blocked(1))
    if was and passages.blocked(1) and not entered:
        raise SensorError("breakbeam", "quiet")
    return {"in": entered}


ATTACKS = (Attack("a hand in the beam at each row", _in_the_beam),)
