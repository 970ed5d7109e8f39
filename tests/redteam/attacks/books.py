"""Change the ledger with SQL, the rules of the database taken away first: what does `stoep ledger verify` find?"""

import io
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, closing, redirect_stdout
from functools import partial
from pathlib import Path

from redteam.attack import Attack, Outcome
from redteam.line import Line, changed, drop_rule
from stoep_gateway.anonymise import audit
from stoep_gateway.anonymise.ledger import FIRST_HASH, Ledger, row_hash
from stoep_gateway.commands.main import main
from stoep_gateway.config.settings import PeopleSettings
from stoep_gateway.journal.ledger_rows import ANCHOR_FILE, read_rows
from stoep_gateway.registry.master import create_master, master_path
from support.ingest_bench import MASTER

_RULES = ("ledger_keeps", "ledger_stays", "ledger_appends", "ledger_draws_once")
_POLICY = PeopleSettings(night_h=0, epsilon_per_day="3")
_LOUD = "window=900 night=0 k=1 epsilon=900 contribution=2 day=900000 round=1"

# Rows: 1 the policy, 2-4 windows with noise, 5-6 windows without a draw, for the day's budget is spent.
_TAKEN_OUT = "DELETE FROM ledger WHERE id = 3; UPDATE ledger SET id = id - 1 WHERE id > 3;"
_EDITS = {
    "a window moved": "UPDATE ledger SET start_s = start_s - 900, end_s = end_s - 900 WHERE id = 2;",
    "a window given to another place": "UPDATE ledger SET place = 'pier' WHERE id = 3;",
    "a spent made small": "UPDATE ledger SET spent = 1 WHERE id = 4;",
    "a draw called budget": "UPDATE ledger SET mode = 'budget', spent = 0 WHERE id = 4;",
    "a budget called draw": "UPDATE ledger SET mode = 'laplace', spent = 1000000 WHERE id = 5;",
    "a policy weakened": f"UPDATE ledger SET mode = '{_LOUD}' WHERE id = 1;",
    "a policy that never was": f"UPDATE ledger SET kind = 'policy', place = '*', mode = '{_LOUD}' WHERE id = 6;",
    "a recovery that never was": "UPDATE ledger SET kind = 'recover', place = '*' WHERE id = 6;",
    "another start's epoch": "UPDATE ledger SET epoch = x'00' WHERE id = 4;",
    "a row taken out": _TAKEN_OUT,
    "two rows exchanged": "UPDATE ledger SET id = -id; UPDATE ledger SET id = CASE -id WHEN 3 THEN 4 WHEN 4 THEN 3"
    " ELSE -id END;",
    "cut off at the end": "DELETE FROM ledger WHERE id > 4;",
    "the newest row gone": "DELETE FROM ledger WHERE id = 6;",
    "emptied": "DELETE FROM ledger;",
}
# The same by somebody who counts every hash anew: no secret is needed for that. The second file stands against it.
_REWRITTEN = ("a spent made small", "a draw called budget", "a policy weakened", "a row taken out", "a window moved")


def _edited(folder: Path) -> Outcome:
    state_dir = _books(folder)
    stoep = ("ledger", "verify", "--config", str(folder / "stoep.toml"))
    tried: dict[str, Callable[[Path], None]] = {name: partial(_edit, sql=sql) for name, sql in _EDITS.items()}
    for name in _REWRITTEN:
        tried[f"{name}, hashes counted anew"] = partial(_edit, sql=_EDITS[name], is_chained=True)
    tried["unchanged"] = lambda _journal: None
    found, control = {}, {}
    kept = folder / "kept"
    shutil.copytree(state_dir, kept)
    for name, edit in tried.items():
        shutil.rmtree(state_dir)
        shutil.copytree(kept, state_dir)
        edit(state_dir / "journal.db")
        found[name] = _code(stoep)
        with ExitStack() as stack:
            stack.enter_context(changed(audit, "_fits", lambda _before, _row: True))
            stack.enter_context(changed(audit._Budget, "look", lambda _budget, _row: ()))
            stack.enter_context(changed(Ledger, "hear", lambda _ledger, _anchor: None))
            control[name] = _code(stoep)
    missed = [name for name, code in found.items() if code != (0 if name == "unchanged" else 1)]
    return Outcome(
        defended=not missed,
        control_succeeded=not any(control.values()),
        detail=f"missed: {', '.join(missed)}" if missed else f"{len(found) - 1} edits found, none in an untouched one",
    )


def _books(folder: Path) -> Path:
    """A gateway's state folder with a ledger of six rows."""
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "stoep.toml"
    with redirect_stdout(io.StringIO()):
        main(["init", "--config", str(config)])
    state_dir = folder / "state"
    master_path(state_dir).unlink()
    create_master(state_dir, key=MASTER)
    with Line(state_dir, policy=_POLICY) as line:
        line.count(*[40] * 75)
        line.send()
        assert [row.mode for row in line.core.books()] == ["laplace"] * 3 + ["budget"] * 2
    assert (state_dir / ANCHOR_FILE).exists()
    return state_dir


def _edit(journal: Path, *, sql: str, is_chained: bool = False) -> None:
    drop_rule(journal, *_RULES)
    with closing(sqlite3.connect(journal)) as connection:
        connection.executescript(sql)
        if is_chained:
            before = FIRST_HASH
            for row in list(read_rows(connection)):
                before = row_hash(before, row)
                connection.execute("UPDATE ledger SET hash = ? WHERE id = ?", (before, row.index))
        connection.commit()


def _code(words: tuple[str, ...]) -> int:
    with redirect_stdout(io.StringIO()):
        return main(list(words))


ATTACKS = (Attack("the ledger edited, deleted from, truncated and rewritten", _edited),)
