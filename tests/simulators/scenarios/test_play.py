"""A scenario is played end to end: a gateway of its own, devices on both interpreters, faults, one outcome."""

import io
from pathlib import Path

import pytest

from stoep_simulators.commands.progress import Progress
from stoep_simulators.scenarios.outcome import Outcome
from stoep_simulators.scenarios.parse import read_scenario
from stoep_simulators.scenarios.play import Play
from stoep_simulators.scenarios.promises import verdicts

_TEXT = """\
seed = 7
days = 1
[[devices]]
kind = "soil"
count = 2
[[devices]]
kind = "weather"
[[faults]]
kind = "wifi-away"
at = "2 h"
for = "20 h"
devices = ["soil-1"]
[[faults]]
kind = "power-cut"
at = "5 h 3 m"
for = "40 m"
devices = ["soil-2"]
[[faults]]
kind = "clock-off"
at = "6 h"
for = "1 h"
by = "12 h"
[[faults]]
kind = "power-cut"
at = "19 h"
for = "10 m"
mid_conversation = true
devices = ["soil-2"]
[[faults]]
kind = "clock-drift"
at = "9 h"
for = "9 h"
ppm = 20000
devices = ["soil-2"]
[[faults]]
kind = "gateway-away"
at = "23 h"
for = "30 m"
[[faults]]
kind = "update-half-way"
at = "8 h"
for = "10 m"
devices = ["weather"]
[[faults]]
kind = "attacker"
at = "3 h"
for = "20 h"
"""


async def played(folder: Path, *, on_vm: bool) -> Outcome:
    folder.mkdir()
    (folder / "street.toml").write_text(_TEXT)
    scenario = read_scenario(folder / "street.toml", on_vm=on_vm)
    play = Play(scenario, folder=folder, progress=Progress(io.StringIO(), redraws=False))
    await play.run()
    assert play.outcome is not None
    return play.outcome


@pytest.mark.needs("micropython")
async def test_on_both_interpreters_a_day_of_faults_is_the_same_day_and_keeps_its_promises(tmp_path: Path) -> None:
    here, there = await played(tmp_path / "here", on_vm=False), await played(tmp_path / "there", on_vm=True)
    for outcome in (here, there):
        assert not [verdict for verdict in verdicts(outcome) if verdict.broken]
        assert outcome.accounts["balanced"]
        assert outcome.injected > 50
        assert outcome.updates == (("weather-1", "running"),)
    assert here.rows_sha256 == there.rows_sha256
    away, cut, whole = here.devices
    assert (away.taken_s, away.met_s) == (there.devices[0].taken_s, there.devices[0].met_s)
    assert not [met_s for met_s in away.met_s if 7_200 <= met_s < 79_200]
    assert away.oldest_s >= 70_000
    assert not [taken_s for taken_s in cut.taken_s if 18_180 <= taken_s < 20_580]
    assert next(met_s for met_s in cut.met_s if met_s > 68_400) > 69_000  # the first one after 19 h was cut off
    assert 3_700 < whole.oldest_s <= 5_400  # the gateway was away
