"""A virtual board with three sensors, in a room of 21 °C."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from stoep_simulators.tape import TapeWriter
from stoep_simulators.virtual_board.host import VirtualBoard

SENSORS = (
    {"type": "scd41", "as": {"co2": "co2"}},
    {"type": "bme280"},
    {"type": "ds18b20", "pin": 4, "as": {"soil_temperature": 0}},
)


@pytest.fixture
def board(tmp_path: Path, compiled: Path) -> Iterator[VirtualBoard]:
    tape = tmp_path / "room.tape"
    room = TapeWriter()
    room.level("temperature", [(0, 210)])
    room.level("soil_temperature", [(0, 123)])
    room.write(str(tape))
    with VirtualBoard(tmp_path / "board", sensors=SENSORS, tape=tape, seed=7, import_path=compiled) as made:
        yield made
    assert not made.failure
