"""The desk: who may log in and is, what they acknowledged, and the log. Every call opens desk.db anew."""

import sqlite3
from collections.abc import Collection, Mapping
from pathlib import Path

from stoep_gateway.desk import acknowledgements, database, log, passwords, sessions, tries, users
from stoep_gateway.desk.gardens import Gardens
from stoep_gateway.desk.records import (
    ADDED,
    CONSOLE,
    LOGGED_IN,
    LOGGED_OUT,
    PASSWORD,
    REMOVED,
    ROLE,
    WHAT,
    WRONG_PASSWORD,
    Acknowledgement,
    Admission,
    Entry,
    Tokens,
    User,
)
from stoep_gateway.grid import DAY_S

_LINES_MAX = 200  # that one round takes out: a clock that is wrong for an hour does not empty the log


class Desk:
    """Safe in any thread and beside a command at the console. RetryableError: the file cannot be used now.

    keep_days: how long acknowledgements and lines of the log are kept; now_s: Unix time.
    """

    def __init__(self, path: Path, *, keep_days: int) -> None:
        self.path = path
        self.gardens = Gardens(path)
        self._keep_s = keep_days * DAY_S

    def prepare(self) -> None:
        """Once before anything else. ConfigError."""
        database.prepare(self.path)

    # Users, by a command at the console. ConfigError: no such user, or one too many.

    def users(self) -> tuple[User, ...]:
        with database.reading(self.path) as connection:
            return users.everybody(connection)

    def user(self, name: str) -> User:
        with database.reading(self.path) as connection:
            return users.known(connection, name)

    def add(self, name: str, *, role: str, password_hash: str, now_s: int) -> None:
        with database.transaction(self.path) as connection:
            users.add(connection, name, role=role, password_hash=password_hash, now_s=now_s)
            log.write(connection, CONSOLE, what=ADDED, about=name, note=role, at_s=now_s)

    def set_password(self, name: str, *, password_hash: str, now_s: int) -> None:
        """Whoever is logged in by that name no longer is, and may try to at once."""
        with database.transaction(self.path) as connection:
            user = users.known(connection, name)
            users.set_password(connection, user, password_hash=password_hash)
            sessions.end_all(connection, user)
            tries.forget(connection, [tries.bucket(connection, tries.BY_NAME, name)])
            log.write(connection, CONSOLE, what=PASSWORD, about=name, at_s=now_s)

    def set_role(self, name: str, *, role: str, now_s: int) -> None:
        with database.transaction(self.path) as connection:
            users.set_role(connection, users.known(connection, name), role=role)
            log.write(connection, CONSOLE, what=ROLE, about=name, note=role, at_s=now_s)

    def remove(self, name: str, *, now_s: int) -> None:
        with database.transaction(self.path) as connection:
            users.remove(connection, users.known(connection, name))
            log.write(connection, CONSOLE, what=REMOVED, about=name, at_s=now_s)

    # Logging in and out.

    def admit(self, name: str, *, address: str, browser: str, now_s: int) -> Admission:
        """Ask this before a password is looked at: the try is counted now. browser: what `log_in` gave it, or ""."""
        with database.transaction(self.path) as connection:
            found = users.find(connection, name)
            user, kept = found or (None, passwords.NOBODY)
            is_known = sessions.is_known(connection, browser, name=name, now_s=now_s)
            if is_known:
                wanted = [tries.bucket(connection, tries.BY_BROWSER, browser)]
            else:
                wanted = [
                    tries.bucket(connection, tries.BY_NAME, name),
                    tries.bucket(connection, tries.BY_ADDRESS, address),
                ]
            wait_s = tries.take(connection, wanted, now_s=now_s)
        return Admission(wait_s=wait_s, hash=kept, user=user, is_known=is_known)

    def log_in(self, admission: Admission, *, browser: str, session: str, now_s: int) -> Tokens | None:
        """The password was right. The tokens that the browser brought end. None: user or password are new since."""
        with database.transaction(self.path) as connection:
            user = _still_there(connection, admission)
            if user is None:
                return None
            sessions.end(connection, session)
            sessions.unknow(connection, browser)
            tries.forget(
                connection,
                [
                    tries.bucket(connection, tries.BY_NAME, user.name),
                    tries.bucket(connection, tries.BY_BROWSER, browser),
                ],
            )
            log.write(connection, user.name, what=LOGGED_IN, at_s=now_s)
            return sessions.begin(connection, user, now_s=now_s)

    def wrong(self, user: User | None, *, now_s: int) -> None:
        """A name that nobody has is not written down: it may well be a password."""
        with database.transaction(self.path) as connection:
            if user:
                log.write(connection, user.name, what=WRONG_PASSWORD, at_s=now_s)

    def user_of(self, session: str, *, now_s: int) -> User | None:
        """Who is logged in with that token. It is used now, which keeps it."""
        with database.reading(self.path) as connection:
            user, is_due = sessions.user_of(connection, session, now_s=now_s)
        if user and is_due:
            with database.transaction(self.path) as connection:
                sessions.visit(connection, session, now_s=now_s)
        return user

    def log_out(self, user: User, *, session: str, now_s: int) -> None:
        with database.transaction(self.path) as connection:
            sessions.end(connection, session)
            log.write(connection, user.name, what=LOGGED_OUT, at_s=now_s)

    def admit_change(self, user: User, *, session: str, now_s: int) -> Admission:
        """Like `admit`, for the present password of somebody who is logged in."""
        with database.transaction(self.path) as connection:
            found, kept = users.find(connection, user.name) or (None, passwords.NOBODY)
            wait_s = tries.take(connection, [tries.bucket(connection, tries.BY_BROWSER, session)], now_s=now_s)
        return Admission(wait_s=wait_s, hash=kept, user=found, is_known=True)

    def change_password(self, admission: Admission, *, password_hash: str, now_s: int) -> Tokens | None:
        """As `log_in`; everywhere else that user is logged out, and no other browser is known any more."""
        with database.transaction(self.path) as connection:
            user = _still_there(connection, admission)
            if user is None:
                return None
            users.set_password(connection, user, password_hash=password_hash)
            sessions.end_all(connection, user)
            log.write(connection, user.name, what=PASSWORD, at_s=now_s)
            return sessions.begin(connection, user, now_s=now_s)

    # Alerts.

    def acknowledge(self, alert_id: str, *, user: str, now_s: int, note: str = "") -> Acknowledgement:
        """The first one stays and is given back, whoever comes later."""
        with database.transaction(self.path) as connection:
            return acknowledgements.put(connection, alert_id, user=user, now_s=now_s, note=note)

    def acknowledged(self, alert_ids: Collection[str]) -> Mapping[str, Acknowledgement]:
        """Of those that were."""
        with database.reading(self.path) as connection:
            found = {alert_id: acknowledgements.find(connection, alert_id) for alert_id in alert_ids}
        return {alert_id: first for alert_id, first in found.items() if first}

    def version(self) -> int:
        """The same number means the same acknowledgements."""
        with database.reading(self.path) as connection:
            return acknowledgements.version(connection)

    def log(self, *, newest: int, what: Collection[str] = WHAT) -> tuple[Entry, ...]:
        """Newest first."""
        with database.reading(self.path) as connection:
            return log.read(connection, newest=newest, what=what)

    def forget(self, *, now_s: int) -> None:
        """What is old: once an hour."""
        before_s = now_s - self._keep_s
        with database.transaction(self.path) as connection:
            sessions.forget(connection, now_s=now_s)
            log.shorten(connection, before_s=before_s, now_s=now_s, lines_max=_LINES_MAX)
            acknowledgements.forget(connection, before_s=before_s, lines_max=_LINES_MAX)


def _still_there(connection: sqlite3.Connection, admission: Admission) -> User | None:
    """The password took its time: the user may have got another one meanwhile, or be gone."""
    found = users.find(connection, admission.user.name) if admission.user else None
    return found[0] if found and found[1] == admission.hash else None
