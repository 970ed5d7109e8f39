"""The pytest plugin: fixtures `stoep_gateway`, `stoep_fleet`, `stoep_board`. pytest finds it by its entry point.

What the fixtures need is imported when one is asked for: test runs without them stay as fast as they were.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from stoep_testing.boards import Boards
    from stoep_testing.devices import Devices
    from stoep_testing.gateway import Gateway
    from stoep_testing.loop_thread import LoopThread


@pytest.fixture
def stoep_loop() -> "Iterator[LoopThread]":
    """Where gateway and fleet of a test live."""
    from stoep_testing.loop_thread import LoopThread

    loop = LoopThread()
    yield loop
    loop.close()


@pytest.fixture
def stoep_gateway(tmp_path_factory: pytest.TempPathFactory, stoep_loop: "LoopThread") -> "Iterator[Gateway]":
    """A gateway of this test's own; see stoep_testing.gateway."""
    from stoep_testing.gateway import Gateway

    gateway = Gateway(tmp_path_factory.mktemp("stoep-gateway"), loop=stoep_loop)
    yield gateway
    gateway.stop()


@pytest.fixture
def stoep_fleet(
    tmp_path_factory: pytest.TempPathFactory, stoep_gateway: "Gateway", stoep_loop: "LoopThread"
) -> "Iterator[Devices]":
    """Simulated devices that deliver to `stoep_gateway`; see stoep_testing.devices."""
    from stoep_testing.devices import Devices

    devices = Devices(tmp_path_factory.mktemp("stoep-fleet"), gateway=stoep_gateway, loop=stoep_loop)
    yield devices
    devices.stop()


@pytest.fixture
def stoep_board(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Boards]":
    """A function that gives virtual boards; see stoep_testing.boards. Needs `apt install micropython`."""
    from stoep_testing.boards import Boards

    boards = Boards(tmp_path_factory.mktemp("stoep-board"))
    yield boards
    boards.close()
