"""How often a password may be tried: by name, by address, and by browser that is known; and links, by address.

What is kept tells nobody.
"""

import hashlib
import hmac
import ipaddress
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

PERIOD_S = 900
BY_NAME, BY_ADDRESS, BY_BROWSER, BY_LINK = "name", "address", "browser", "link"
# 480 guesses a day at a name, whoever makes them: 175,000 a year, where 12 random letters leave 10^17. Several
# operators may sit behind one address.
_MAX = {BY_NAME: 5, BY_ADDRESS: 20, BY_BROWSER: 5, BY_LINK: 20}


@dataclass(frozen=True, slots=True)
class Bucket:
    """kind: BY_NAME, BY_ADDRESS, BY_BROWSER or BY_LINK; number: 0 to 65535."""

    kind: str
    number: int


def bucket(connection: sqlite3.Connection, kind: str, who: str) -> Bucket:
    """Of a name, address or token."""
    (key,) = connection.execute("SELECT key FROM secret").fetchone()
    mark = hmac.digest(
        key, f"{kind}:{_network(who) if kind in (BY_ADDRESS, BY_LINK) else who}".encode(), hashlib.sha256
    )
    return Bucket(kind, int.from_bytes(mark[:2], "big"))


def take(connection: sqlite3.Connection, buckets: Iterable[Bucket], *, now_s: int) -> int:
    """Count one try in each of them, before anybody looks whether it is right. Seconds to wait if one is full, else 0.

    A full one counts nothing, so who goes on trying does not wait longer. A period that begins in the future is of a
    clock that was wrong.
    """
    connection.execute("DELETE FROM tries WHERE since_s <= ? OR since_s > ?", (now_s - PERIOD_S, now_s))
    wanted = tuple(buckets)
    wait = max((wait_s(connection, each, now_s=now_s) for each in wanted), default=0)
    if wait:
        return wait
    for each in wanted:
        connection.execute(
            "INSERT INTO tries VALUES (?, ?, ?, 1) ON CONFLICT (kind, bucket) DO UPDATE SET number = number + 1",
            (each.kind, each.number, now_s),
        )
    return 0


def wait_s(connection: sqlite3.Connection, bucket: Bucket, *, now_s: int) -> int:
    """Seconds until something may be tried, 0 for now. Writes nothing."""
    row = connection.execute(
        "SELECT since_s, number FROM tries WHERE kind = ? AND bucket = ?", (bucket.kind, bucket.number)
    ).fetchone()
    if row is None or row[1] < _MAX[bucket.kind] or not now_s - PERIOD_S < row[0] <= now_s:
        return 0
    since_s: int = row[0]
    return since_s + PERIOD_S - now_s


def forget(connection: sqlite3.Connection, buckets: Iterable[Bucket]) -> None:
    """It was the right password: these begin anew."""
    for each in buckets:
        connection.execute("DELETE FROM tries WHERE kind = ? AND bucket = ?", (each.kind, each.number))


def _network(address: str) -> str:
    """An IPv6 host has as many addresses as it likes: its /64 (RFC 6177) is one."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        return str(found.ipv4_mapped or ipaddress.ip_network((int(found) >> 64 << 64, 64)))
    return str(found)
