"""The secret link of a garden: a token that opens its pages, kept as a hash only, and what a browser keeps of it."""

import base64
import hashlib
import hmac
import re
import secrets
import sqlite3

_BYTES = 20  # 160 bits: nobody finds one by trying, and 32 letters still fit on a line
_TOKEN = re.compile(r"[a-z2-7]{32}")
_NOBODY = hashlib.sha256(b"").digest()  # of no token


def make(connection: sqlite3.Connection, garden: str, *, now_s: int) -> str:
    """A new token. The one before opens nothing any more."""
    token = _text(secrets.token_bytes(_BYTES))
    connection.execute("INSERT OR REPLACE INTO link VALUES (?, ?, ?, NULL)", (garden, _mark(token), now_s))
    return token


def revoke(connection: sqlite3.Connection, garden: str, *, now_s: int) -> bool:
    """At once. Whether there was one."""
    gone = connection.execute(
        "UPDATE link SET hash = NULL, revoked_s = ? WHERE garden = ? AND hash IS NOT NULL", (now_s, garden)
    )
    return gone.rowcount > 0


def made_s(connection: sqlite3.Connection, garden: str) -> int | None:
    """When the link that opens its pages was made; None when none does."""
    row = connection.execute("SELECT made_s FROM link WHERE garden = ? AND hash IS NOT NULL", (garden,)).fetchone()
    return row[0] if row else None


def garden_of(connection: sqlite3.Connection, token: str) -> str:
    """Whose it is, "" for nobody's.

    Looked up by its hash: how long that takes may tell of the hash, of which no way leads back to the token. The last
    word has a comparison that takes the same time for every token.
    """
    mark = _mark(token)
    row = connection.execute("SELECT hash, garden FROM link WHERE hash = ?", (mark,)).fetchone()
    kept, garden = row or (_NOBODY, "")
    return garden if hmac.compare_digest(kept, mark) and _TOKEN.fullmatch(token) else ""


def browser_text(connection: sqlite3.Connection, token: str) -> str:
    """What a browser keeps: the token, and a mark that it was given by this desk."""
    return f"{token}.{_seal(connection, token)}"


def token_of(connection: sqlite3.Connection, browser: str) -> str:
    """The token that this desk gave to a browser, "" for whatever else the browser sends."""
    token, _, seal = browser.partition(".")
    return token if hmac.compare_digest(_seal(connection, token).encode(), seal.encode(errors="replace")) else ""


def _seal(connection: sqlite3.Connection, token: str) -> str:
    (key,) = connection.execute("SELECT key FROM secret").fetchone()
    return _text(hmac.digest(key, b"browser:" + token.encode(errors="replace"), hashlib.sha256)[:_BYTES])


def _mark(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="replace")).digest()  # 160 random bits need no salt and no slow hash


def _text(random: bytes) -> str:
    return base64.b32encode(random).decode().lower()  # nothing that looks like something else when it is read out
