"""A fleet on the VM does what a fleet on CPython does."""

import asyncio
from pathlib import Path

import pytest

from stoep_simulators.fleet import Fleet, FleetError
from stoep_simulators.neighbourhood import Neighbourhood
from stoep_simulators.town import town
from stoep_simulators.vm.vm_fleet import VmFleet
from stoep_testing.tcp_server import tcp_server
from support.spot_bundle import spot_bundle

pytestmark = pytest.mark.needs("micropython")
START_S = 206_000_000
UNTIL_S = START_S + 3 * 3_600
SPOTS = town(3, seed=1)
PLACE = Neighbourhood(seed=1, start_s=START_S, end_s=START_S + 86_400)


async def test_both_fleets_take_the_same_rows_and_then_connect_once(tmp_path: Path, compiled: Path) -> None:
    logs = []
    connections: list[int] = []

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(len(logs))
        await reader.read(1)

    async with tcp_server(hang_up) as port:
        for fleet in (
            Fleet(tmp_path / "here", start_s=START_S),
            VmFleet(tmp_path / "there", start_s=START_S, import_path=compiled, at_once=2),
        ):
            for spot in SPOTS:
                fleet.add(spot_bundle(spot, port=port), tape=PLACE.tape(spot), seed=1)
            await fleet.run_away(UNTIL_S)
            assert fleet.share_away() == 1
            log = {name: path.read_bytes() for name, path in fleet.row_logs().items()}
            assert fleet.rows_taken() == sum(rows.count(b"\n") for rows in log.values()) > 0
            await fleet.deliver()
            await fleet.stop()
            logs.append(log)
    assert logs[0] == logs[1]
    assert connections == [0] * len(SPOTS) + [1] * len(SPOTS)


async def test_a_device_that_cannot_run_is_named(tmp_path: Path, compiled: Path) -> None:
    fleet = VmFleet(tmp_path, start_s=START_S, import_path=compiled, at_once=1)
    fleet.add(spot_bundle(SPOTS[0], port=1, secret="short"), tape=PLACE.tape(SPOTS[0]), seed=1)
    with pytest.raises(ExceptionGroup) as raised:
        await fleet.run_away(UNTIL_S)
    await fleet.stop()
    (error,) = raised.value.exceptions
    assert isinstance(error, FleetError)
    assert str(error).startswith(f"{SPOTS[0].name}: the VM ended: SettingsError: ")


async def test_a_device_that_would_not_try_in_time_is_named(tmp_path: Path, compiled: Path) -> None:
    fleet = VmFleet(tmp_path, start_s=START_S, import_path=compiled, at_once=1)
    fleet.add(spot_bundle(SPOTS[0], port=1, send_s=86_400), tape=PLACE.tape(SPOTS[0]), seed=1)
    await fleet.run_away(START_S + 6 * 3_600)
    with pytest.raises(ExceptionGroup) as raised:
        await fleet.deliver()
    await fleet.stop()
    assert str(raised.value.exceptions[0]).endswith("RuntimeError: the device did not try to connect in time")
