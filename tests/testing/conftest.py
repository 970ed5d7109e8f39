"""One wheel for all tests here."""

from pathlib import Path

import pytest

from support.clean_room import build_wheel
from support.repository import ROOT


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(ROOT, into=tmp_path_factory.mktemp("dist"))
