"""The harness can fail: gateways that draw, keep and give out in a wrong order are found by the same kills."""

from pathlib import Path

import pytest

from redteam.kills import fork_often
from redteam.release_mutants import MUTANTS
from redteam.whole_gateway import whole_gateway
from support.fault_disk.preload import build

pytestmark = pytest.mark.needs("gcc")

KILLS = 20  # one at each point, and the others at disk calls
DOUBLE = {"given before its ledger row", "value kept before its ledger row"}


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("disk"))


def test_a_gateway_that_is_killed_anywhere_gives_each_window_one_value(disk: Path) -> None:
    found = fork_often(kills=KILLS, disk=disk)
    assert (found["doubled"], found["findings"]) == (0, [])
    assert sum(found["kills"].values()) == KILLS


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_wrong_order_of_draw_and_commit_is_found(mutant: str, disk: Path) -> None:
    found = fork_often(kills=KILLS, disk=disk, mutant=mutant)
    assert found["findings"]
    assert (found["doubled"] > 0) == (mutant in DOUBLE)


async def test_a_whole_gateway_that_keeps_values_and_ledger_in_two_transactions_is_found(
    tmp_path: Path, disk: Path
) -> None:
    mutant = "floor-outside-the-transaction"
    async with whole_gateway(tmp_path / "site", broker="nats", disk=disk, mutant=mutant) as made:
        await made.die("in-commit")
        await made.calm()
    assert made.given.doubled
