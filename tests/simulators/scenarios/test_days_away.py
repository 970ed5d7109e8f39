"""Days without Wi-Fi: all kinds in the town's mix; what a ring holds arrives once, both sides count the rest."""

import io
from collections import Counter
from pathlib import Path

from stoep_firmware.outbox import capacity_rows
from stoep_firmware.state import State
from stoep_simulators.commands.progress import Progress
from stoep_simulators.scenarios.days_away import days_away
from stoep_simulators.scenarios.play import Play
from stoep_simulators.scenarios.promises import verdicts

DAYS = 5  # a ring holds three
SAMPLE_S = 600  # of soil


def test_all_are_away_for_all_days() -> None:
    scenario = days_away(devices=20, days=2, seed=7, on_vm=True)
    assert {group.name: group.count for group in scenario.groups} == {"soil": 8, "air": 4, "people": 5, "weather": 3}
    assert all(group.on_vm for group in scenario.groups)
    (away,) = scenario.faults
    assert (away.kind, away.at_s, away.end_s) == ("wifi-away", 0, scenario.end_s)
    assert away.devices == set(scenario.devices)


def test_a_larger_fleet_has_a_smaller_ones_devices() -> None:
    few, many = (Counter(days_away(devices=count, days=1, seed=7, on_vm=False).devices) for count in (7, 50))
    assert few < many


async def test_after_days_away_device_and_gateway_count_alike_what_the_ring_did_not_hold(tmp_path: Path) -> None:
    scenario = days_away(devices=1, days=DAYS, seed=7, on_vm=False)
    play = Play(scenario, folder=tmp_path, progress=Progress(io.StringIO(), redraws=False))
    await play.run()
    assert play.outcome is not None
    assert not [verdict for verdict in verdicts(play.outcome) if verdict.broken]
    (life,) = play.outcome.accounts["lives"]
    rows = play.logs["soil-1"]
    assert len(rows) >= DAYS * 86_400 // SAMPLE_S
    assert life["kept"] + life["dropped"] == len(rows)
    assert life["dropped"] == State(str(tmp_path / "devices/soil-1/flash/outbox/state")).dropped
    assert life["kept"] >= capacity_rows(SAMPLE_S)
