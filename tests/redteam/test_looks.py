"""A search that has nothing to look at, or that finds what nobody sent, is worth nothing and says so."""

import pytest

from redteam.attacks.street import found
from redteam.looks import CONTROL, COUNTS, Looks


def test_what_is_found_is_named_whenever_it_was_looked_at() -> None:
    looks = Looks()
    looks.of("journal, open").at("journal.db", b"nothing")
    looks.of("journal, stopped").at("journal.db-wal", f"rows: {COUNTS[0]}".encode())
    looks.of("log").at("run.log", f"rows: {COUNTS[0]}".encode())
    assert found(looks, kind="journal") == ["journal.db-wal"]


def test_nothing_to_look_at_is_no_defence() -> None:
    with pytest.raises(AssertionError, match="nothing was looked at"):
        found(Looks(), kind="journal")


def test_a_control_set_that_is_found_breaks_the_search_off() -> None:
    looks = Looks()
    looks.of("journal, open").at("journal.db", f"rows: {CONTROL[0]}".encode())
    with pytest.raises(AssertionError, match="the search says nothing"):
        found(looks, kind="journal")
