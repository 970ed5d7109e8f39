"""Who said first that an alert was seen, and when."""

import sqlite3

from stoep_gateway.desk import log
from stoep_gateway.desk.records import ACKNOWLEDGED, ACKNOWLEDGED_AGAIN, NOTE_CHARS_MAX, Acknowledgement


def put(connection: sqlite3.Connection, alert_id: str, *, user: str, now_s: int, note: str) -> Acknowledgement:
    """The first one, which stays. A later one is a line of the log, unless it says the same again."""
    note = _one_line(note)
    first = find(connection, alert_id)
    if first is None:
        connection.execute("INSERT INTO acknowledgement VALUES (?, ?, ?, ?)", (alert_id, user, now_s, note))
        _changed(connection)
        log.write(connection, user, what=ACKNOWLEDGED, about=alert_id, note=note, at_s=now_s)
        return Acknowledgement(user=user, at_s=now_s, note=note)
    if (first.user, first.note) != (user, note):
        log.write(connection, user, what=ACKNOWLEDGED_AGAIN, about=alert_id, note=note, at_s=now_s)
    return first


def find(connection: sqlite3.Connection, alert_id: str) -> Acknowledgement | None:
    """None while nobody has."""
    row = connection.execute("SELECT user, at_s, note FROM acknowledgement WHERE alert = ?", (alert_id,)).fetchone()
    return Acknowledgement(user=row[0], at_s=row[1], note=row[2]) if row else None


def forget(connection: sqlite3.Connection, *, before_s: int, lines_max: int) -> None:
    """Those of before then, the oldest first."""
    oldest = "SELECT alert FROM acknowledgement WHERE at_s < ? ORDER BY at_s LIMIT ?"
    gone = connection.execute(f"DELETE FROM acknowledgement WHERE alert IN ({oldest})", (before_s, lines_max))  # noqa: S608
    if gone.rowcount:
        _changed(connection)


def version(connection: sqlite3.Connection) -> int:
    """The same number means the same acknowledgements."""
    number: int = connection.execute("SELECT number FROM version").fetchone()[0]
    return number


def _changed(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE version SET number = number + 1")


def _one_line(note: str) -> str:
    """Nothing that steers a terminal, which shows the log, or turns the direction of writing."""
    return " ".join("".join(char if char.isprintable() else " " for char in note).split())[:NOTE_CHARS_MAX]
