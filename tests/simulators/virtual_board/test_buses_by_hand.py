"""What hal.py does to pins: it frees a hanging I2C bus and turns an RS-485 transceiver round."""

from pathlib import Path

import pytest

from stoep_simulators.models import faults
from stoep_simulators.tape import TapeWriter
from stoep_simulators.virtual_board.host import VirtualBoard
from support.mpremote import mpremote

pytestmark = pytest.mark.needs("micropython")

READ = """
import asyncio
from stoep_firmware import drivers
from stoep_firmware.hal import Esp32Board
board = Esp32Board({{}})
for config in {}:
    try:
        print(asyncio.run(drivers.create(board, config).read()))
    except drivers.SensorError as error:
        print(error)
"""
PROBE = {"type": "soil_rs485", "model": "sen0601", "de": 18}
AIR = {"type": "bme280"}


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (faults.HELD, "'temperature': 210"),
        (faults.STUCK, "bme280: the I2C bus hangs"),
    ],
)
def test_a_bus_that_a_chip_holds_is_freed_and_one_that_touches_ground_is_told(
    fault: int, said: str, tmp_path: Path, compiled: Path
) -> None:
    tape = TapeWriter()
    tape.level("temperature", [(0, 210)])
    tape.level("water_content", [(0, 333)])
    tape.level("fault.i2c", [(0, fault)])
    tape.write(str(tmp_path / "garden.tape"))
    with VirtualBoard(
        tmp_path / "board", sensors=(PROBE, AIR), tape=tmp_path / "garden.tape", import_path=compiled
    ) as board:
        first, second = mpremote(board.port, "mount", compiled, "exec", READ.format([PROBE, AIR])).splitlines()[-2:]
    assert "'water_content': 333" in first
    assert said in second
