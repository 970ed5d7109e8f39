"""The people who may log in, by name."""

import re
import sqlite3

from stoep_gateway.desk.records import CONSOLE, ROLES, User
from stoep_gateway.errors import ConfigError

_NAME = re.compile(r"[a-z][a-z0-9.-]{1,31}")


def check_name(name: str) -> None:
    """ConfigError."""
    if not _NAME.fullmatch(name) or name == CONSOLE:
        raise ConfigError(f'user "{name[:40]}": 2-32 characters of a-z 0-9 . -, from a letter on, and not "{CONSOLE}"')


def find(connection: sqlite3.Connection, name: str) -> tuple[User, str] | None:
    """The user and the hash of the password."""
    row = connection.execute("SELECT id, name, role, made_s, hash FROM user WHERE name = ?", (name,)).fetchone()
    if row is None:
        return None
    number, found, role, made_s, kept = row
    return User(id=number, name=found, role=role, made_s=made_s), kept


def known(connection: sqlite3.Connection, name: str) -> User:
    """ConfigError when nobody is called so."""
    found = find(connection, name)
    if found is None:
        raise ConfigError(f'user "{name[:40]}": nobody is called so: stoep desk user list')
    return found[0]


def everybody(connection: sqlite3.Connection) -> tuple[User, ...]:
    """By name."""
    rows = connection.execute("SELECT id, name, role, made_s FROM user ORDER BY name")
    return tuple(User(id=number, name=name, role=role, made_s=made_s) for number, name, role, made_s in rows)


def add(connection: sqlite3.Connection, name: str, *, role: str, password_hash: str, now_s: int) -> None:
    """ConfigError: not a name, or somebody is called so."""
    check_name(name)
    if role not in ROLES:
        raise ConfigError(f"role {role[:40]}: use one of {', '.join(ROLES)}")
    if find(connection, name):
        raise ConfigError(f"user {name}: is there already: stoep desk user password {name} sets another one")
    connection.execute(
        "INSERT INTO user (name, role, hash, made_s) VALUES (?, ?, ?, ?)", (name, role, password_hash, now_s)
    )


def set_password(connection: sqlite3.Connection, user: User, *, password_hash: str) -> None:
    connection.execute("UPDATE user SET hash = ? WHERE id = ?", (password_hash, user.id))


def set_role(connection: sqlite3.Connection, user: User, *, role: str) -> None:
    connection.execute("UPDATE user SET role = ? WHERE id = ?", (role, user.id))


def remove(connection: sqlite3.Connection, user: User) -> None:
    """With every session and known browser."""
    connection.execute("DELETE FROM user WHERE id = ?", (user.id,))
