"""pytest fixtures: one server a session, empty for each test. Import them in a conftest.py."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.once import once
from support.sensorthings_server import SensorThingsServer, make_database


@pytest.fixture(scope="session")
def sensorthings_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty one, to be copied: making it takes longer than starting a server."""
    return once("sensorthings.db", tmp_path_factory=tmp_path_factory, make=make_database)


@pytest.fixture(scope="session")
def sensorthings_process(
    tmp_path_factory: pytest.TempPathFactory, sensorthings_database: Path
) -> Iterator[SensorThingsServer]:
    server = SensorThingsServer(tmp_path_factory.mktemp("sensorthings"), empty=sensorthings_database).start()
    yield server
    server.stop()


@pytest.fixture
def sensorthings(sensorthings_process: SensorThingsServer) -> Iterator[SensorThingsServer]:
    """Running and empty; a test may kill it."""
    sensorthings_process.wipe()
    yield sensorthings_process
    sensorthings_process.start()  # does nothing to a running one
