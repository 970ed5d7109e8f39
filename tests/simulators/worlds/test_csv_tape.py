"""A CSV of real measurements plays on a device's sensors."""

import io
from pathlib import Path

import pytest

from stoep_protocol.profiles import by_name
from stoep_simulators.node import Node
from stoep_simulators.row_log import read_rows
from stoep_simulators.tape import NEVER, Tape, TapeWriter
from stoep_simulators.worlds.csv_tape import csv_tape
from stoep_simulators.worlds.csv_world import Measurements, TimeColumn, read_csv

START_S = 206_000_000
WEATHER = Measurements(
    times_s=(START_S, START_S + 3_600),
    columns={"t_air": (10.0, 20.0), "humidity": (50.0, 50.0), "pressure": (1000.0, 1010.0), "wind": (3.0, 4.0)},
)


def play(tape: TapeWriter) -> Tape:
    return Tape(io.BytesIO(tape.to_bytes()))


def test_columns_become_channels_of_the_profiles_quantities() -> None:
    tape = play(csv_tape(WEATHER, profile=by_name("weather"), columns={"temperature": "t_air"}, seed="1"))
    assert tape.names() == ["humidity", "pressure", "temperature"]
    assert tape.level("temperature").at_ms((START_S + 1_800) * 1_000) == 150


def test_hourly_counts_become_people_on_their_way_in() -> None:
    lines = ["time,in", "2026-07-01T12:00:00Z,3", "2026-07-01T13:00:00Z,2"]
    tape = play(csv_tape(read_csv(lines, clock=TimeColumn(), names=["in"]), profile=by_name("people"), seed="1"))
    assert tape.names() == ["in"]
    events = tape.events("in")
    passes = 0
    while events.next_ms < NEVER:
        passes += 1
        events.pop()
    assert passes == 5


def test_a_file_without_a_fitting_column_is_refused() -> None:
    with pytest.raises(ValueError, match="no column of the file is a quantity of soil"):
        csv_tape(WEATHER, profile=by_name("soil"), seed="1")


async def test_a_device_measures_what_the_file_says(tmp_path: Path) -> None:
    tape = play(csv_tape(WEATHER, profile=by_name("weather"), columns={"temperature": "t_air"}, seed="1"))
    bundle = {
        "format": 1, "device": "weer-1", "secret": "11" * 32, "generation": 1, "profile": "weather", "sample_s": 600,
        "broker": {"host": "127.0.0.1", "port": 1, "user": "weer-1", "password": "secret", "ca_pem": None},
        "send_s": 3_600, "sensors": [{"type": "bme280"}], "wifi": [],
    }  # fmt: skip
    row_log = tmp_path / "rows.jsonl"
    node = Node(bundle, tape=tape, data_dir=str(tmp_path), start_s=START_S, row_log=str(row_log))
    await node.run_offline(START_S + 3_600)
    await node.stop()
    rows = read_rows(row_log)
    assert len(rows) >= 5
    for row in rows:
        _, temperature, humidity, pressure = row.values
        assert temperature is not None
        assert abs(temperature - (100 + 100 * (row.at_s - START_S) / 3_600)) <= 2  # the chip's own steps
        assert abs((humidity or 0) - 500) <= 5
        assert abs((pressure or 0) - (10_000 + 100 * (row.at_s - START_S) / 3_600)) <= 3
