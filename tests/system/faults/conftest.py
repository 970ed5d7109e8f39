"""The disk that fails, built once."""

from pathlib import Path

import pytest

from support.fault_disk import preload


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return preload.build(tmp_path_factory.mktemp("preload"))
