"""Devices on the MicroPython VM and virtual boards, where only the wheel is installed. Run by test_guide.py."""

from stoep_testing.claims import every_row_arrived_once, the_accounts_balance


def test_two_gardens_on_the_vm_beside_an_air_meter_on_cpython(stoep_gateway, stoep_fleet):
    stoep_fleet.add(2, kinds=("soil",), on_vm=True)
    stoep_fleet.add(1, kinds=("air",))
    stoep_fleet.live(days=0.25, seed=5)
    stoep_fleet.deliver()
    assert len(stoep_fleet.kept()) == 3
    every_row_arrived_once(stoep_fleet)
    the_accounts_balance(stoep_gateway)


def test_a_board_is_at_its_port(stoep_board):
    assert stoep_board("scd41").port.startswith("/dev/")
