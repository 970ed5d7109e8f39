"""Rules of the operator's own hold for the pages; while they cannot be used, which is said once, shipped ones do."""

import logging
from datetime import date
from pathlib import Path

import pytest

from stoep_gateway.supervise.web_process import usable_rules
from support.rulebook_folder import RULES, changed, copied

ON = date(2026, 11, 26)


def test_the_folder_that_is_named_has_the_rules(tmp_path: Path) -> None:
    assert len(usable_rules(copied(tmp_path)).on(ON).rules) < len(usable_rules(None).on(ON).rules)


def test_a_folder_that_is_wrong_is_named_once_with_its_line(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = copied(tmp_path)
    line = changed(folder, RULES, old='force = "', new='force = "own ')
    with caplog.at_level(logging.ERROR, "stoep.web"):
        shelf = usable_rules(folder)
    assert [record.getMessage().partition(": ")[0] for record in caplog.records] == [f"{folder}/{RULES}:{line}"]
    assert shelf.on(ON).rules == usable_rules(None).on(ON).rules
