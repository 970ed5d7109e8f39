"""The plugin's fixtures, as a test of somebody else's uses them."""

from pathlib import Path

import pytest

from stoep_simulators.scenarios.table import ScenarioError
from stoep_testing.boards import Boards
from stoep_testing.claims import (
    every_promise_holds,
    every_row_arrived_once,
    no_row_is_older_than,
    the_accounts_balance,
)
from stoep_testing.devices import Devices
from stoep_testing.gateway import Gateway
from stoep_testing.stored import BrokenPromiseError
from support.mpremote import mpremote


def test_through_faults_of_all_kinds_every_row_arrives_once(stoep_gateway: Gateway, stoep_fleet: Devices) -> None:
    stoep_gateway.forward_to("csv", name="open-data")
    stoep_fleet.add(4, send="2 h")
    stoep_fleet.add(1, kinds=("soil",), name="cut", send="2 h")
    stoep_fleet.fault("wifi-away", at="2 h", lasts="7 h", devices=["soil"])
    stoep_fleet.fault("power-cut", at="9 h 5 m", lasts="20 m", devices=["cut", "people"])
    stoep_fleet.fault("clock-off", at="12 h", lasts="2 h", by="-3 h")
    stoep_fleet.fault("gateway-away", at="18 h", lasts="1 h")
    stoep_fleet.live(days=1, seed=3)
    every_row_arrived_once(stoep_fleet)
    every_promise_holds(stoep_fleet)
    no_row_is_older_than(stoep_fleet, hours=13)
    the_accounts_balance(stoep_gateway)
    again = r"\(5 devices, 4 faults, 1 d; the same again: stoep_fleet\.live\(days=1, seed=3\)\)"
    with pytest.raises(BrokenPromiseError, match=rf"1 of .* are missing: .*{again}"):
        every_row_arrived_once(stoep_fleet, at=stoep_gateway.arrived()[1:])
    with pytest.raises(BrokenPromiseError, match=rf"^rows were older than 6 h on delivery: soil-1 \(1\d h .*{again}"):
        no_row_is_older_than(stoep_fleet, hours=6)


def test_a_scenario_file_is_played_against_the_gateway(
    stoep_gateway: Gateway, stoep_fleet: Devices, tmp_path: Path
) -> None:
    city = tmp_path / "city.toml"
    city.write_text('seed = 3\ndays = 1\n[[devices]]\nkind = "soil"\n[promises]\nrow_age = "10 m"\n')
    stoep_gateway.start()
    stoep_fleet.play(city)
    every_row_arrived_once(stoep_fleet, at=stoep_gateway.arrived())
    with pytest.raises(BrokenPromiseError, match=r"^not so: no row was older than 10 m: .*city\.toml\", seed=3\)\)$"):
        every_promise_holds(stoep_fleet)
    with pytest.raises(RuntimeError, match="lives once"):
        stoep_fleet.play(city)


def test_back_ends_are_named_before_the_gateway_starts_and_must_be_installed(stoep_gateway: Gateway) -> None:
    with pytest.raises(ValueError, match=r"no back-end type nonesuch here \(archive, csv, .*installed"):
        stoep_gateway.forward_to("nonesuch", url="http://127.0.0.1/")
    stoep_gateway.forward_to("csv", keep_days=9)
    stoep_gateway.start()
    stoep_gateway.start()
    with pytest.raises(RuntimeError, match="call it before"):
        stoep_gateway.forward_to("csv")
    the_accounts_balance(stoep_gateway)


@pytest.mark.needs("micropython")
def test_boards_have_the_sensors_that_were_asked_for(stoep_board: Boards) -> None:
    board, other = stoep_board("scd41", "sps30"), stoep_board("ds18b20")
    assert "[98, 105]" in mpremote(board.port, "exec", "import machine; print(machine.I2C(0).scan())")
    assert other.port != board.port
    with pytest.raises(ValueError, match="no kind of node has all of bucket, scd41"):
        stoep_board("scd41", "bucket")


def test_what_cannot_be_is_said_at_once(stoep_gateway: Gateway, stoep_fleet: Devices, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=r"call stoep_fleet\.live first"):
        the_accounts_balance(stoep_gateway)
    with pytest.raises(ValueError, match="soil, air, people, weather"):
        stoep_fleet.add(1, kinds=("noise",))
    with pytest.raises(RuntimeError, match=r"call stoep_fleet\.live first"):
        every_promise_holds(stoep_fleet)
    stoep_fleet.add(1, name="roof", kinds=("weather",))
    stoep_fleet.fault("wifi-away", at="soon", lasts="1 h")
    with pytest.raises(ScenarioError, match=r'scenario\.toml:12: at: must be a duration such as "90 m"'):
        stoep_fleet.live(days=1)
    with pytest.raises(RuntimeError, match="has its own devices and faults"):
        stoep_fleet.play(tmp_path / "city.toml")
