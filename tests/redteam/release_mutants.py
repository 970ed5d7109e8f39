"""Gateways that go about draw, ledger row, value and second file in a wrong order. Never in the product."""

from collections.abc import Callable, Iterable
from types import MappingProxyType
from typing import Any

from chaos.preload.half_commits import keep_entries
from stoep_gateway.journal import database, state
from stoep_gateway.journal.database import Journal
from stoep_gateway.journal.records import CommitBatch

_DATABASE: Any = database  # what it imported is called by its names there, so that it passes points put around them
Give = Callable[[Iterable[tuple[int, bytes]]], None]


def given_before_its_ledger_row(give: Give) -> None:
    """A back-end gets what was drawn before the draw is kept."""
    commit = Journal.commit

    def early(self: Journal, batch: CommitBatch) -> int:
        if batch.entries:
            give(batch.entries)
        return commit(self, batch)

    _replace(Journal, "commit", early)


def released_without_the_ledger(_give: Give) -> None:
    _replace(state, "append_rows", lambda _connection, _rows: None)


def value_kept_before_its_ledger_row(_give: Give) -> None:
    """Two transactions."""

    def commit(self: Journal, batch: CommitBatch) -> int:
        head = keep_entries(self, batch)
        with self._transaction() as connection:
            _DATABASE.write_state(connection, batch)
        if batch.anchor is not None:
            _DATABASE.write_anchor(self._anchor_path, batch.anchor)
        return head

    _replace(Journal, "commit", commit)


def ledger_row_kept_before_its_value(_give: Give) -> None:
    """Two transactions, the other way round."""

    def commit(self: Journal, batch: CommitBatch) -> int:
        with self._transaction() as connection:
            _DATABASE.write_state(connection, batch)
        if batch.anchor is not None:
            _DATABASE.write_anchor(self._anchor_path, batch.anchor)
        return keep_entries(self, batch)

    _replace(Journal, "commit", commit)


def second_file_before_the_commit(_give: Give) -> None:
    commit = Journal.commit

    def late(self: Journal, batch: CommitBatch) -> int:
        if batch.anchor is not None:
            _DATABASE.write_anchor(self._anchor_path, batch.anchor)
        return commit(self, batch)

    _replace(Journal, "commit", late)


def _replace(owner: object, name: str, new: object) -> None:
    setattr(owner, name, new)


MUTANTS: MappingProxyType[str, Callable[[Give], None]] = MappingProxyType(
    {
        mutant.__name__.replace("_", " "): mutant
        for mutant in (
            given_before_its_ledger_row,
            released_without_the_ledger,
            value_kept_before_its_ledger_row,
            ledger_row_kept_before_its_value,
            second_file_before_the_commit,
        )
    }
)
