"""Devices on the MicroPython VM and virtual boards, where only the wheel is installed. Run by test_guide.py."""

from stoep_testing.claims import every_row_arrived_once, the_accounts_balance


def test_a_garden_on_the_vm_beside_an_air_meter_on_cpython(stoep_gateway, stoep_fleet):
    stoep_fleet.add(1, kinds=("soil",), on_vm=True, sample="1 h", send="2 h")
    stoep_fleet.add(1, kinds=("air",), sample="1 h")
    stoep_fleet.fault("power-cut", at="8 h 50 m", lasts="1 h 20 m", devices=["soil-vm"])
    stoep_fleet.live(days=1, seed=5)
    assert len(stoep_fleet.kept()) == 2
    every_row_arrived_once(stoep_fleet)
    the_accounts_balance(stoep_gateway)


def test_a_board_is_at_its_port(stoep_board):
    assert stoep_board("scd41").port.startswith("/dev/")
