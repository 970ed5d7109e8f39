"""The assembled firmware against a real NATS server: sample, keep, send, be answered, sleep."""

import pytest

from stoep_firmware import last_trouble
from stoep_firmware.mqtt import MqttClient
from stoep_firmware.settings import Broker
from stoep_protocol.names import down_topic
from support.bare_broker import USERS, BareBroker
from support.neighbour import DEVICE, Neighbour


@pytest.fixture
async def broker(tmp_path):
    async with BareBroker(tmp_path) as running:
        yield running


@pytest.fixture
async def neighbour(tmp_path, broker):
    folder = tmp_path / "flash"
    folder.mkdir()
    return Neighbour(folder, broker)


@pytest.fixture
async def served(neighbour):
    async with neighbour.served():
        yield neighbour


async def test_the_first_wake_brings_a_reading_to_the_gateway(served):
    served.gateway.time_s = 200_000_000
    await served.live(1)
    assert served.gateway.rows == {(served.gateway.life, 1): (200_000_000, 1, (1500, None, None, None, None))}
    assert served.lines[-2:] == [
        "row 1 kept: probe_mv 1500, soil_temperature -, deep_soil_temperature -, air_temperature -, air_humidity -",
        "the gateway told the time",
    ]


async def test_rows_wait_for_every_nth_wake_and_lie_on_whole_multiples(served):
    served.gateway.time_s = 200_000_123
    await served.live(1)
    served.gateway.time_s = None
    await served.live(4)
    assert served.board.joins == 2
    assert [row[1] % 600 for row in served.rows[1:]] == [0] * 4
    assert served.gateway.taken == 5


async def test_rows_taken_without_a_network_arrive_when_it_is_back(served):
    served.gateway.time_s = 200_000_000
    await served.live(1)
    served.board.is_online = False
    await served.live(40)
    assert served.gateway.taken == 1
    assert served.board.joins < 15, "a network that is away is asked ever more seldom"
    assert last_trouble.read(served.board.data_dir).startswith("Wi-Fi")
    served.board.is_online = True
    await served.live(12)
    assert served.gateway.taken >= 41
    assert last_trouble.read(served.board.data_dir) == ""


async def test_a_row_taken_before_the_time_is_known_is_dated_when_it_comes(served):
    await served.live(7)
    assert served.gateway.taken == 0
    for _ in range(3):
        served.gateway.time_s = 200_000_000 + served.board.uptime_s()
        await served.live(1)
    assert [content[0] - 200_000_000 for content in served.gateway.rows.values()] == [
        row[1] if not row[2] else row[1] - 200_000_000 for row in served.rows
    ][: served.gateway.taken]
    assert served.gateway.taken >= 7


async def test_a_configuration_is_applied_reported_and_survives_power_loss(served):
    served.gateway.configuration = (3, {1: 300, 2: 900})
    await served.live(1)
    assert served.gateway.versions == {1: 3}
    assert served.gateway.hellos[-1].sample_s == 300
    served.board.lose_power()
    await served.live(1)
    assert served.gateway.hellos[-1].send_s == 900


async def test_a_restart_command_is_carried_out_once(served):
    served.gateway.command = (7, 1)
    await served.live(1)
    assert served.board.cause == 2
    await served.live(1)
    assert served.board.cause == 4
    assert served.gateway.versions == {2: 7}


async def test_a_wrong_password_is_one_clear_line_and_costs_no_row(neighbour):
    wrong = {"host": "127.0.0.1", "port": neighbour._broker.port, "user": DEVICE, "password": "no", "ca_pem": None}
    neighbour.write_bundle(broker=wrong)
    await neighbour.live(1)
    where = f"broker 127.0.0.1:{neighbour._broker.port}"
    assert neighbour.lines[-1] == where + ": wrong user name or password: enrol the device again"
    neighbour.write_bundle()
    neighbour.gateway.time_s = 200_000_000
    async with neighbour.served():
        await neighbour.live(3)
    assert neighbour.gateway.taken >= 2


async def test_a_broker_that_is_away_is_one_line_with_its_address(neighbour, broker):
    await broker.kill()
    await neighbour.live(1)
    assert neighbour.lines[-1].startswith(f"broker 127.0.0.1:{broker.port}: cannot connect (")


async def test_a_killed_broker_loses_nothing(neighbour, broker):
    neighbour.gateway.time_s = 200_000_000
    async with neighbour.served():
        await neighbour.live(1)
        await broker.kill()
    await neighbour.live(4)
    await broker.start()
    async with neighbour.served():
        await neighbour.live(12)
    assert neighbour.gateway.taken >= 12


async def test_a_device_that_comes_back_at_once_is_not_taken_for_a_second_one(neighbour, broker):
    account = Broker("127.0.0.1", broker.port, DEVICE, USERS[DEVICE], None)
    for _ in range(60):  # NATS jails a client id for a second while it still holds the last connection
        client = MqttClient(neighbour.board, broker=account)
        await client.open(client_id=DEVICE, topic=down_topic(DEVICE))
        await client.publish("stoep/1/desk-1/up", b"frame")
        await client.close()
