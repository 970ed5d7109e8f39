"""A device that is led says what became of it, on both interpreters."""

from pathlib import Path

import pytest

from stoep_simulators.fleet import FleetError
from stoep_simulators.neighbourhood import Neighbourhood
from stoep_simulators.scenarios.players import HostPlayer, Player, VmPlayer
from stoep_simulators.scenarios.records import START_S
from stoep_simulators.town import spot
from support.spot_bundle import spot_bundle

PLACE = Neighbourhood(seed=1, start_s=START_S, end_s=START_S + 86_400)
SPOT = spot("soil-1", kind="soil", seed="1")


async def test_a_device_that_cannot_run_is_named(tmp_path: Path) -> None:
    bundle, tape = spot_bundle(SPOT, port=1, secret="short"), PLACE.tape(SPOT)
    await stops(HostPlayer(bundle, tape=tape, home=tmp_path, seed=1), told="soil-1: the firmware stopped: SettingsEr")


@pytest.mark.needs("micropython")
async def test_so_is_one_on_the_vm(tmp_path: Path, compiled: Path) -> None:
    bundle, tape = spot_bundle(SPOT, port=1, secret="short"), PLACE.tape(SPOT)
    player = VmPlayer(bundle, tape=tape, home=tmp_path, seed=1, import_path=compiled)
    await stops(player, told="soil-1: the VM ended: SettingsError: ")


async def stops(player: Player, *, told: str) -> None:
    await player.power_on(START_S)
    with pytest.raises(FleetError, match=f"^{told}"):
        await player.step((START_S + 60) * 1_000)
    await player.power_off()


@pytest.mark.needs("micropython")
async def test_keys_and_passwords_of_a_device_are_its_owners_alone(tmp_path: Path, compiled: Path) -> None:
    bundle, tape = spot_bundle(SPOT, port=1), PLACE.tape(SPOT)
    on_vm = VmPlayer(bundle, tape=tape, home=tmp_path / "vm", seed=1, import_path=compiled)
    for player in (HostPlayer(bundle, tape=tape, home=tmp_path / "host", seed=1), on_vm):
        await player.power_on(START_S)
        await player.power_off()
        assert player.flash.parent.stat().st_mode & 0o077 == 0
    assert (tmp_path / "vm" / "plan.json").stat().st_mode & 0o077 == 0
