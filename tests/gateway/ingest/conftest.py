"""A gateway core for each test, closed behind it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from stoep_gateway.anonymise.quantities import BUILT_IN_CLASSES, Classes
from stoep_gateway.config.settings import PeopleSettings
from stoep_gateway.registry.device import Device
from support.ingest_bench import Core


@pytest.fixture
def make_core(tmp_path: Path) -> Iterator[Callable[..., Core]]:
    cores: list[Core] = []

    def make(
        *devices: Device,
        policy: PeopleSettings | None = None,
        memory_bytes: int = 1 << 20,
        max_size_bytes: int = 1 << 30,
        classes: Classes = BUILT_IN_CLASSES,
    ) -> Core:
        core = Core(
            tmp_path,
            *devices,
            policy=policy,
            memory_bytes=memory_bytes,
            max_size_bytes=max_size_bytes,
            classes=classes,
        )
        cores.append(core)
        return core

    yield make
    for core in cores:
        core.close()


@pytest.fixture
def core(make_core: Callable[..., Core]) -> Core:
    """A gateway with the garden enrolled."""
    return make_core()
