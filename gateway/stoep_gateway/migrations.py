"""Bring a database to the newest schema: numbered SQL files, each applied once, in one transaction."""

import sqlite3
from functools import cache
from importlib import resources

from stoep_gateway.errors import ConfigError


@cache  # read once: they are part of the program
def migrations(room: str) -> tuple[tuple[int, str], ...]:
    """(number, SQL) of the package stoep_gateway.<room>, in order, from 1 without gaps."""
    folder = resources.files(f"stoep_gateway.{room}") / "migrations"
    files = sorted(file.name for file in folder.iterdir() if file.name.endswith(".sql"))
    return tuple((int(name.split("_")[0]), (folder / name).read_text(encoding="utf-8")) for name in files)


def migrate(connection: sqlite3.Connection, *, room: str) -> None:
    """Apply what is missing. ConfigError for a database of a later stoep; sqlite3.Error when the disk fails."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    known = migrations(room)
    if version > known[-1][0]:
        raise ConfigError(
            f"the {room} has schema {version}, this stoep knows {known[-1][0]}; install the newer stoep again"
        )
    for number, sql in known:
        if number > version:
            connection.executescript(f"BEGIN IMMEDIATE;\n{sql}\nPRAGMA user_version = {number};\nCOMMIT;")
