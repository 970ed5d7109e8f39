"""pytest fixtures: one server a session, empty for each test. Import them in a conftest.py."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.sensorthings_server import SensorThingsServer


@pytest.fixture(scope="session")
def sensorthings_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SensorThingsServer]:
    folder: Path = tmp_path_factory.mktemp("sensorthings")
    server = SensorThingsServer(folder).start()
    yield server
    server.stop()


@pytest.fixture
def sensorthings(sensorthings_process: SensorThingsServer) -> Iterator[SensorThingsServer]:
    """Running and empty; a test may kill it."""
    sensorthings_process.wipe()
    yield sensorthings_process
    sensorthings_process.start()  # does nothing to a running one
