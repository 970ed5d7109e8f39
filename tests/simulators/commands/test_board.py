"""`stoep board` as a maker without a board uses it."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from stoep_firmware import drivers
from stoep_maker.usual_sensors import OTHERS, SENSORS
from stoep_protocol.profiles import by_name
from support.gateway import STOEP
from support.mpremote import mpremote
from support.sensor_bench import SensorBench
from support.terminal import AtProgram, Terminal
from support.waiting import LIMIT_S


@pytest.mark.needs("micropython")
def test_it_prints_a_port_that_mpremote_can_use_and_ends_when_told(tmp_path: Path) -> None:
    command = [str(STOEP), "board", "--sensor", "scd41", "--sensor", "sps30", "--folder", str(tmp_path / "board")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        first, second = process.stdout.readline(), process.stdout.readline()
        port = second.split()[-1]
        assert first.startswith(f"a virtual board with scd41, sps30 at {port}")
        assert "[98, 105]" in mpremote(port, "exec", "import machine; print(machine.I2C(0).scan())")
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=LIMIT_S) == 0
    assert (tmp_path / "board" / "flash.img").exists()


@pytest.mark.needs("micropython")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_told_to_end_as_soon_as_it_has_said_its_port_it_leaves_nothing_behind(
    number: signal.Signals, tmp_path: Path
) -> None:
    command = [str(STOEP), "board", "--sensor", "scd41"]
    environment = os.environ | {"TMPDIR": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout
        process.stdout.readline()
        process.send_signal(number)
        assert process.wait(timeout=LIMIT_S) == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.needs("micropython")
def test_enter_is_its_reset_button() -> None:
    with AtProgram(STOEP, "board", "--sensor", "scd41") as person:
        port = person.until("\n").split(" at ")[1].split(";")[0]
        person.until("Enter here is its reset button")
        mpremote(port, "exec", "with open('main.py', 'w') as file: file.write('print(8 * 8)')")
        with Terminal(port) as board:
            person.type("\n")
            board.until("64")
        person.type("\x03")
        assert person.ended() == 0


def test_sensors_of_no_node_are_refused_with_what_there_is() -> None:
    command = [str(STOEP), "board", "--sensor", "scd41", "--sensor", "bucket"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_S, check=False)
    assert run.returncode == 2
    assert "no kind of node has all of bucket, scd41" in run.stdout + run.stderr


def test_every_sensor_of_the_firmware_may_hang_on_some_board_and_fills_columns_of_its_profile() -> None:
    kinds = set()
    for profile in SENSORS:
        columns = {column.quantity for column in by_name(profile).columns}
        for sensor in (*SENSORS[profile], *OTHERS.get(profile, ())):
            kinds.add(sensor["type"])
            filled = sensor.get("as", dict.fromkeys(SensorBench().driver(sensor).COLUMNS))
            assert set(filled) <= columns, sensor["type"]
    assert kinds == set(drivers.TYPES) - {"pir"}  # no built-in profile has what it says
