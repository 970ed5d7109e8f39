"""The contract suite's back-ends."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from stoep_gateway.ports import Backend
from support.backend_benches import ArchiveBench, BackendBench, CsvBench, SensorThingsBench


@pytest.fixture(params=["archive", "csv", "sensorthings"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> BackendBench:
    if request.param == "sensorthings":
        return SensorThingsBench(request.getfixturevalue("sensorthings"))
    return ArchiveBench(tmp_path) if request.param == "archive" else CsvBench(tmp_path)


@pytest.fixture
async def backend(bench: BackendBench) -> AsyncIterator[Backend]:
    opened = bench.open()
    yield opened
    await opened.close()
