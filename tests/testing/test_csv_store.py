"""Files of the `csv` back-end are read while a gateway writes them."""

from pathlib import Path

import pytest

from stoep_gateway.backends.csv_rows import HEADER, lines
from stoep_testing.csv_store import csv_rows
from stoep_testing.observations import reading
from stoep_testing.stored import wanted

ROWS = [reading(row) for row in (1, 2)]
WHOLE = HEADER + lines(ROWS)
LAST_BYTES = len(lines(ROWS[1:]))


@pytest.mark.parametrize("missing", range(1, LAST_BYTES + 1))
def test_a_line_that_is_being_written_is_not_there_yet(tmp_path: Path, missing: int) -> None:
    (tmp_path / "observations-2026-06-01.csv").write_bytes(WHOLE[:-missing])
    assert csv_rows(tmp_path) == wanted(ROWS[:1])


def test_whole_lines_and_files_without_any_are_read(tmp_path: Path) -> None:
    (tmp_path / "observations-2026-06-01.csv").write_bytes(WHOLE)
    (tmp_path / "observations-2026-06-02.csv").write_bytes(HEADER[:-5])
    (tmp_path / "observations-2026-06-03.csv").touch()
    assert csv_rows(tmp_path) == wanted(ROWS)
