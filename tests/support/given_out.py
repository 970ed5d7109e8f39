"""Remembers every value that a gateway ever gave out for a window and every draw, over all of its lives."""

from collections.abc import Iterable

from stoep_gateway.anonymise.ledger import WINDOW
from stoep_gateway.journal.records import LedgerRow


class GivenOut:
    """values: by name. doubled: windows with two values, or with two draws. lost: draws that are there no more.

    A window's value and its draw are the same for ever, whoever is asked and whenever.
    """

    def __init__(self) -> None:
        self.values: dict[str, float] = {}
        self.doubled: set[str] = set()
        self.lost: set[str] = set()
        self._draws: dict[tuple[str, int], bytes] = {}

    def note(self, name: str, value: float) -> None:
        """name: says window and quantity, such as an observation's identity."""
        if self.values.setdefault(name, value) != value:
            self.doubled.add(name)

    def note_draws(self, rows: Iterable[LedgerRow]) -> None:
        """rows: the whole ledger."""
        held = set()
        for row in rows:
            if row.kind == WINDOW:
                held.add((row.place, row.start_s))
                if self._draws.setdefault((row.place, row.start_s), row.hash) != row.hash:
                    self.doubled.add(f"{row.place} {row.start_s}")
        self.lost |= {f"{place} {start_s}" for place, start_s in self._draws.keys() - held}
