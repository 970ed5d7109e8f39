"""The contract suite's back-ends."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from stoep_gateway.ports import Backend
from support.benches import ArchiveBench, Bench, CsvBench, SensorThingsBench
from support.sensorthings_server.fixtures import sensorthings, sensorthings_process

__all__ = ["sensorthings", "sensorthings_process"]


@pytest.fixture(params=["archive", "csv", "sensorthings"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Bench:
    if request.param == "sensorthings":
        return SensorThingsBench(request.getfixturevalue("sensorthings"))
    return ArchiveBench(tmp_path) if request.param == "archive" else CsvBench(tmp_path)


@pytest.fixture
async def backend(bench: Bench) -> AsyncIterator[Backend]:
    opened = bench.open()
    yield opened
    await opened.close()
