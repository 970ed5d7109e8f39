"""Simulated devices, a real gateway, this back-end and its endpoint, of whose answers one in five is lost."""

from city import City

from stoep_testing.claims import every_row_arrived_once, no_row_is_older_than, the_accounts_balance
from stoep_testing.devices import Devices
from stoep_testing.gateway import Gateway


def test_a_day_of_ten_devices_is_in_the_table_once(stoep_gateway: Gateway, stoep_fleet: Devices) -> None:
    with City(loses=5) as city:
        stoep_gateway.forward_to("city-table", url=city.url)
        stoep_fleet.add(10, sample="10 m", send="2 h")
        stoep_fleet.fault("wifi-away", at="6 h", lasts="8 h", devices=0.5)
        stoep_fleet.live(days=1, seed=1)
        every_row_arrived_once(stoep_fleet, at=city.rows())
        no_row_is_older_than(stoep_fleet, hours=13)
        the_accounts_balance(stoep_gateway)
