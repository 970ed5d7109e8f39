"""A fleet on the VM does what a fleet on CPython does."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from stoep_simulators.fleet import Fleet, FleetError
from stoep_simulators.neighbourhood import SENSORS, Neighbourhood, Spot
from stoep_simulators.town import town
from stoep_simulators.vm.vm_fleet import VmFleet
from support.tcp_server import tcp_server

pytestmark = pytest.mark.needs("micropython")
START_S = 206_000_000
UNTIL_S = START_S + 3 * 3_600
SPOTS = town(3, seed=1)
PLACE = Neighbourhood(seed=1, start_s=START_S, end_s=START_S + 86_400)


@pytest.fixture
async def port() -> AsyncIterator[int]:
    """Something that accepts connections and hangs up: enough to see a device try."""

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)

    async with tcp_server(hang_up) as found:
        yield found


def bundle(spot: Spot, *, port: int, **changes: Any) -> dict[str, Any]:
    whole = {
        "format": 1,
        "device": spot.name,
        "secret": "11" * 32,
        "generation": 1,
        "broker": {"host": "127.0.0.1", "port": port, "user": spot.name, "password": "secret", "ca_pem": None},
        "profile": spot.profile,
        "sample_s": 60,
        "send_s": 600,
        "sensors": list(SENSORS[spot.profile]),
        "wifi": [["street", ""]],
    }
    return {**whole, **changes}


async def test_both_fleets_take_the_same_rows_and_then_connect(tmp_path: Path, compiled: Path, port: int) -> None:
    logs = []
    for fleet in (
        Fleet(tmp_path / "here", start_s=START_S),
        VmFleet(tmp_path / "there", start_s=START_S, import_path=compiled, at_once=2),
    ):
        for spot in SPOTS:
            fleet.add(bundle(spot, port=port), tape=PLACE.tape(spot), seed=1)
        await fleet.run_away(UNTIL_S)
        assert fleet.share_away() == 1
        assert fleet.live_count() == 0
        logs.append({name: path.read_bytes() for name, path in fleet.row_logs().items()})
        assert fleet.rows_taken() == sum(log.count(b"\n") for log in logs[-1].values()) > 0
        running = asyncio.create_task(fleet.run_connected())
        async with asyncio.timeout(30):
            while fleet.live_count() < len(SPOTS):
                assert not running.done()
                await asyncio.sleep(0.01)
        running.cancel()
        await asyncio.wait([running])
        await fleet.stop()
    assert logs[0] == logs[1]


async def test_a_device_that_cannot_run_is_named(tmp_path: Path, compiled: Path, port: int) -> None:
    fleet = VmFleet(tmp_path, start_s=START_S, import_path=compiled, at_once=1)
    fleet.add(bundle(SPOTS[0], port=port, secret="short"), tape=PLACE.tape(SPOTS[0]), seed=1)
    with pytest.raises(ExceptionGroup) as raised:
        await fleet.run_away(UNTIL_S)
    await fleet.stop()
    (error,) = raised.value.exceptions
    assert isinstance(error, FleetError)
    assert str(error).startswith(f"{SPOTS[0].name}: the VM ended: SettingsError: ")


async def test_a_device_that_dies_while_it_is_connected_is_named(tmp_path: Path, compiled: Path, port: int) -> None:
    fleet = VmFleet(tmp_path, start_s=START_S, import_path=compiled, at_once=1)
    fleet.add(bundle(SPOTS[0], port=port), tape=PLACE.tape(SPOTS[0]), seed=1)
    await fleet.run_away(START_S + 600)
    running = asyncio.create_task(fleet.run_connected())
    async with asyncio.timeout(30):
        while not fleet.live_count():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    await fleet.stop()
    await asyncio.wait([running])
    assert isinstance(running.exception(), ExceptionGroup)
