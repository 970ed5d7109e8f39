"""All sensors of stoep.json, each read again and again by the firmware's own driver."""

import asyncio
import json

from stoep_firmware import drivers
from stoep_firmware.hal import Esp32Board
from stoep_firmware.settings import SettingsError, load_bundle
from stoep_firmware.words import words_and_kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_START_LIMIT_S = 60  # as the firmware's sampler has it
_READ_LIMIT_S = 30


def main(pause_ms: int) -> None:
    """First what it is, then an object a reading, "" for no hint. Until Ctrl-C; then the sensors sleep.

    columns: quantity, unit, decimals, whether it counts. number: of the sensor in stoep.json, from 0.
    """
    try:
        bundle = load_bundle("")
    except SettingsError as error:
        print(json.dumps({"wrong": str(error)}))
        return
    board = Esp32Board(bundle.pins)
    columns = [[each.quantity, each.unit, each.decimals, each.aggregate == "sum"] for each in bundle.profile.columns]
    print(json.dumps({"device": bundle.device, "is_people": bundle.profile.is_people, "columns": columns}))
    running: "list[Any]" = []
    try:
        asyncio.run(_all(board, bundle.sensors, pause_ms, running))
    except KeyboardInterrupt:
        pass
    asyncio.new_event_loop()
    asyncio.run(_stop(running))


async def _all(board: Esp32Board, sensors: "Any", pause_ms: int, running: "list[Any]") -> None:
    row: "dict[str, int]" = {}
    tasks = [_watch(board, number, sensors[number], pause_ms, running, row) for number in range(len(sensors))]
    await asyncio.gather(*tasks)


async def _stop(running: "list[Any]") -> None:
    for driver in running:
        try:
            stopping = driver.stop()
            if stopping is not None:
                await asyncio.wait_for(stopping, _READ_LIMIT_S)
        except Exception:  # noqa: BLE001 - a maker's own driver may raise anything, and the board is reset now
            pass


async def _watch(
    board: Esp32Board,
    number: int,
    config: "dict[str, Any]",
    pause_ms: int,
    running: "list[Any]",
    row: "dict[str, int]",
) -> None:
    """row: the newest of all sensors, for those that compensate."""
    kind = config["type"]
    try:
        driver = drivers.create(board, config)
    except Exception as error:  # noqa: BLE001 - a maker's own driver may raise anything
        _say(number, kind, {}, error)
        return
    running.append(driver)
    try:
        await asyncio.wait_for(driver.start(), _START_LIMIT_S)
    except Exception as error:  # noqa: BLE001 - the same; as in the sampler it is read all the same
        _say(number, kind, {}, error)
    while True:
        try:
            if hasattr(driver, "compensate"):
                driver.compensate(row)
            values: "dict[str, int]" = await asyncio.wait_for(driver.read(), _READ_LIMIT_S)
            row.update(values)
            _say(number, kind, values, getattr(driver, "problem", None))
        except Exception as error:  # noqa: BLE001 - the same
            _say(number, kind, {}, error)
        await board.sleep_ms(pause_ms)


def _say(number: int, kind: str, values: "dict[str, int]", error: "Exception | None") -> None:
    hint = "" if error is None else str(getattr(error, "hint", "")) or words_and_kind(error)
    print(json.dumps({"number": number, "sensor": kind, "values": values, "hint": hint}))
