"""The contract suite's back-ends."""

from pathlib import Path

import pytest

from stoep_testing.bench import Bench, ServedBench
from support.backend_benches import (
    ArchiveBench,
    CsvBench,
    MqttBench,
    PostgresBench,
    SensorThingsBench,
)

SERVED = (
    "sensorthings",
    pytest.param("postgres", marks=pytest.mark.needs("postgresql")),
    pytest.param("mqtt", marks=pytest.mark.needs("mosquitto")),
)


@pytest.fixture(params=["archive", "csv", *SERVED])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Bench:
    if request.param in ("archive", "csv"):
        return ArchiveBench(tmp_path) if request.param == "archive" else CsvBench(tmp_path)
    return _served(request, tmp_path)


@pytest.fixture(params=SERVED)
def served(request: pytest.FixtureRequest, tmp_path: Path) -> ServedBench:
    return _served(request, tmp_path)


def _served(request: pytest.FixtureRequest, folder: Path) -> ServedBench:
    if request.param == "sensorthings":
        return SensorThingsBench(request.getfixturevalue("sensorthings"))
    if request.param == "postgres":
        return PostgresBench(request.getfixturevalue("postgres"), folder=folder)
    return MqttBench(request.getfixturevalue("city_broker"), folder=folder)
