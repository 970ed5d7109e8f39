"""A fleet lives without a network first, device by device, then connects together."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from stoep_simulators.fleet import Fleet, FleetError, Member
from stoep_simulators.neighbourhood import SPOTS, Neighbourhood, Spot
from stoep_testing.tcp_server import tcp_server
from support.answering_gateway import SECRET, AnsweringGateway
from support.spot_bundle import spot_bundle
from support.waiting import until

START_S = 206_000_000
HOURS_AWAY = 3
PLACE = Neighbourhood(seed=1, start_s=START_S, end_s=START_S + 86_400)
SOIL, PEOPLE = SPOTS[0], next(spot for spot in SPOTS if spot.profile == "people")


@pytest.fixture
async def port() -> AsyncIterator[int]:
    """Something that accepts connections and hangs up: enough to see a device try."""

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)

    async with tcp_server(hang_up) as found:
        yield found


def add(fleet: Fleet, spot: Spot, *, port: int, **changes: Any) -> Member:
    return fleet.add(spot_bundle(spot, port=port, **changes), tape=PLACE.tape(spot), seed=1)


async def until_live(running: "asyncio.Task[None]", *, fleet: Fleet) -> None:
    """Let the fleet run until all are live, then take its power away."""
    await until(lambda: fleet.live_count() == len(fleet.members) or running.done(), what="all are live")
    running.cancel()
    await asyncio.wait([running])
    await fleet.stop()


async def test_devices_gather_rows_while_away_and_then_connect(tmp_path: Path, port: int) -> None:
    fleet = Fleet(tmp_path, start_s=START_S)
    members = [add(fleet, spot, port=port) for spot in (SOIL, PEOPLE)]
    network = asyncio.Event()
    network.set()
    away_until_s = START_S + HOURS_AWAY * 3_600
    await until_live(asyncio.create_task(fleet.run(away_until_s=away_until_s, network=network)), fleet=fleet)
    assert fleet.share_away() == 1
    assert fleet.live_count() == 2
    for member in members:
        assert member.rows_taken() >= HOURS_AWAY * 60 - 1
    assert fleet.rows_taken() == sum(member.rows_taken() for member in members)


async def test_a_device_is_heard_once_the_gateway_has_rows_of_it_though_first_it_hung_up(tmp_path: Path) -> None:
    fleet = Fleet(tmp_path, start_s=START_S)
    async with AnsweringGateway(SOIL.name, time_s=START_S, hangs_up=2) as gateway:
        add(fleet, SOIL, port=gateway.port, secret=SECRET.hex())
        network = asyncio.Event()
        running = asyncio.create_task(fleet.run(away_until_s=START_S + 3_600, network=network))
        await until(lambda: fleet.share_away() == 1, what="the time away is over")
        assert fleet.unheard() == [SOIL.name]
        network.set()
        await until(lambda: not fleet.unheard() or running.done(), what="it is heard")
        assert gateway.conversations == 3
        assert gateway.gateway.rows
        running.cancel()
        await asyncio.wait([running])
        await fleet.stop()


async def test_a_device_that_only_connects_is_not_heard(tmp_path: Path, port: int) -> None:
    fleet = Fleet(tmp_path, start_s=START_S)
    add(fleet, SOIL, port=port)
    network = asyncio.Event()
    network.set()
    await until_live(asyncio.create_task(fleet.run(away_until_s=START_S + 3_600, network=network)), fleet=fleet)
    assert fleet.unheard() == [SOIL.name]


async def test_no_device_connects_before_there_is_a_network(tmp_path: Path, port: int) -> None:
    fleet = Fleet(tmp_path, start_s=START_S)
    add(fleet, SOIL, port=port)
    running = asyncio.create_task(fleet.run(away_until_s=START_S + 3_600, network=asyncio.Event()))
    await until(lambda: fleet.share_away() == 1, what="the time away is over")
    assert fleet.live_count() == 0
    running.cancel()
    await asyncio.wait([running])
    await fleet.stop()


async def test_a_device_that_would_not_try_in_time_is_named(tmp_path: Path, port: int) -> None:
    fleet = Fleet(tmp_path, start_s=START_S)
    add(fleet, SOIL, port=port, send_s=86_400)
    network = asyncio.Event()
    network.set()
    with pytest.raises(ExceptionGroup) as raised:
        await fleet.run(away_until_s=START_S + 6 * 3_600, network=network)
    await fleet.stop()
    assert "did not try to connect within 1800 s" in str(raised.value.exceptions[0])


async def test_a_device_that_cannot_run_is_named(tmp_path: Path, port: int) -> None:
    fleet = Fleet(tmp_path, start_s=START_S)
    add(fleet, SOIL, port=port, secret="short")
    with pytest.raises(ExceptionGroup) as raised:
        await fleet.run(away_until_s=START_S + 60, network=asyncio.Event())
    await fleet.stop()
    (error,) = raised.value.exceptions
    assert isinstance(error, FleetError)
    assert str(error).startswith(f"{SOIL.name}: the firmware stopped: SettingsError: ")
