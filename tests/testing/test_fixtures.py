"""The plugin's fixtures, as a test of somebody else's uses them."""

import pytest

from stoep_testing.boards import Boards
from stoep_testing.claims import every_row_arrived_once, no_row_is_older_than, the_accounts_balance
from stoep_testing.devices import Devices
from stoep_testing.gateway import Gateway
from stoep_testing.stored import BrokenPromiseError
from support.mpremote import mpremote


def test_a_fleet_of_all_kinds_delivers_every_row_once(stoep_gateway: Gateway, stoep_fleet: Devices) -> None:
    stoep_gateway.forward_to("csv", name="open-data")
    stoep_fleet.add(4)
    stoep_fleet.live(days=0.5, seed=3)
    stoep_fleet.deliver()
    every_row_arrived_once(stoep_fleet)
    no_row_is_older_than(days=1, at=stoep_gateway.arrived())
    the_accounts_balance(stoep_gateway)
    with pytest.raises(BrokenPromiseError, match=r"1 of .* are missing: .*4 devices, 0\.5 days, seed=3"):
        every_row_arrived_once(stoep_fleet, at=stoep_gateway.arrived()[1:])
    with pytest.raises(BrokenPromiseError, match=r"rows are older than 0\.25 days"):
        no_row_is_older_than(days=0.25, at=stoep_gateway.arrived())


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


def test_a_fleet_is_asked_for_kinds_that_there_are(stoep_fleet: Devices) -> None:
    with pytest.raises(ValueError, match="soil, air, people, weather"):
        stoep_fleet.add(1, kinds=("noise",))
