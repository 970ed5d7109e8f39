"""An empty journal."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from stoep_gateway.journal import Journal


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    opened = Journal.open(path)
    yield opened
    opened.close()
