"""The desk's part about gardens: set-ups, consents, links. Every call opens desk.db anew."""

import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any, TypedDict, Unpack

from stoep_gateway.desk import consents, database, links, tries
from stoep_gateway.desk.garden_records import PURPOSES, TEXTS, Consent, KeptGarden, Opened
from stoep_gateway.desk.records import CONSOLE
from stoep_gateway.garden.records import Calibration, Setup

_NAMED = (
    "SELECT name, setup_version, soil, soil_by, planting, sun, paved_percent, dry_mv, wet_mv, dry_percent, wet_percent,"
    " probe, withdrawn_s FROM garden"
)


class Changes(TypedDict, total=False):
    """Members of a Setup that are said anew."""

    soil: str
    soil_by: str
    planting: str
    sun: str
    paved_percent: int | None
    calibration: Calibration | None


class Gardens:
    """Safe in any thread and beside a command at the console. RetryableError: the file cannot be used now.

    now_s: Unix time.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def version(self) -> int:
        """The same number means the same set-ups and consents, of the same gardens."""
        with database.reading(self._path) as connection:
            return _version(connection)

    def everyone(self) -> tuple[KeptGarden, ...]:
        """Of whom something is kept, by name."""
        with database.reading(self._path) as connection:
            return tuple(_kept(connection, row) for row in connection.execute(f"{_NAMED} ORDER BY name").fetchall())

    def garden(self, name: str) -> KeptGarden:
        """An empty one when nothing is kept of it."""
        with database.reading(self._path) as connection:
            return _find(connection, name)

    def history(self, name: str) -> tuple[Consent, ...]:
        """All its answers, the first one first."""
        with database.reading(self._path) as connection:
            return consents.history(connection, name)

    def set_up(self, name: str, **changes: Unpack[Changes]) -> Setup:
        """What was said now, beside what was said before and is not said anew."""
        with database.transaction(self._path) as connection:
            held = _find(connection, name).setup
            setup = replace(held, **changes)
            if setup != held:
                _write(connection, name, setup)
            return setup

    def consent(self, name: str, purpose: str, *, is_given: bool, by: str, now_s: int) -> bool:
        """The answer to the text that is shown now. Whether it is a new one."""
        said = Consent(purpose=purpose, text=TEXTS[purpose], is_given=is_given, at_s=now_s, by=by)
        with database.transaction(self._path) as connection:
            _meet(connection, name)
            is_new = consents.put(connection, name, said)
            if is_new:
                _changed(connection)
            return is_new

    # Links.

    def make_link(self, name: str, *, now_s: int) -> str:
        """The token of a new link, which is told this once. The one before opens nothing any more."""
        with database.transaction(self._path) as connection:
            _meet(connection, name)
            return links.make(connection, name, now_s=now_s)

    def renew_link(self, browser: str, *, now_s: int) -> tuple[str, str]:
        """By a browser that has opened the present one: (token, what the browser keeps now); ("", "") for others."""
        with database.transaction(self._path) as connection:
            name = links.garden_of(connection, links.token_of(connection, browser))
            if not name:
                return "", ""
            token = links.make(connection, name, now_s=now_s)
            return token, links.browser_text(connection, token)

    def revoke_link(self, name: str, *, now_s: int) -> bool:
        """Nothing opens its pages any more, in no browser. Whether something did."""
        with database.transaction(self._path) as connection:
            return links.revoke(connection, name, now_s=now_s)

    def open(self, token: str, *, address: str, now_s: int) -> Opened:
        """Whose link that is. A wrong one is counted; after too many of them none is looked at for a while."""
        with database.transaction(self._path) as connection:
            bucket = tries.bucket(connection, tries.BY_LINK, address)
            wait_s = tries.wait_s(connection, bucket, now_s=now_s)
            if wait_s:
                return Opened(wait_s=wait_s)
            garden = links.garden_of(connection, token)
            if not garden:
                tries.take(connection, [bucket], now_s=now_s)
                return Opened()
            return Opened(garden=garden, browser=links.browser_text(connection, token))

    def opened(self, browser: str) -> KeptGarden | None:
        """The garden whose link that browser has opened, as long as the link holds. browser: what `open` gave."""
        with database.reading(self._path) as connection:
            name = links.garden_of(connection, links.token_of(connection, browser))
            return _find(connection, name) if name else None

    # A resident's requests.

    def withdraw(self, name: str, *, now_s: int) -> None:
        """It takes part in nothing, and what was consented to no longer is. The link still opens its pages."""
        with database.transaction(self._path) as connection:
            held = _find(connection, name)
            if held.withdrawn_s is not None or not _is_kept(connection, name):
                return
            for purpose in PURPOSES:
                newest = held.consents.get(purpose)
                if newest and newest.is_given:
                    consents.put(connection, name, replace(newest, is_given=False, at_s=now_s, by=CONSOLE))
            connection.execute("UPDATE garden SET withdrawn_s = ? WHERE name = ?", (now_s, name))
            _changed(connection)

    def return_to(self, name: str) -> None:
        """It takes part again; what was consented to before has to be asked anew."""
        with database.transaction(self._path) as connection:
            back = connection.execute(
                "UPDATE garden SET withdrawn_s = NULL WHERE name = ? AND withdrawn_s IS NOT NULL", (name,)
            )
            if back.rowcount:
                _changed(connection)

    def erase(self, name: str) -> None:
        """Nothing of it is left, the history of its consents neither."""
        with database.transaction(self._path) as connection:
            if _is_kept(connection, name):
                connection.execute("DELETE FROM garden WHERE name = ?", (name,))
                consents.erase(connection, name)
                _changed(connection)


def _find(connection: sqlite3.Connection, name: str) -> KeptGarden:
    row = connection.execute(f"{_NAMED} WHERE name = ?", (name,)).fetchone()
    return _kept(connection, row) if row else KeptGarden(name=name)


def _kept(connection: sqlite3.Connection, row: tuple[Any, ...]) -> KeptGarden:
    name, setup_version, soil, soil_by, planting, sun, paved_percent, *points, withdrawn_s = row
    dry_mv, wet_mv, dry_percent, wet_percent, probe = points
    calibration = None
    if dry_mv is not None:
        calibration = Calibration(
            dry_mv=dry_mv, wet_mv=wet_mv, dry_percent=dry_percent, wet_percent=wet_percent, probe=probe
        )
    setup = Setup(
        soil=soil, soil_by=soil_by, planting=planting, sun=sun, paved_percent=paved_percent, calibration=calibration
    )
    return KeptGarden(
        name=name,
        setup=setup,
        setup_version=setup_version,
        consents=consents.newest(connection, name),
        link_made_s=links.made_s(connection, name),
        withdrawn_s=withdrawn_s,
    )


def _meet(connection: sqlite3.Connection, name: str) -> None:
    """It has a row."""
    connection.execute(
        "INSERT OR IGNORE INTO garden (name, setup_version, soil, soil_by, planting, sun)"
        " VALUES (?, 0, '', '', '', '')",
        (name,),
    )


def _is_kept(connection: sqlite3.Connection, name: str) -> bool:
    return connection.execute("SELECT 1 FROM garden WHERE name = ?", (name,)).fetchone() is not None


def _write(connection: sqlite3.Connection, name: str, setup: Setup) -> None:
    _meet(connection, name)
    _changed(connection)
    points = setup.calibration
    connection.execute(
        "UPDATE garden SET setup_version = ?, soil = ?, soil_by = ?, planting = ?, sun = ?, paved_percent = ?,"
        " dry_mv = ?, wet_mv = ?, dry_percent = ?, wet_percent = ?, probe = ? WHERE name = ?",
        (
            *(_version(connection), setup.soil, setup.soil_by, setup.planting, setup.sun, setup.paved_percent),
            *((points.dry_mv, points.wet_mv, points.dry_percent, points.wet_percent) if points else (None,) * 4),
            points.probe if points else "",
            name,
        ),
    )


def _version(connection: sqlite3.Connection) -> int:
    number: int = connection.execute("SELECT number FROM garden_version").fetchone()[0]
    return number


def _changed(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE garden_version SET number = number + 1")
