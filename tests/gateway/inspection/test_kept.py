"""Terms in force, and what lies there longer."""

import math
from pathlib import Path

import pytest

from stoep_gateway.archive.writer import FILE_NAME as ARCHIVE_FILE
from stoep_gateway.archive.writer import ArchiveWriter
from stoep_gateway.config.load import parse
from stoep_gateway.inspection.kept import RULE, look_at_terms
from stoep_gateway.inspection.records import Seen
from stoep_gateway.inspection.worst import found_in
from stoep_testing.observations import T0_S, reading
from support.inspected import CHAINS

DAY_S = 86_400
CSV = '[[backend]]\nname = "csv"\ntype = "csv"\n'


def look(folder: Path, text: str, *, days_later: int = 0) -> Seen:
    return look_at_terms(parse(text, file=folder / "stoep.toml"), chains=CHAINS, now_s=T0_S + days_later * DAY_S)


def test_a_term_is_told_and_kept(tmp_path: Path) -> None:
    seen = look(tmp_path, "[archive]\nkeep_days = 90\n")
    found = found_in(seen.evidence, chain="soil")
    assert (found["keep_days"].value, found["auto_delete"].value) == (90, True)
    assert seen.findings == ()


def test_no_term_in_the_archive_is_found_for_what_is_of_people(tmp_path: Path) -> None:
    seen = look(tmp_path, "[archive]\nkeep_days = 0\n")
    assert found_in(seen.evidence, chain="soil")["keep_days"].value == math.inf
    assert [(finding.rule, finding.chain) for finding in seen.findings] == [(RULE, "people"), (RULE, "soil")]


def test_no_term_of_files_is_found_by_table_and_key(tmp_path: Path) -> None:
    seen = look(tmp_path, CSV)
    assert {finding.rule for finding in seen.findings} == {RULE}
    assert "[[backend]] csv: keep_days = 0" in seen.findings[0].where


def test_files_without_people_say_nothing_of_them(tmp_path: Path) -> None:
    seen = look(tmp_path, CSV + 'people = "none"\n')
    assert [finding.chain for finding in seen.findings] == ["soil"]


def test_files_older_than_their_term_are_found(tmp_path: Path) -> None:
    folder = tmp_path / "state" / "csv"
    folder.mkdir(parents=True)
    (folder / "observations-2026-01-01.csv").touch()
    seen = look(tmp_path, CSV + "keep_days = 30\n")
    found = found_in(seen.evidence, chain="soil")
    assert (found["keep_days"].value, found["auto_delete"].value) == (400, False)
    assert "values of 151 days ago" in seen.findings[0].what


@pytest.mark.parametrize(("days_later", "is_late"), [(91, False), (120, True)])
async def test_rows_older_than_the_archives_term_are_found(days_later: int, is_late: bool, tmp_path: Path) -> None:
    path = tmp_path / "state" / ARCHIVE_FILE
    path.parent.mkdir(parents=True)
    archive = ArchiveWriter(path)
    await archive.send((reading(1),), unsure=False)
    await archive.close()
    seen = look(tmp_path, "[archive]\nkeep_days = 90\n", days_later=days_later)
    assert bool(seen.findings) is is_late
