"""The virtual board's watchdog goes by what the board did, not by when the host came to hear of it."""

import os
import pty
import sys
from pathlib import Path

from stoep_simulators.virtual_board.host import _Boot
from support.waiting import until

# Starts its watchdog; feeds it at the first order, and says so by a file; says a word at the second.
_BOARD = """
import pathlib, sys
fed, orders, reports, _ = sys.argv[1:]
orders, reports = open(int(orders)), open(int(reports), "w", buffering=1)
print("watchdog 60000", file=reports)
orders.readline()
print("watchdog 60000", file=reports)
pathlib.Path(fed).touch()
orders.readline()
print("alive", flush=True)
orders.readline()
"""


async def test_a_board_that_has_fed_it_is_not_bitten_however_late_that_is_heard(tmp_path: Path) -> None:
    outside, inside = pty.openpty()
    command = [sys.executable, "-c", _BOARD, str(tmp_path / "fed")]
    with _Boot(command, environment=dict(os.environ), outside=outside) as boot:
        boot.wait_for([])
        boot.put_forward(61_000)
        await until((tmp_path / "fed").exists, what="it has fed its watchdog")
        boot.wait_for([])
        boot.tell("and now")
        while "alive" not in boot.said and not boot.is_over:
            boot.wait_for([])
        assert "alive" in boot.said
    for handle in (outside, inside):
        os.close(handle)
