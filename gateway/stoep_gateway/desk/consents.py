"""Who consented to what, when, and to which text: answers are added, never changed."""

import sqlite3
from collections.abc import Mapping

from stoep_gateway.desk.garden_records import Consent


def put(connection: sqlite3.Connection, garden: str, consent: Consent) -> bool:
    """Whether it says something new; the same answer to the same text is not written twice."""
    held = newest(connection, garden).get(consent.purpose)
    if held and (held.text, held.is_given) == (consent.text, consent.is_given):
        return False
    connection.execute(
        "INSERT INTO consent SELECT ifnull(max(id), 0) + 1, ?, ?, ?, ?, ?, ? FROM consent",
        (garden, consent.purpose, consent.text, consent.is_given, consent.at_s, consent.by),
    )
    return True


def history(connection: sqlite3.Connection, garden: str) -> tuple[Consent, ...]:
    """In the order in which they were said."""
    rows = connection.execute(
        "SELECT purpose, text, is_given, at_s, by FROM consent WHERE garden = ? ORDER BY id", (garden,)
    )
    return tuple(
        Consent(purpose=purpose, text=text, is_given=bool(is_given), at_s=at_s, by=by)
        for purpose, text, is_given, at_s, by in rows
    )


def newest(connection: sqlite3.Connection, garden: str) -> Mapping[str, Consent]:
    """By purpose; none for a purpose that nobody was asked about."""
    return {consent.purpose: consent for consent in history(connection, garden)}


def erase(connection: sqlite3.Connection, garden: str) -> None:
    """Of a garden that is gone already."""
    connection.execute("DELETE FROM consent WHERE garden = ?", (garden,))
