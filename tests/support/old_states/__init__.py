"""State folders as older releases left them, with a backlog; kept as text, so that a change of one can be read."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

STATES = Path(__file__).parent
RELEASES = ("0.1.0", "0.2.0", "0.3.0", "0.4.0", "0.5.0", "0.6.0", "0.7.0", "0.8.0", "0.9.0")
BACKEND = "city"
SOIL, PEOPLE = "tuin-oud", "telpunt-oud"
DATABASES = ("journal", "archive")
PLAIN_FILES = ("master.key", "devices.json", "ledger.anchor")
BACKLOG = "backlog.csv"  # what the old release itself says is not delivered: `stoep journal export --format csv`
SETTINGS = "stoep.toml"
PORTS = {"broker": 1883, "web": 8080, "metrics": 9464}  # as kept; whoever runs it chooses others
ROWS = 12


def database_in(state_dir: Path, *, name: str, release: str) -> Path:
    """Where that release keeps it: since 0.5 the archive has a folder of its own."""
    has_folder = name == "archive" and release not in ("0.1.0", "0.2.0", "0.3.0", "0.4.0")
    return state_dir / name / f"{name}.db" if has_folder else state_dir / f"{name}.db"


def dump(database: Path, *, text: Path) -> None:
    """A database as SQL."""
    with closing(sqlite3.connect(database)) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        text.write_text("\n".join((*connection.iterdump(), f"PRAGMA user_version = {version};", "")))


def put(release: str, *, state_dir: Path) -> None:
    """In place of whatever is there, with the modes that a gateway asks for."""
    shutil.rmtree(state_dir)
    state_dir.mkdir(mode=0o700)
    for name in DATABASES:
        database = database_in(state_dir, name=name, release=release)
        database.parent.mkdir(mode=0o700, exist_ok=True)
        with closing(sqlite3.connect(database)) as connection:
            connection.executescript((STATES / release / f"{name}.sql").read_text())
    for name in PLAIN_FILES:
        kept = STATES / release / name
        if kept.exists():  # 0.1.0 had no ledger
            shutil.copy(kept, state_dir / name)
            (state_dir / name).chmod(0o600)


def accounts(release: str) -> dict[str, object]:
    """`stoep accounts --json` by the old release."""
    read: dict[str, object] = json.loads((STATES / release / "accounts.json").read_text())
    return read
