"""`stoep journal verify`: is what the journal holds what was written?"""

import json
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from sqlite3 import Connection

from stoep_gateway import accounts
from stoep_gateway.anonymise.audit import findings as ledger_findings
from stoep_gateway.config.settings import Settings
from stoep_gateway.journal.database import JOURNAL_FILE
from stoep_gateway.journal.errors import DamageError, decoding
from stoep_gateway.journal.ledger_rows import ANCHOR_FILE, load_ledger, read_anchor, read_rows
from stoep_gateway.journal.read_only import read_only
from stoep_gateway.journal.soundness import entry_findings, page_findings, schema_findings, state_findings
from stoep_gateway.registry.master import load_master
from stoep_protocol.master_keys import ledger_key


def verify(settings: Settings, *, is_json: bool) -> int:
    """1 with findings, one line each. ConfigError: there is no journal, or it cannot be opened."""
    state_dir = settings.gateway.state_dir
    found = list(findings(state_dir / JOURNAL_FILE, key=ledger_key(load_master(state_dir)), progress=_progress()))
    if is_json:
        print(json.dumps({"findings": found}, indent=1))
    else:
        print("\n".join(found) if found else "all is well")
    return 1 if found else 0


def findings(path: Path, *, key: bytes, progress: Callable[[int, int], None]) -> Iterator[str]:
    """Every finding, each once. Each look has a view of its own, so that a gateway at work is not in the way."""
    looks: tuple[Callable[[Connection], Iterator[str]], ...] = (
        page_findings,
        schema_findings,
        partial(entry_findings, progress=progress),
        state_findings,
        lambda connection: accounts.findings(accounts.of(connection)),
        lambda connection: _ledger(connection, path=path, key=key),
    )
    told = set()
    for look in looks:
        try:
            with read_only(path) as connection, decoding():
                found = list(look(connection))
        except DamageError as error:
            found = [str(error)]
        yield from (line for line in found if line not in told)
        told.update(found)


def _ledger(connection: Connection, *, path: Path, key: bytes) -> Iterator[str]:
    anchor = read_anchor(path.with_name(ANCHOR_FILE))
    state = load_ledger(connection, anchor=anchor)
    for line in ledger_findings(read_rows(connection), state=state, anchor=anchor, key=key):
        yield f"ledger: {line}"


def _progress() -> Callable[[int, int], None]:
    """On a terminal one line that renews itself; nothing elsewhere."""

    def show(seen: int, total: int) -> None:
        end = "\n" if seen == total else ""
        print(f"\r{seen} of {total} entries", end=end, file=sys.stderr, flush=True)

    return show if sys.stderr.isatty() else lambda seen, total: None
