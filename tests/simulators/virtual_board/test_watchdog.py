"""The virtual board's watchdog goes by what the board did, not by when the host came to hear of it."""

import os
import pty
import select
import sys
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest

from stoep_simulators.virtual_board.host import _Boot
from support.waiting import LIMIT_S, until

# Starts its watchdog; feeds it when its time is put forward, and says so by a file; says every other order.
_BOARD = """
import pathlib, sys
fed, orders, reports, _ = sys.argv[1:]
orders, reports = open(int(orders)), open(int(reports), "w", buffering=1)
print("watchdog 60000", file=reports)
for order in orders:
    if order.startswith("ahead"):
        print("watchdog 60000", file=reports)
        pathlib.Path(fed).touch()
    else:
        print(order, flush=True)
"""


class _SlowBoot(_Boot):
    """Passing on what the board says takes so long that the watchdog's time comes, and the board has just fed it."""

    def _carry(self) -> None:
        super()._carry()
        self.put_forward(61_000)
        assert select.select([self._reports], [], [], LIMIT_S)[0], "it has fed its watchdog"


@pytest.fixture
def outside() -> Iterator[int]:
    handles = pty.openpty()
    tty.setraw(handles[1])
    yield handles[0]
    for handle in handles:
        os.close(handle)


def command(tmp_path: Path) -> list[str]:
    return [sys.executable, "-c", _BOARD, str(tmp_path / "fed")]


def answers(boot: _Boot, word: str) -> bool:
    """Whether the board lives long enough to say it."""
    boot.tell(word)
    while word not in boot.said and not boot.is_over:
        boot.wait_for([])
    return word in boot.said


async def test_a_board_that_has_fed_it_is_not_bitten_however_late_that_is_heard(tmp_path: Path, outside: int) -> None:
    with _Boot(command(tmp_path), environment=dict(os.environ), outside=outside) as boot:
        boot.wait_for([])
        boot.put_forward(61_000)
        await until((tmp_path / "fed").exists, what="it has fed its watchdog")
        boot.wait_for([])
        assert answers(boot, "alive")


def test_a_board_that_feeds_it_while_its_host_does_something_else_is_not_bitten(tmp_path: Path, outside: int) -> None:
    with _SlowBoot(command(tmp_path), environment=dict(os.environ), outside=outside) as boot:
        boot.wait_for([])
        assert answers(boot, "busy")
        assert answers(boot, "alive")
