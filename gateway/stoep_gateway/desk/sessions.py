"""Who is logged in: tokens that are kept as hashes only, and end by themselves."""

import hashlib
import secrets
import sqlite3

from stoep_gateway.desk.records import Tokens, User

# One shift, as NIST SP 800-63B §4.2.3 has it; and whoever walks away for two hours is logged out.
ABSOLUTE_S, IDLE_S = 12 * 3600, 2 * 3600
KNOWN_S = 180 * 86400  # how long a browser is known after its last login
_STEP_S = 60  # a visit within a minute of the last one is not written: the card would wear for nothing
_KNOWN_MAX = 20  # browsers of one user
_TOKEN_BYTES = 32


def begin(connection: sqlite3.Connection, user: User, *, now_s: int) -> Tokens:
    """Of a new session and of a known browser; always new ones, so nobody can know them before."""
    tokens = Tokens(session=secrets.token_urlsafe(_TOKEN_BYTES), browser=secrets.token_urlsafe(_TOKEN_BYTES))
    connection.execute("INSERT INTO session VALUES (?, ?, ?, ?)", (_mark(tokens.session), user.id, now_s, now_s))
    connection.execute("INSERT INTO known VALUES (?, ?, ?)", (_mark(tokens.browser), user.id, now_s))
    connection.execute(
        "DELETE FROM known WHERE user = ? AND hash NOT IN"
        " (SELECT hash FROM known WHERE user = ? ORDER BY seen_s DESC LIMIT ?)",
        (user.id, user.id, _KNOWN_MAX),
    )
    return tokens


def user_of(connection: sqlite3.Connection, token: str, *, now_s: int) -> tuple[User | None, bool]:
    """(whose session this is, None if it has ended or never was; whether `visit` should note it)."""
    row = connection.execute(
        "SELECT user.id, name, role, made_s, seen_s FROM session JOIN user ON user.id = user"
        " WHERE session.hash = ? AND begun_s > ? AND seen_s > ?",
        (_mark(token), now_s - ABSOLUTE_S, now_s - IDLE_S),
    ).fetchone()
    if row is None:
        return None, False
    number, name, role, made_s, seen_s = row
    return User(id=number, name=name, role=role, made_s=made_s), abs(now_s - seen_s) >= _STEP_S


def visit(connection: sqlite3.Connection, token: str, *, now_s: int) -> None:
    """It is used now."""
    connection.execute("UPDATE session SET seen_s = ? WHERE hash = ?", (now_s, _mark(token)))


def end(connection: sqlite3.Connection, token: str) -> None:
    """If there is one."""
    connection.execute("DELETE FROM session WHERE hash = ?", (_mark(token),))


def end_all(connection: sqlite3.Connection, user: User) -> None:
    """Wherever that user is logged in; no browser is known any more either."""
    connection.execute("DELETE FROM session WHERE user = ?", (user.id,))
    connection.execute("DELETE FROM known WHERE user = ?", (user.id,))


def unknow(connection: sqlite3.Connection, token: str) -> None:
    """It gets a new one."""
    connection.execute("DELETE FROM known WHERE hash = ?", (_mark(token),))


def is_known(connection: sqlite3.Connection, token: str, *, name: str, now_s: int) -> bool:
    """Whether that user has logged in with this browser."""
    return (
        connection.execute(
            "SELECT 1 FROM known JOIN user ON user.id = user WHERE known.hash = ? AND name = ? AND seen_s > ?",
            (_mark(token), name, now_s - KNOWN_S),
        ).fetchone()
        is not None
    )


def forget(connection: sqlite3.Connection, *, now_s: int) -> None:
    """What has ended by itself."""
    connection.execute("DELETE FROM session WHERE begun_s <= ? OR seen_s <= ?", (now_s - ABSOLUTE_S, now_s - IDLE_S))
    connection.execute("DELETE FROM known WHERE seen_s <= ?", (now_s - KNOWN_S,))


def _mark(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()  # 256 random bits need no salt and no slow hash
