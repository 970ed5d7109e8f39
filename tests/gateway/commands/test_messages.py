"""Every line of docs/messages.md is brought about and compared; no line is missing there or here."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.gateway import Gateway
from support.scenes import (  # noqa: F401 - each adds its scenes
    SCENES,
    air,
    alerts,
    boards,
    brokers,
    cities,
    counts_files,
    crowds,
    descriptions,
    desk,
    disks,
    enrolment,
    gardens,
    inspections,
    loads,
    memory,
    own_gateways,
    own_profiles,
    own_rules,
    privacy_files,
    pseudonyms,
    scenarios,
    settings,
    sites,
    updates,
)
from support.stage import TABLE, Stage

NEEDS = {
    "database: wrong password": "postgresql",
    "database: no such database": "postgresql",
    "database: table of somebody else": "postgresql",
    "city's broker: wrong password": "mosquitto",
}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Gateway, dict[str, Any]]]:
    """A gateway at work and the bundle of its device garden-7; started by the first scene that asks for it."""
    with Gateway(tmp_path_factory.mktemp("running") / "gateway") as gateway:
        bundle = gateway.enroll("garden-7", profile="soil")
        gateway.start()
        yield gateway, bundle


@pytest.fixture
def stage(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Stage]:
    folder = tmp_path / "gateway"
    folder.mkdir()
    with Gateway(folder) as gateway:
        yield Stage(gateway=gateway, tmp_path=tmp_path, server=request.getfixturevalue)


@pytest.mark.parametrize(
    "situation",
    [pytest.param(name, marks=pytest.mark.needs(NEEDS[name]) if name in NEEDS else ()) for name in sorted(TABLE)],
)
def test_the_documented_line_is_what_is_said(stage: Stage, situation: str) -> None:
    said = SCENES[situation](stage)
    assert TABLE[situation].fullmatch(said), said


def test_every_scene_is_documented() -> None:
    assert set(SCENES) == set(TABLE)


def test_no_documented_line_is_longer_than_300_characters() -> None:
    assert all(len(re.sub(r"\\(.)", r"\1", pattern.pattern)) < 300 for pattern in TABLE.values())
