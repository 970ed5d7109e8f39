"""A scenario's worlds: drawn by the seed or measured, with the faults that a device's surroundings can show."""

import io
from pathlib import Path

import pytest

from stoep_simulators.models.faults import NONE, STUCK
from stoep_simulators.scenarios.parse import ScenarioError, read_scenario
from stoep_simulators.scenarios.world import START_S, World
from stoep_simulators.tape import Tape

_MEASURED = "time,grass,air_humidity\n2020-06-01T06:00:00Z,11.2,88\n2020-06-01T12:00:00Z,18.9,61\n"
_TEXT = """\
seed = 7
days = 1
[[devices]]
kind = "soil"
count = 2
[[devices]]
kind = "soil"
name = "measured"
csv = "grass.csv"
columns = { soil_temperature = "grass" }
[[faults]]
kind = "wifi-away"
at = "1 h"
for = "1 h"
devices = ["soil-2"]
[[faults]]
kind = "stuck-sensor"
at = "2 h"
for = "1 h"
sensor = "ds18b20"
[[faults]]
kind = "clock-drift"
at = "8 h"
for = "2 h"
devices = ["soil-2"]
ppm = 1000
[[faults]]
kind = "clock-drift"
at = "4 h"
for = "2 h"
devices = ["soil-2"]
ppm = -500
"""


def tapes(folder: Path, *, text: str = _TEXT, measured: str = _MEASURED) -> dict[str, Tape]:
    (folder / "grass.csv").write_text(measured)
    (folder / "garden.toml").write_text(text)
    scenario = read_scenario(folder / "garden.toml")
    world = World(scenario)
    return {
        name: Tape(io.BytesIO(world.tape(name, group=group).to_bytes()))
        for group in scenario.groups
        for name in group.devices
    }


def at(tape: Tape, channel: str, hour: float, *, usual: int = -1) -> int:
    return tape.level(channel, usual).at_ms(round((START_S + hour * 3_600) * 1_000))


def test_wifi_goes_and_comes_back_for_whom_it_was_taken(tmp_path: Path) -> None:
    found = tapes(tmp_path)
    assert [at(found["soil-2"], "wifi", hour) for hour in (0, 0.99, 1, 1.99, 2, 5)] == [1, 1, 0, 0, 1, 1]
    assert at(found["soil-1"], "wifi", 1.5) == -1


def test_a_sensor_is_stuck_for_its_time(tmp_path: Path) -> None:
    tape = tapes(tmp_path)["measured-1"]
    assert [at(tape, "fault.ds18b20", hour) for hour in (1, 2.5, 3)] == [NONE, STUCK, NONE]


def test_what_a_drifting_crystal_counts_too_many_stays_after_it(tmp_path: Path) -> None:
    found = tapes(tmp_path)
    leads_ms = [at(found["soil-2"], "crystal_ms", hour) for hour in (0, 4, 5, 6, 8, 9, 10, 20)]
    assert leads_ms == [0, 0, -1_800, -3_600, -3_600, 0, 3_600, 3_600]
    assert "crystal_ms" not in found["soil-1"].names()


def test_measured_values_begin_with_the_scenario_and_what_is_not_measured_is_drawn(tmp_path: Path) -> None:
    tape = tapes(tmp_path)["measured-1"]
    assert [at(tape, "soil_temperature", hour) for hour in (0, 3, 6)] == [112, 150, 189]
    assert at(tape, "air_humidity", 6) == 610
    assert at(tape, "probe_mv", 3) > 0


def test_names_of_columns_may_stand_in_quotes(tmp_path: Path) -> None:
    first, _, rest = _MEASURED.partition("\n")
    quoted = ",".join(f'"{name}"' for name in first.split(",")) + "\n" + rest
    assert at(tapes(tmp_path, measured=quoted)["measured-1"], "soil_temperature", 3) == 150


def test_each_device_has_its_own_world_and_another_seed_gives_another(tmp_path: Path) -> None:
    found, other = tapes(tmp_path), tapes(tmp_path, text=_TEXT.replace("seed = 7", "seed = 8"))
    values = {at(each["soil-1"], "probe_mv", 6) for each in (found, other)} | {at(found["soil-2"], "probe_mv", 6)}
    assert len(values) == 3


@pytest.mark.parametrize(
    ("measured", "said"),
    [
        ("moment,grass\n1,2\n", r"grass\.csv: it has no column time"),
        ("time,lawn\n2020-06-01T06:00:00Z,2\n", r"grass\.csv: the CSV has no column 'grass'; it has: time, lawn"),
        ("time,grass\nyesterday,2\n", r"grass\.csv: line 2: 'yesterday' is no time"),
        ("time,grass\n", r"grass\.csv: it holds no rows"),
        (
            "time,grass\n2020-06-02T06:00:00Z,2\n2020-06-01T06:00:00Z,2\n",
            r"grass\.csv: line 3: 2020-06-01T06:00:00Z is before the time above it: sort the rows",
        ),
        ("time,grass\n2020-06-01T06:00:00Z,nan\n", r"line 2, column grass: 'nan' is nothing that a sensor can say"),
        ("time,grass\n2020-06-01T06:00:00Z,1e300\n", r"line 2, column grass: '1e300' is nothing that a sensor can say"),
        ("time,grass\n2020-06-01T06:00:00Z\n", r"grass\.csv: no column of the file is a quantity of soil; say which"),
    ],
)
def test_a_file_that_cannot_be_played_is_named(measured: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=said):
        tapes(tmp_path, measured=measured)


def test_a_count_below_0_is_named_by_its_line(tmp_path: Path) -> None:
    (tmp_path / "gate.csv").write_text("time,crowd\n2020-06-01T06:00:00Z,2\n2020-06-01T07:00:00Z,-2\n")
    path = tmp_path / "gate.toml"
    path.write_text('seed = 7\ndays = 1\n[[devices]]\nkind = "people"\ncsv = "gate.csv"\ncolumns = { in = "crowd" }\n')
    with pytest.raises(ScenarioError, match=r"gate\.csv: line 3, column crowd: '-2' is no count"):
        World(read_scenario(path))


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    assert tapes(tmp_path, measured="\ufeff" + _MEASURED).keys() == tapes(tmp_path).keys()
