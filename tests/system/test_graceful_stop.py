"""SIGTERM in the middle of everything: what was accepted is committed, nobody has to be killed, exit code 0."""

import os
import signal
from pathlib import Path

from support.busy_gateway import ROWS, busy_gateway
from support.gateway import Gateway
from support.stage import fill, small_disk

HANGING = Path(__file__).parents[1] / "support" / "hanging"
KILLED = "did not end within"  # what the supervisor says when its patience of 3.5 s for a part, 1 s for the broker ends


def kept(gateway: Gateway) -> int:
    accounts = gateway.accounts()
    assert accounts["balanced"]
    return int(accounts["lives"][0]["kept"])


async def test_in_the_middle_of_everything_what_was_accepted_is_committed_and_all_end_by_themselves(
    tmp_path: Path,
) -> None:
    async with busy_gateway(tmp_path) as gateway:
        assert kept(gateway) == ROWS // 2
        assert gateway.stop() == 0
    assert KILLED not in gateway.log.read_text()
    assert kept(gateway) == ROWS


async def test_a_full_disk_keeps_nobody_from_stopping(tmp_path: Path) -> None:
    state = tmp_path / "gateway" / "state"
    state.mkdir(parents=True)
    with small_disk(state):
        async with busy_gateway(tmp_path / "gateway") as gateway:
            fill(state / "filler")
            assert gateway.stop() == 0
        assert KILLED not in gateway.log.read_text()
        (state / "filler").unlink()
        assert kept(gateway) in (ROWS // 2, ROWS)  # the reserve may have had room for the last commit


async def test_a_disk_that_never_answers_costs_the_gateway_its_life_and_the_stop_nothing(tmp_path: Path) -> None:
    async with busy_gateway(tmp_path, environment={"PYTHONPATH": str(HANGING)}) as gateway:
        os.kill(gateway.pids()["gateway"], signal.SIGUSR2)
        assert gateway.stop() == 0
    assert f"gateway {KILLED}" in gateway.log.read_text()
    assert f"web {KILLED}" not in gateway.log.read_text()
    assert kept(gateway) == ROWS // 2
