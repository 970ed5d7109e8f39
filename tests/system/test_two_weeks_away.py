"""Two weeks without a network at the usual rates: what the ring holds arrives once, both sides count the rest."""

import io
from pathlib import Path

import pytest

from stoep_firmware.outbox import capacity_rows
from stoep_firmware.state import State
from stoep_simulators.commands.progress import Progress
from stoep_simulators.commands.simulate_run import Simulation, SimulationSettings
from stoep_simulators.row_log import read_rows

DAYS = 14
SAMPLE_S = 600  # of soil


@pytest.fixture
def progress() -> Progress:
    return Progress(io.StringIO(), redraws=False, columns=80)


async def test_what_the_ring_holds_arrives_once_and_device_and_gateway_count_the_rest_alike(
    tmp_path: Path, progress: Progress
) -> None:
    settings = SimulationSettings(devices=1, days=DAYS, seed=7, on_vm=False)
    simulation = Simulation(settings, folder=tmp_path, progress=progress)
    try:
        await simulation.run()
    finally:
        await simulation.close()
    assert simulation.report is not None
    assert simulation.report.is_fine
    (life,) = simulation.report.accounts["lives"]
    device = tmp_path / "devices" / life["device"]
    rows = read_rows(device.with_name(f"{life['device']}.rows.jsonl"))
    assert len(rows) >= DAYS * 86_400 // SAMPLE_S
    assert life["kept"] + life["dropped"] == len(rows)
    assert life["dropped"] == State(str(device / "outbox" / "state")).dropped
    assert life["kept"] >= capacity_rows(SAMPLE_S)
