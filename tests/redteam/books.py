"""Look at a journal that somebody left in the middle of whatever he did: is what it holds what was given out?"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from stoep_gateway import accounts
from stoep_gateway.anonymise.audit import findings
from stoep_gateway.anonymise.ledger import BUDGET, WINDOW
from stoep_gateway.errors import ConfigError
from stoep_gateway.grid import DAY_S
from stoep_gateway.journal.blob import expand
from stoep_gateway.journal.entry_rows import entry_of, select
from stoep_gateway.journal.ledger_rows import ANCHOR_FILE, load_ledger, read_anchor, read_rows
from stoep_gateway.journal.read_only import read_only
from stoep_protocol.master_keys import ledger_key
from support.given_out import GivenOut
from support.ingest_bench import MASTER

QUANTITIES = 2  # of each window


class Books:
    """findings: what cannot be, one line each; with them no value is said."""

    def __init__(self, path: Path) -> None:
        self.given = GivenOut()
        self.findings: list[str] = []
        self._path = path

    def find(self, line: str) -> None:
        if line not in self.findings:
            self.findings.append(line)

    def note(self, values: Iterable[tuple[str, float]]) -> None:
        """A back-end got them."""
        for name, value in values:
            self.given.note(name, value)

    def look(self) -> None:
        """After each death."""
        anchor = read_anchor(self._path.with_name(ANCHOR_FILE))
        try:
            with read_only(self._path) as connection:
                rows = list(read_rows(connection))
                state = load_ledger(connection, anchor=anchor)
                entries = [entry_of(*row) for row in select(connection)]
                counted = accounts.of(connection)
        except ConfigError as error:
            if self.given.values or anchor:
                self.find(str(error))
            return  # it died before there was a journal
        self.given.note_draws(rows)
        held = [each for entry in entries for each in expand(entry.blob, position=entry.position)]
        if len({each.identity for each in held}) < len(held):
            self.find("a window's value lies there twice")
        self.note((each.identity, each.value) for each in held)
        for line in findings(rows, state=state, anchor=anchor, key=ledger_key(MASTER)):
            self.find(line)
        for what in sorted(self.given.doubled):
            self.find(f"two values or two draws: {what}")
        for what in sorted(self.given.lost):
            self.find(f"its draw is gone: {what}")
        if not counted.balanced:
            self.find("the accounts do not balance")
        drawn = [row for row in rows if row.kind == WINDOW]
        closed = sum(row.mode == BUDGET for row in drawn)
        windows = counted.windows
        if (windows.released + windows.suppressed, windows.budget) != (
            QUANTITIES * (len(drawn) - closed),
            QUANTITIES * closed,
        ):
            self.find(f"{len(drawn)} draws, {closed} of them without budget, and the accounts say {windows}")
        if len(self.given.values) != windows.released:
            self.find(f"{len(self.given.values)} values were given out, and the accounts say {windows}")
        spent: dict[tuple[str, int], int] = {}
        for row in drawn:
            spent[row.place, row.start_s // DAY_S] = spent.get((row.place, row.start_s // DAY_S), 0) + row.spent
        if any(spent.get(key) != value for key, value in state.spent.items()):
            self.find("what is spent is not what was drawn")

    def judge(self, *, rows: Mapping[str, int], windows: int) -> None:
        """At the end. rows: of each device, all of them in closed windows; windows: of all devices."""
        counted = accounts.read(self._path)
        kept = {life.device: life.kept for life in counted.lives}
        if kept != rows:
            self.find(f"rows kept are {kept}, and {rows} were taken")
        if counted.windows.closed != QUANTITIES * windows:
            self.find(f"{windows} windows have passed, and the accounts say {counted.windows}")
