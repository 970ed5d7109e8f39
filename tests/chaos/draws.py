"""Remembers every window that a gateway ever drew from, also in books that were taken back."""

from pathlib import Path

from chaos.verdict import Verdict
from stoep_gateway.journal.ledger_rows import read_rows
from stoep_gateway.journal.read_only import read_only


class Draws:
    """Look whenever the books are about to be put back, and at the end of each phase."""

    def __init__(self, journal: Path) -> None:
        self._journal = journal
        self._seen: dict[tuple[str, int], bytes] = {}  # place and start -> hash of the row

    def look(self, *, windows_released: int | None = None) -> Verdict:
        """Windows drawn twice. windows_released: by the accounts; each of them has its draw."""
        verdict = Verdict()
        with read_only(self._journal) as connection:
            rows = [row for row in read_rows(connection) if row.kind == "window"]
        again = [
            f"{row.place} {row.start_s}"
            for row in rows
            if self._seen.get((row.place, row.start_s), row.hash) != row.hash
        ]
        verdict.double(again, where="the ledger, drawn anew")
        self._seen.update({(row.place, row.start_s): row.hash for row in rows})
        if windows_released and not rows:
            verdict.leave_open([f"{windows_released} released"], where="the ledger, which is empty")
        return verdict
